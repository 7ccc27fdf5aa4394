using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Own requests: the window, their outcomes, each exactly once.</summary>
public class OutboundTests
{
    [Fact]
    public void Numbers_go_on_from_that_of_the_outbind()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Session.Outbind(new Outbind { SystemId = "centre", Password = "secret" });
        uint outbind = rig.Take(CommandId.Outbind).Sequence;
        rig.Feed(WirePdu.Bind(CommandId.BindReceiver));
        rig.Take(CommandId.BindReceiverResp);
        rig.Send();

        Assert.Equal(outbind + 1, rig.Take(CommandId.DeliverSm).Sequence);
    }

    [Fact]
    public void A_response_completes_its_request_in_whatever_order_it_comes()
    {
        using var rig = SessionRig.Esme();
        rig.Send(token: 10);
        rig.Send(token: 20);
        uint first = rig.Take(CommandId.SubmitSm).Sequence, second = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, second, "b"), WirePdu.MessageId(CommandId.SubmitSmResp, first, "a"));

        Assert.Equal([20, 10], rig.Sink.Replies.Select(reply => reply.Token));
        Assert.Equal(["b\0"u8.ToArray(), "a\0"u8.ToArray()], rig.Sink.Replies.Select(reply => reply.Reply.Body));
        Assert.Equal(0, rig.Session.Outstanding);
    }

    [Fact]
    public void Beyond_the_window_sends_are_refused_until_a_response_makes_room()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 2 });
        Assert.Equal([SendResult.Sent, SendResult.Sent, SendResult.Full], [rig.Send(1), rig.Send(2), rig.Send(3)]);
        Assert.Equal((2, 0), (rig.Session.Outstanding, rig.Session.Free));
        int readies = rig.Handler.Readies;
        rig.Handler.WhenReady = _ => rig.Send(3);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));

        Assert.True(rig.Handler.Readies > readies);
        Assert.Equal(2, rig.Session.Outstanding);
        Assert.Equal(2, rig.Sent.Count);
    }

    [Fact]
    public void A_full_output_refuses_sends_until_it_has_drained()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1_000, OutputLimit = 500 });
        rig.Stalled = true;
        int sent = 0;
        while (rig.Send() == SendResult.Sent)
            sent++;
        int readies = rig.Handler.Readies;
        rig.Drain();

        Assert.InRange(sent, 2, 20);
        Assert.Equal(readies + 1, rig.Handler.Readies);
        Assert.Equal(SendResult.Sent, rig.Send());
    }

    [Fact]
    public void A_response_that_does_not_come_in_time_is_a_loss_and_a_late_one_matches_nothing()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Send(token: 3);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Advance(29);
        Assert.Empty(rig.Sink.Losses);
        int readies = rig.Handler.Readies;
        rig.Advance(1.5);

        Assert.Equal((3, LossReason.Timeout), Assert.Single(rig.Sink.Losses));
        Assert.Equal(readies + 1, rig.Handler.Readies);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence));
        Assert.Empty(rig.Sink.Replies);
        Assert.Empty(rig.Sink.LateReplies);
        var counters = rig.Session.Counters;
        Assert.Equal((1, 1, 0), (counters.Timeouts, counters.LateResponses, counters.UnmatchedResponses));
        Assert.Equal(0, rig.Session.Outstanding);
    }

    [Fact]
    public void A_generic_nack_completes_the_request_with_its_number()
    {
        using var rig = SessionRig.Esme();
        rig.Send(token: 3);
        rig.Feed(WirePdu.Empty(CommandId.GenericNack, rig.Take(CommandId.SubmitSm).Sequence, CommandStatus.InvalidCommandLength));

        var (token, reply) = Assert.Single(rig.Sink.Replies);
        Assert.Equal((3, CommandId.GenericNack, CommandStatus.InvalidCommandLength), (token, reply.Id, reply.Status));
        Assert.Equal(0, rig.Session.Outstanding);
    }

    [Fact]
    public void A_late_response_reaches_a_sink_that_wants_it_once()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Sink.WantsLateReply = true;
        rig.Send(token: 3);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Advance(31);
        rig.Feed(
            WirePdu.Empty(CommandId.GenericNack, sequence, CommandStatus.SystemError),
            WirePdu.MessageId(CommandId.DeliverSmResp, sequence));
        Assert.Empty(rig.Sink.LateReplies);

        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence), WirePdu.MessageId(CommandId.SubmitSmResp, sequence));

        Assert.Equal((3, CommandId.SubmitSmResp), Assert.Single(rig.Sink.LateReplies));
        Assert.Empty(rig.Sink.Replies);
        Assert.Equal((1, 3), (rig.Session.Counters.LateResponses, rig.Session.Counters.UnmatchedResponses));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_response_that_comes_while_losses_are_told_is_late_and_told_after_its_own(bool beforeSinks)
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Sink.WantsLateReply = true;
        rig.Send(token: 3);
        rig.Send(token: 4);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        void Answer()
        {
            rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence));
            // The reader may be there at any moment of the heartbeat's: not told yet, whichever sink is being told.
            Assert.Empty(rig.Sink.LateReplies);
            rig.Sink.WhenLost = null;
        }

        if (beforeSinks)
            rig.Handler.WhenTimeout = _ => Answer();
        else
            rig.Sink.WhenLost = Answer;
        rig.Advance(31);

        Assert.Equal((3, CommandId.SubmitSmResp), Assert.Single(rig.Sink.LateReplies));
        Assert.Equal((2, 0), (rig.Sink.Losses.Count, rig.Sink.Replies.Count));
        Assert.Equal((1, 0), (rig.Session.Counters.LateResponses, rig.Session.Counters.UnmatchedResponses));
    }

    [Fact]
    public void Responses_that_come_while_losses_are_told_are_counted_as_late_only_for_as_many_as_are_lost()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Send(token: 3);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Handler.WhenTimeout = _ =>
        {
            for (int i = 0; i < 5; i++)
                rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence), WirePdu.MessageId(CommandId.SubmitSmResp, 1_000));
        };
        rig.Advance(31);

        Assert.Empty(rig.Sink.LateReplies);
        Assert.Equal((1, 9), (rig.Session.Counters.LateResponses, rig.Session.Counters.UnmatchedResponses));
    }

    [Fact]
    public void Of_very_many_late_requests_the_latest_thousand_are_remembered()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero, Window = 1_001 });
        rig.Sink.WantsLateReply = true;
        for (int i = 0; i < 1_001; i++)
            rig.Send(token: i);
        var sequences = Enumerable.Range(0, 1_001).Select(_ => rig.Take(CommandId.SubmitSm).Sequence).ToArray();
        rig.Advance(31);
        foreach (uint sequence in sequences)
            rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence));

        Assert.Equal(1_000, rig.Sink.LateReplies.Count);
    }

    [Fact]
    public void Another_commands_response_does_not_count_as_success()
    {
        using var rig = SessionRig.Esme();
        rig.Send(token: 3);
        rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, rig.Take(CommandId.SubmitSm).Sequence));

        Assert.Equal((3, LossReason.Mismatched), Assert.Single(rig.Sink.Losses));
        Assert.Equal((0, 1), (rig.Session.Outstanding, rig.Sink.Outcomes));
    }

    [Fact]
    public void A_doubled_response_counts_once()
    {
        using var rig = SessionRig.Esme();
        rig.Send();
        var response = WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence);
        rig.Feed(response, response);

        Assert.Single(rig.Sink.Replies);
        Assert.Equal(1, rig.Session.Counters.UnmatchedResponses);
    }

    [Fact]
    public void An_error_response_completes_with_or_without_a_body()
    {
        using var rig = SessionRig.Esme();
        rig.Send(1);
        rig.Send(2);
        var withBody = WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, "ignored");
        withBody[11] = (byte)CommandStatus.Throttled;
        rig.Feed(withBody, WirePdu.Empty(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, CommandStatus.Throttled));

        Assert.All(rig.Sink.Replies, reply => Assert.Equal(CommandStatus.Throttled, reply.Reply.Status));
        Assert.Equal(2, rig.Sink.Replies.Count);
    }

    [Fact]
    public void The_end_of_the_session_loses_each_unanswered_request_once_before_the_owner_hears_of_it()
    {
        using var rig = SessionRig.Esme();
        int lostBefore = -1;
        rig.Handler.WhenEnded = () => lostBefore = rig.Sink.Losses.Count;
        for (int i = 0; i < 5; i++)
            rig.Send(token: i);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        rig.End();
        rig.Advance(60);

        Assert.Equal([1, 2, 3, 4], rig.Sink.Losses.Select(loss => loss.Token).Order());
        Assert.All(rig.Sink.Losses, loss => Assert.Equal(LossReason.SessionEnded, loss.Reason));
        Assert.Equal((1, 4), (rig.Sink.Replies.Count, lostBefore));
        Assert.Single(rig.Handler.Ends);
        Assert.Equal((SendResult.NotBound, SessionState.Closed), (rig.Send(), rig.Session.State));
    }

    [Fact]
    public async Task Closing_twice_ends_once_with_the_first_reason()
    {
        using var rig = SessionRig.Esme();
        rig.Session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "first"));
        rig.Session.Close(new SessionEnd(SessionEndReason.Fault, "second"));

        Assert.Equal(new SessionEnd(SessionEndReason.ClosedLocally, "first"), rig.End());
        Assert.Equal("first", Assert.Single(rig.Handler.Ends).Detail);
        Assert.Equal("first", (await rig.Session.Completion).Detail);
    }

    [Fact]
    public void A_request_that_cannot_be_encoded_leaves_neither_slot_nor_octets_behind()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        Assert.Throws<OverflowException>(() =>
        {
            var view = new MessageView(CommandId.SubmitSm) { ShortMessage = new byte[300] };
            rig.Session.TrySend(ref view, rig.Sink, 0);
        });
        Assert.Equal((0, 1), (rig.Session.Outstanding, rig.Session.Free));
        Assert.Equal(SendResult.Sent, rig.Send());

        Assert.Single(rig.Sent);
        Assert.Equal(0, rig.Sink.Outcomes);
    }

    [Fact]
    public void Enquire_link_and_unbind_take_no_window_slot()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1, ResponseTimeout = TimeSpan.FromSeconds(40) });
        rig.Send();
        rig.Take(CommandId.SubmitSm);
        rig.Advance(31);
        rig.Take(CommandId.EnquireLink);

        Assert.Equal(1, rig.Session.Outstanding);
    }

    [Theory]
    [InlineData(CommandId.BindTransmitter, SendResult.NotBound)]
    [InlineData(CommandId.BindReceiver, SendResult.Sent)]
    [InlineData(CommandId.BindTransceiver, SendResult.Sent)]
    public void The_centre_delivers_to_receivers_and_transceivers_only(CommandId bind, SendResult expected)
    {
        using var rig = SessionRig.Centre(bind);

        Assert.Equal(expected, rig.Send());
    }

    [Theory]
    [InlineData(CommandId.BindTransmitter, false)]
    [InlineData(CommandId.BindReceiver, true)]
    [InlineData(CommandId.BindTransceiver, true)]
    public void The_centre_alerts_receivers_and_transceivers_only_and_awaits_no_response(CommandId bind, bool expected)
    {
        using var rig = SessionRig.Centre(bind);
        var alert = new AlertNotification { Source = Address.Parse("447700900123"), Esme = Address.Parse("12345") };

        Assert.Equal(expected, rig.Session.TryAlert(alert));
        Assert.Equal(expected ? [CommandId.AlertNotification] : [], rig.Sent.Select(pdu => pdu.Id));
        Assert.Equal(0, rig.Session.Outstanding);
    }

    [Fact]
    public void Nobody_is_alerted_by_an_ESME_before_the_bind_or_while_leaving()
    {
        using var esme = SessionRig.Esme();
        using var open = new SessionRig(SessionRole.MessageCentre);
        using var leaving = SessionRig.Centre();
        leaving.Send();
        _ = leaving.Session.UnbindAsync();
        leaving.Sent.Clear();

        Assert.All([esme, open, leaving], rig =>
        {
            Assert.False(rig.Session.TryAlert(new AlertNotification()));
            Assert.Empty(rig.Sent);
        });
    }

    [Fact]
    public void Nothing_is_sent_before_the_bind()
    {
        using var rig = new SessionRig(SessionRole.Esme);

        Assert.Equal((SendResult.NotBound, 0), (rig.Send(), rig.Session.Free));
    }
}
