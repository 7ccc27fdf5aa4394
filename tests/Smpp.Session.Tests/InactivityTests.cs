using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>The inactivity_timer (v3.4 §7.2): it counts transactions, not enquire_links.</summary>
public class InactivityTests
{
    private static readonly SessionOptions Options = SessionOptions.Default with { Inactivity = TimeSpan.FromSeconds(100) };

    [Fact]
    public void A_session_with_nothing_but_enquire_links_unbinds_when_the_timer_is_over()
    {
        using var rig = SessionRig.Centre(options: Options);
        for (uint i = 0; i < 5; i++)
        {
            rig.Advance(19);
            rig.Feed(WirePdu.Empty(CommandId.EnquireLink, i));
            rig.Take(CommandId.EnquireLinkResp);
        }
        Assert.Empty(rig.Sent);
        rig.Advance(6);

        uint sequence = rig.Take(CommandId.Unbind).Sequence;
        rig.Feed(WirePdu.Empty(CommandId.UnbindResp, sequence));
        Assert.Equal(SessionEndReason.Inactive, rig.End().Reason);
    }

    [Fact]
    public void A_message_starts_the_timer_again()
    {
        using var rig = SessionRig.Centre(options: Options with { EnquireLink = TimeSpan.Zero });
        rig.Handler.WhenMessage = static request => request.Accept("42"u8);
        for (uint i = 2; i < 6; i++)
        {
            rig.Advance(99);
            rig.Feed(WirePdu.Submit(i));
            rig.Take(CommandId.SubmitSmResp);
        }

        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void It_does_not_run_out_while_a_request_is_unanswered()
    {
        using var rig = SessionRig.Centre(options: Options with { EnquireLink = TimeSpan.Zero });
        rig.Feed(WirePdu.Submit(2));
        rig.Advance(500);
        Assert.Empty(rig.Sent);

        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("42"u8);
        rig.Take(CommandId.SubmitSmResp);
        rig.Advance(99);
        Assert.Empty(rig.Sent);
        rig.Advance(2);
        rig.Take(CommandId.Unbind);
    }

    [Fact]
    public void It_does_not_run_out_early_when_a_request_was_answered_between_two_ticks()
    {
        using var rig = SessionRig.Centre(options: Options with { EnquireLink = TimeSpan.Zero });
        rig.Feed(WirePdu.Submit(2));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        rig.Advance(0.15);
        submit.Accept("42"u8);
        rig.Take(CommandId.SubmitSmResp);
        rig.Advance(99.95);
        Assert.Empty(rig.Sent);
        rig.Advance(0.3);
        rig.Take(CommandId.Unbind);
    }

    [Fact]
    public void Off_it_never_runs_out()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Advance(100_000);

        Assert.Empty(rig.Sent);
    }
}
