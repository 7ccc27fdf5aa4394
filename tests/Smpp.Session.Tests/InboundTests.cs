using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>The peer's requests and the answers they get.</summary>
public class InboundTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void Whatever_number_the_peer_uses_is_echoed_unchanged(uint sequence)
    {
        using var rig = SessionRig.Centre();
        rig.Handler.WhenMessage = static request => request.Accept("42"u8);
        rig.Feed(
            WirePdu.Submit(sequence), WirePdu.Submit(sequence), WirePdu.Empty(CommandId.EnquireLink, sequence),
            WirePdu.Empty((CommandId)0x999, sequence));

        Assert.Equal([sequence, sequence, sequence, sequence], rig.Sent.Select(pdu => pdu.Sequence));
    }

    [Fact]
    public void The_peers_numbers_and_ours_are_separate()
    {
        using var rig = SessionRig.Centre();
        rig.Send(token: 5);
        uint ours = rig.Take(CommandId.DeliverSm).Sequence;
        rig.Feed(WirePdu.Submit(ours));
        Assert.Equal((1, 1), (rig.Session.Outstanding, rig.Session.InboundOutstanding));
        rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, ours, ""));

        Assert.Equal(5, Assert.Single(rig.Sink.Replies).Token);
        Assert.Equal((0, 1), (rig.Session.Outstanding, rig.Session.InboundOutstanding));
    }

    [Theory]
    [InlineData(0x0Au)]
    [InlineData(0x01000001u)]
    [InlineData(0x01000002u)]
    public void An_unknown_command_is_nacked_and_the_session_stays_however_often_it_comes(uint command)
    {
        using var rig = SessionRig.Centre();
        for (uint i = 0; i < 100; i++)
        {
            rig.Feed(WirePdu.Raw((CommandId)command, 1_000 + i, 1, 2, 3));
            var nack = rig.Take(CommandId.GenericNack);
            Assert.Equal((CommandStatus.InvalidCommandId, 1_000 + i), (nack.Status, nack.Sequence));
        }

        Assert.True(rig.Session.State.IsBound);
    }

    [Theory]
    [InlineData(0x80000999u)]
    [InlineData(0x80000000u)]
    [InlineData(0x80000004u)]
    [InlineData(0x80000006u)]
    [InlineData(0x80000015u)]
    public void A_response_that_nothing_asked_for_is_counted_and_ignored(uint command)
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Empty((CommandId)command, 4_711));

        Assert.Empty(rig.Sent);
        Assert.True(rig.Session.State.IsBound);
        Assert.Equal(1, rig.Session.Counters.UnmatchedResponses);
    }

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.DataSm)]
    [InlineData(CommandId.QuerySm)]
    [InlineData(CommandId.DeliverSm)]
    public void A_request_before_the_bind_gets_its_own_response_and_the_connection_stays(CommandId command)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Raw(command, 3, 0));

        var pdu = rig.Take(command.Response);
        Assert.Equal((CommandStatus.InvalidBindStatus, 3u, 0), (pdu.Status, pdu.Sequence, pdu.Body.Length));
        rig.Feed(WirePdu.Bind());
        Assert.Equal(CommandStatus.Ok, rig.Take(CommandId.BindTransceiverResp).Status);
    }

    [Fact]
    public void A_submit_on_a_receiver_bind_is_refused_and_the_session_stays()
    {
        using var rig = SessionRig.Centre(CommandId.BindReceiver);
        rig.Feed(WirePdu.Submit(3));

        Assert.Equal(CommandStatus.InvalidBindStatus, rig.Take(CommandId.SubmitSmResp).Status);
        Assert.Equal(SessionState.BoundReceiver, rig.Session.State);
        Assert.Empty(rig.Handler.Messages);
    }

    [Fact]
    public void A_malformed_body_is_refused_for_its_field_and_the_session_stays()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.BadSubmit(3), WirePdu.Submit(4, "fine"));

        var pdu = rig.Take(CommandId.SubmitSmResp);
        Assert.Equal((CommandStatus.InvalidServiceType, 3u, 0), (pdu.Status, pdu.Sequence, pdu.Body.Length));
        Assert.Equal(["fine"], rig.Handler.Texts);
        Assert.Equal((1, 1), (rig.Session.Counters.Malformed, rig.Session.InboundOutstanding));
    }

    [Fact]
    public void Twenty_malformed_in_a_row_end_the_session_after_their_answers()
    {
        using var rig = SessionRig.Centre();
        for (uint i = 1; i <= 19; i++)
            rig.Feed(WirePdu.BadSubmit(i));
        Assert.True(rig.Session.State.IsBound);
        rig.Feed(WirePdu.BadSubmit(20), WirePdu.BadSubmit(21));

        Assert.Equal(20, rig.Sent.Count);
        Assert.True(rig.Session.ShutsDown);
        Assert.Equal(SessionEndReason.TooManyErrors, rig.End().Reason);
    }

    [Fact]
    public void A_good_pdu_breaks_the_row_of_malformed_ones()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { InboundWindow = 1_000 });
        for (int round = 0; round < 5; round++)
        {
            for (uint i = 0; i < 19; i++)
                rig.Feed(WirePdu.BadSubmit(i));
            rig.Feed(round % 2 == 0 ? WirePdu.Submit(99) : WirePdu.Empty(CommandId.EnquireLink, 99));
        }

        Assert.True(rig.Session.State.IsBound);
        Assert.Equal(95, rig.Session.Counters.Malformed);
    }

    [Fact]
    public void Beyond_the_inbound_window_requests_are_throttled_and_enquire_link_is_answered_all_the_same()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { InboundWindow = 3 });
        rig.Feed(WirePdu.Submit(1), WirePdu.Submit(2), WirePdu.Submit(3), WirePdu.Submit(4), WirePdu.Empty(CommandId.EnquireLink, 5));

        Assert.Equal((CommandStatus.Throttled, 4u), (rig.Sent[0].Status, rig.Take(CommandId.SubmitSmResp).Sequence));
        Assert.Equal(5u, rig.Take(CommandId.EnquireLinkResp).Sequence);
        Assert.Equal((3, 1), (rig.Handler.Messages.Count, rig.Session.Counters.Throttled));

        Assert.True(rig.Handler.Messages.TryDequeue(out var first));
        first.Accept("1"u8);
        rig.Take(CommandId.SubmitSmResp);
        rig.Feed(WirePdu.Submit(6));
        Assert.Equal(3, rig.Handler.Messages.Count);
    }

    [Fact]
    public void Answers_carry_what_their_command_asks_for()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(1), WirePdu.Raw(CommandId.CancelSm, 2, 0), WirePdu.Raw(CommandId.QuerySm, 3, 0));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("id-1"u8);
        while (rig.Handler.Requests.TryDequeue(out var request))
            request.Accept("id-2"u8);

        Assert.Equal("id-1\0"u8.ToArray(), rig.Take(CommandId.SubmitSmResp).Body);
        Assert.Empty(rig.Take(CommandId.CancelSmResp).Body);
        Assert.Equal("id-2\0"u8.ToArray(), rig.Take(CommandId.QuerySmResp).Body);
        Assert.Equal(0, rig.Session.InboundOutstanding);
    }

    [Fact]
    public void A_rejection_is_header_only()
    {
        using var rig = SessionRig.Esme();
        rig.Feed(WirePdu.Deliver(8));
        Assert.True(rig.Handler.Messages.TryDequeue(out var deliver));
        deliver.Reject(CommandStatus.MessageQueueFull);

        var pdu = rig.Take(CommandId.DeliverSmResp);
        Assert.Equal((CommandStatus.MessageQueueFull, 8u, 0), (pdu.Status, pdu.Sequence, pdu.Body.Length));
    }

    [Fact]
    public void Alert_notification_is_given_to_the_owner_and_never_answered()
    {
        using var rig = SessionRig.Esme();
        rig.Feed(WirePdu.Raw(CommandId.AlertNotification, 3, 0));
        Assert.True(rig.Handler.Requests.TryDequeue(out var alert));
        alert.Reject(CommandStatus.InvalidCommandId);

        Assert.Empty(rig.Sent);
        Assert.Equal(0, rig.Session.InboundOutstanding);
    }

    [Fact]
    public void An_answer_to_a_session_that_has_ended_is_dropped()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(1));
        rig.End();
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("42"u8);

        Assert.Empty(rig.Sent);
    }

    [Fact]
    public void Answers_come_from_any_thread_and_in_any_order()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { InboundWindow = 1_000 });
        rig.Feed([.. Enumerable.Range(1, 1_000).Select(i => WirePdu.Submit((uint)i))]);
        rig.Stalled = true;
        Parallel.ForEach(rig.Handler.Messages.Reverse(), request => request.Accept("42"u8));
        rig.Drain();

        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (uint)i), rig.Sent.Select(pdu => pdu.Sequence).Order());
        Assert.All(rig.Sent, pdu => Assert.Equal((CommandStatus.Ok, 3), (pdu.Status, pdu.Body.Length)));
        Assert.Equal(0, rig.Session.InboundOutstanding);
    }

    [Fact]
    public void A_status_in_a_request_is_ignored()
    {
        using var rig = SessionRig.Centre();
        var submit = WirePdu.Submit(1);
        submit[11] = 0x45;
        rig.Feed(submit);

        Assert.Single(rig.Handler.Messages);
    }
}
