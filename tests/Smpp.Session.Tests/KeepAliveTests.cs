using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>enquire_link (v3.4 §4.11, §7.2).</summary>
public class KeepAliveTests
{
    public static TheoryData<SessionRole> Roles => [SessionRole.MessageCentre, SessionRole.Esme];

    [Theory]
    [MemberData(nameof(Roles))]
    public void After_silence_an_enquire_link_is_sent_and_its_answer_keeps_the_session(SessionRole role)
    {
        using var rig = Bound(role);
        for (int i = 0; i < 5; i++)
        {
            rig.Advance(29.5);
            Assert.Empty(rig.Sent);
            rig.Advance(1);
            rig.Feed(WirePdu.Empty(CommandId.EnquireLinkResp, rig.Take(CommandId.EnquireLink).Sequence));
        }

        Assert.Equal((false, 0), (rig.Aborted, rig.Session.Counters.UnmatchedResponses));
    }

    [Fact]
    public void Any_received_pdu_restarts_the_silence()
    {
        using var rig = SessionRig.Centre();
        for (uint i = 0; i < 5; i++)
        {
            rig.Advance(25);
            rig.Feed(i % 2 == 0 ? WirePdu.Submit(i) : WirePdu.Empty(CommandId.SubmitSmResp, 4_711));
        }
        rig.Advance(25);

        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void An_unanswered_enquire_link_ends_the_session()
    {
        using var rig = SessionRig.Esme();
        rig.Advance(31);
        rig.Take(CommandId.EnquireLink);
        rig.Advance(29);
        Assert.False(rig.Aborted);
        rig.Advance(2);

        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.EnquireLinkTimeout, rig.End().Reason);
        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void An_enquire_link_may_have_less_time_than_other_requests()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLinkTimeout = TimeSpan.FromSeconds(9) });
        rig.Advance(31);
        rig.Take(CommandId.EnquireLink);
        rig.Advance(8);
        Assert.False(rig.Aborted);
        rig.Advance(2);

        Assert.Equal(SessionEndReason.EnquireLinkTimeout, rig.End().Reason);
    }

    [Fact]
    public void Any_pdu_received_meanwhile_stands_for_the_answer()
    {
        using var rig = SessionRig.Centre();
        rig.Advance(31);
        rig.Take(CommandId.EnquireLink);
        rig.Advance(20);
        rig.Feed(WirePdu.Submit(1));
        rig.Advance(29);
        Assert.Equal((false, 0), (rig.Aborted, rig.Sent.Count));
        rig.Advance(2);
        rig.Take(CommandId.EnquireLink);
        rig.Advance(31);

        Assert.True(rig.Aborted);
    }

    [Fact]
    public void Both_sides_may_ask_at_once()
    {
        using var rig = SessionRig.Esme();
        rig.Advance(31);
        uint ours = rig.Take(CommandId.EnquireLink).Sequence;
        rig.Feed(WirePdu.Empty(CommandId.EnquireLink, ours));
        Assert.Equal(ours, rig.Take(CommandId.EnquireLinkResp).Sequence);
        rig.Feed(WirePdu.Empty(CommandId.EnquireLinkResp, ours));
        rig.Advance(29);
        Assert.Empty(rig.Sent);
        rig.Advance(2);

        Assert.NotEqual(ours, rig.Take(CommandId.EnquireLink).Sequence);
        Assert.False(rig.Aborted);
    }

    [Fact]
    public void A_nack_to_an_enquire_link_proves_the_peer_alive_too()
    {
        using var rig = SessionRig.Esme();
        rig.Advance(31);
        rig.Feed(WirePdu.Empty(CommandId.GenericNack, rig.Take(CommandId.EnquireLink).Sequence, CommandStatus.InvalidCommandId));
        rig.Advance(29);

        Assert.Equal((false, 0), (rig.Aborted, rig.Session.Counters.UnmatchedResponses));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void It_is_answered_in_every_state_with_exactly_16_octets(SessionRole role)
    {
        using var open = new SessionRig(role);
        using var bound = Bound(role);
        using var leaving = Bound(role);
        leaving.Send();
        leaving.Sent.Clear();
        _ = leaving.Session.UnbindAsync();
        foreach (var rig in (SessionRig[])[open, bound, leaving])
        {
            rig.Feed(WirePdu.Raw(CommandId.EnquireLink, 9, 0));
            var answer = rig.Take(CommandId.EnquireLinkResp);
            Assert.Equal((16u, 9u, CommandStatus.Ok), (answer.Header.Length, answer.Sequence, answer.Status));
        }
    }

    [Fact]
    public void Zero_turns_it_off()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Advance(3_600);

        Assert.Empty(rig.Sent);
        Assert.False(rig.Aborted);
    }

    private static SessionRig Bound(SessionRole role) => role == SessionRole.Esme ? SessionRig.Esme() : SessionRig.Centre();
}
