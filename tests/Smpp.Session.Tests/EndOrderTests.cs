using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>An application hears of the end last, whichever threads are telling it something when the connection goes.</summary>
public class EndOrderTests
{
    private static readonly SessionOptions NoEnquireLinks = SessionOptions.Default with { EnquireLink = TimeSpan.Zero };

    [Fact]
    public void What_a_tick_began_to_tell_is_told_before_the_end()
    {
        using var rig = SessionRig.Esme(options: NoEnquireLinks);
        var told = new List<string>();
        rig.Send(token: 1);
        rig.Handler.WhenTimeout = _ =>
        {
            told.Add("timeout");
            rig.Session.Finish(new SessionEnd(SessionEndReason.ConnectionLost));
        };
        rig.Sink.WhenLost = () => told.Add("lost");
        rig.Handler.WhenReady = _ => told.Add("ready");
        rig.Handler.WhenEnded = () => told.Add("end");
        rig.Advance(31);

        Assert.Equal(["timeout", "lost", "ready", "end"], told);
        Assert.Equal(SessionEndReason.ConnectionLost, Assert.Single(rig.Handler.Ends).Reason);
        Assert.True(rig.Session.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_end_waits_for_a_call_on_another_thread_and_holds_no_thread_meanwhile()
    {
        using var rig = SessionRig.Esme(options: NoEnquireLinks);
        using var called = new SemaphoreSlim(0);
        using var goesOn = new SemaphoreSlim(0);
        rig.Send(token: 1);
        rig.Handler.WhenTimeout = _ =>
        {
            called.Release();
            goesOn.Wait();
        };
        var ticking = Task.Run(() => rig.Advance(31));
        await called.WaitAsync().InTime();
        rig.Session.Finish(new SessionEnd(SessionEndReason.ConnectionLost));

        Assert.Empty(rig.Handler.Ends);
        Assert.False(rig.Session.Completion.IsCompleted);
        goesOn.Release();
        await ticking.InTime();
        Assert.Single(rig.Handler.Ends);
        Assert.Equal(LossReason.Timeout, Assert.Single(rig.Sink.Losses).Reason);
        Assert.True(rig.Session.Completion.IsCompleted);
    }

    [Fact]
    public void Output_that_drains_after_the_end_makes_nobody_ready()
    {
        using var rig = SessionRig.Esme(options: NoEnquireLinks with { OutputLimit = 1 });
        rig.Stalled = true;
        Assert.Equal((SendResult.Sent, SendResult.Full), (rig.Send(1), rig.Send(2)));
        rig.End();
        int before = rig.Handler.Readies;
        rig.Session.OnOutputDrained();
        rig.Session.Wake();

        Assert.Equal(before, rig.Handler.Readies);
    }

    [Fact]
    public void An_owner_that_throws_on_an_answer_keeps_no_request_from_its_outcome()
    {
        using var rig = SessionRig.Esme();
        rig.Handler.WhenResponse = _ => throw new InvalidOperationException("broken on purpose");
        rig.Send(token: 1);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;

        Assert.Throws<InvalidOperationException>(() => rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence)));
        rig.End();
        Assert.Equal(1, rig.Sink.Outcomes);
    }
}
