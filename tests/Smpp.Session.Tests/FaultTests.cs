using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What the session's user throws ends that session and nothing else.</summary>
public class FaultTests
{
    private static readonly InvalidOperationException Broken = new("broken on purpose");

    [Fact]
    public void A_sink_that_throws_on_a_timeout_keeps_no_other_from_hearing_of_its_own()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Sink.WhenLost = () => throw Broken;
        for (int i = 0; i < 3; i++)
            rig.Send(token: i);
        rig.Advance(31);

        Assert.Equal(3, rig.Sink.Losses.Count);
        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.Fault, rig.End().Reason);
    }

    [Fact]
    public void A_sink_that_throws_at_the_end_keeps_no_other_from_hearing_of_it_and_the_end_is_a_fault()
    {
        using var rig = SessionRig.Esme();
        rig.Sink.WhenLost = () => throw Broken;
        for (int i = 0; i < 3; i++)
            rig.Send(token: i);
        var end = rig.End();

        Assert.Equal(3, rig.Sink.Losses.Count);
        Assert.Equal(SessionEndReason.Fault, end.Reason);
        Assert.Contains(Broken.Message, end.Detail, StringComparison.Ordinal);
        Assert.Equal(end, Assert.Single(rig.Handler.Ends));
    }

    [Fact]
    public void An_owner_that_throws_at_the_end_does_not_keep_the_end_from_completing()
    {
        using var rig = SessionRig.Esme();
        rig.Handler.WhenEnded = () => throw Broken;
        rig.End();

        Assert.True(rig.Session.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void An_owner_that_throws_when_there_is_room_again_ends_its_session_only()
    {
        using var broken = SessionRig.Esme();
        using var fine = SessionRig.Esme();
        broken.Handler.WhenReady = _ => throw Broken;
        fine.Handler.WhenReady = _ => broken.Session.Flush();
        broken.Feed(WirePdu.Empty(CommandId.EnquireLink, 1));
        fine.Feed(WirePdu.Empty(CommandId.EnquireLink, 1));

        Assert.True(broken.Aborted);
        Assert.Equal(SessionEndReason.Fault, broken.End().Reason);
        Assert.True(fine.Session.State.IsBound);
    }
}
