using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Leaving in order, by either side (v3.4 §4.2).</summary>
public class UnbindTests
{
    [Fact]
    public async Task An_idle_session_unbinds_at_once_and_ends_on_the_answer()
    {
        using var rig = SessionRig.Esme();
        var ending = rig.Session.UnbindAsync();
        rig.Feed(WirePdu.Empty(CommandId.UnbindResp, rig.Take(CommandId.Unbind).Sequence));

        Assert.True(rig.Session.ShutsDown);
        rig.End();
        Assert.Equal(SessionEndReason.Unbound, (await ending).Reason);
    }

    [Fact]
    public void Outstanding_requests_drain_before_the_unbind_and_new_ones_are_refused()
    {
        using var rig = SessionRig.Esme();
        rig.Send(token: 1);
        rig.Send(token: 2);
        uint first = rig.Take(CommandId.SubmitSm).Sequence, second = rig.Take(CommandId.SubmitSm).Sequence;
        _ = rig.Session.UnbindAsync();

        Assert.Equal((SendResult.NotBound, 0), (rig.Send(), rig.Sent.Count));
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, first));
        Assert.Empty(rig.Sent);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, second));
        rig.Take(CommandId.Unbind);
        Assert.Equal([1, 2], rig.Sink.Replies.Select(reply => reply.Token));
    }

    [Fact]
    public void The_peers_requests_are_answered_before_the_unbind()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(5));
        _ = rig.Session.UnbindAsync();
        Assert.Empty(rig.Sent);
        rig.Feed(WirePdu.Submit(6));
        Assert.Equal(CommandStatus.InvalidBindStatus, rig.Take(CommandId.SubmitSmResp).Status);
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("42"u8);

        Assert.Equal(5u, rig.Take(CommandId.SubmitSmResp).Sequence);
        rig.Take(CommandId.Unbind);
    }

    [Fact]
    public void A_request_that_was_answered_twice_does_not_hold_up_the_unbind()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(5));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("42"u8);
        submit.Reject(CommandStatus.SystemError);
        Assert.Equal(0, rig.Session.InboundOutstanding);
        rig.Sent.Clear();
        _ = rig.Session.UnbindAsync();

        rig.Take(CommandId.Unbind);
    }

    [Fact]
    public void Requests_that_stay_unanswered_delay_the_unbind_for_a_limited_time_only()
    {
        using var rig = SessionRig.Esme();
        rig.Send(token: 1);
        rig.Take(CommandId.SubmitSm);
        _ = rig.Session.UnbindAsync();
        rig.Advance(4.5);
        Assert.Empty(rig.Sent);
        rig.Advance(1);
        rig.Take(CommandId.Unbind);
        Assert.False(rig.Aborted);
        rig.Advance(5.5);

        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.Unbound, rig.End().Reason);
        Assert.Equal((1, LossReason.SessionEnded), Assert.Single(rig.Sink.Losses));
    }

    [Fact]
    public void A_peers_unbind_is_answered_at_once_when_nothing_is_unanswered_and_the_session_ends()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Empty(CommandId.Unbind, 99));

        var answer = rig.Take(CommandId.UnbindResp);
        Assert.Equal((CommandStatus.Ok, 99u, 16u), (answer.Status, answer.Sequence, answer.Header.Length));
        Assert.True(rig.Session.ShutsDown);
        Assert.Equal(SessionEndReason.Unbound, rig.End().Reason);
    }

    [Fact]
    public void A_peers_unbind_is_answered_behind_the_answers_to_its_requests()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(1), WirePdu.Submit(2), WirePdu.Empty(CommandId.Unbind, 3));
        Assert.Empty(rig.Sent);
        Assert.Equal(SendResult.NotBound, rig.Send());
        while (rig.Handler.Messages.TryDequeue(out var submit))
            submit.Accept("42"u8);

        Assert.Equal([1u, 2u, 3u], rig.Sent.Select(pdu => pdu.Sequence));
        Assert.Equal(CommandId.UnbindResp, rig.Sent[^1].Id);
        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public void Own_requests_drain_behind_the_answer_to_a_peers_unbind()
    {
        using var rig = SessionRig.Centre();
        rig.Send(token: 7);
        uint sequence = rig.Take(CommandId.DeliverSm).Sequence;
        rig.Feed(WirePdu.Empty(CommandId.Unbind, 3));
        rig.Take(CommandId.UnbindResp);
        Assert.False(rig.Session.ShutsDown);
        rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, sequence, ""));

        Assert.Equal(7, Assert.Single(rig.Sink.Replies).Token);
        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public void Answers_that_never_come_hold_the_answer_to_an_unbind_for_a_limited_time_only()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(1), WirePdu.Empty(CommandId.Unbind, 2));
        rig.Advance(5.5);

        rig.Take(CommandId.UnbindResp);
        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public void Both_sides_may_unbind_at_once()
    {
        using var rig = SessionRig.Esme();
        _ = rig.Session.UnbindAsync();
        rig.Take(CommandId.Unbind);
        rig.Feed(WirePdu.Empty(CommandId.Unbind, 8));

        Assert.Equal(8u, rig.Take(CommandId.UnbindResp).Sequence);
        Assert.True(rig.Session.ShutsDown);
        Assert.Equal(SessionEndReason.Unbound, rig.End().Reason);
    }

    [Fact]
    public void An_unbind_before_the_bind_is_answered_and_ends_the_connection()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Empty(CommandId.Unbind, 1));

        rig.Take(CommandId.UnbindResp);
        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public void While_unbinding_a_bind_is_answered_already_bound()
    {
        using var rig = SessionRig.Centre();
        rig.Send();
        rig.Sent.Clear();
        _ = rig.Session.UnbindAsync();
        rig.Feed(WirePdu.Bind(sequence: 4));

        Assert.Equal(CommandStatus.AlreadyBound, rig.Take(CommandId.BindTransceiverResp).Status);
    }

    [Fact]
    public void A_nack_to_the_unbind_ends_the_session_as_its_answer_would()
    {
        using var rig = SessionRig.Esme();
        _ = rig.Session.UnbindAsync();
        rig.Feed(WirePdu.Empty(CommandId.GenericNack, rig.Take(CommandId.Unbind).Sequence, CommandStatus.InvalidCommandId));

        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public async Task Unbinding_before_the_bind_closes_and_unbinding_twice_unbinds_once()
    {
        using var open = new SessionRig(SessionRole.Esme);
        using var bound = SessionRig.Esme();
        var ending = open.Session.UnbindAsync();
        _ = bound.Session.UnbindAsync();
        _ = bound.Session.UnbindAsync();

        Assert.True(open.Aborted);
        open.End();
        Assert.Equal(SessionEndReason.ClosedLocally, (await ending).Reason);
        Assert.Equal(CommandId.Unbind, Assert.Single(bound.Sent).Id);
    }
}
