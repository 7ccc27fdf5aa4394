using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>A peer that answers enquire_link and no request is let go, from either side.</summary>
public class UnansweredTests
{
    private static readonly SessionOptions Options = SessionOptions.Default with
    {
        MostUnanswered = 4,
        EnquireLink = TimeSpan.Zero,
        ResponseTimeout = TimeSpan.FromSeconds(30),
        UnbindTimeout = TimeSpan.FromSeconds(5),
    };

    [Theory]
    [InlineData(SessionRole.Esme)]
    [InlineData(SessionRole.MessageCentre)]
    public void After_so_many_timeouts_in_a_row_it_is_unbound_and_its_owner_hears_of_it_first(SessionRole role)
    {
        using var rig = Rig(role);
        var heard = new List<string>();
        rig.Handler.WhenUnanswered = requests => heard.Add($"unanswered {requests}, bound: {rig.Session.State.IsBound}");
        rig.Handler.WhenTimeout = requests => heard.Add($"timeout {requests}");
        TimeOut(rig, 3);
        Assert.True(rig.Session.State.IsBound);
        TimeOut(rig, 1);

        Assert.Equal(["timeout 3", "unanswered 4, bound: False", "timeout 1"], heard);
        Assert.Equal(SendResult.NotBound, rig.Send());
        rig.Feed(WirePdu.Empty(CommandId.UnbindResp, rig.Take(CommandId.Unbind).Sequence));
        Assert.Equal(SessionEndReason.Unanswered, rig.End().Reason);
    }

    [Fact]
    public void What_came_later_may_be_answered_until_the_time_for_it_is_over_and_one_that_answers_no_unbind_is_closed()
    {
        using var rig = Rig(SessionRole.MessageCentre);
        Send(rig, 4);
        rig.Sent.Clear();
        rig.Advance(20);
        Send(rig, 2);
        uint sequence = rig.Take(CommandId.DeliverSm).Sequence;
        rig.Take(CommandId.DeliverSm);
        rig.Advance(10.4);
        Assert.Equal(4, rig.Sink.Losses.Count);
        rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, sequence));
        Assert.Single(rig.Sink.Replies);
        Assert.Empty(rig.Sent);

        rig.Advance(5.4);
        rig.Take(CommandId.Unbind);
        Assert.False(rig.Aborted);
        rig.Advance(5.4);
        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.Unanswered, rig.End().Reason);
        Assert.Equal((LossReason.SessionEnded, 5), (rig.Sink.Losses.Last().Reason, rig.Sink.Losses.Count));
    }

    [Theory]
    [InlineData(CommandStatus.Ok)]
    [InlineData(CommandStatus.SystemError)]
    public void An_answer_between_begins_the_count_anew(CommandStatus status)
    {
        using var rig = Rig(SessionRole.MessageCentre);
        for (int i = 0; i < 5; i++)
        {
            TimeOut(rig, 3);
            rig.Send();
            rig.Feed(WirePdu.Empty(CommandId.DeliverSmResp, rig.Take(CommandId.DeliverSm).Sequence, status));
            rig.Advance(0.2);
        }
        Assert.True(rig.Session.State.IsBound);
        TimeOut(rig, 4);

        rig.Take(CommandId.Unbind);
    }

    [Fact]
    public void An_answer_that_comes_too_late_begins_it_anew_as_well()
    {
        using var rig = Rig(SessionRole.MessageCentre);
        for (int i = 0; i < 5; i++)
        {
            rig.Send();
            uint sequence = rig.Take(CommandId.DeliverSm).Sequence;
            rig.Advance(30.4);
            rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, sequence));
            TimeOut(rig, 2);
        }

        Assert.True(rig.Session.State.IsBound);
        Assert.Equal(5, rig.Session.Counters.LateResponses);
    }

    [Fact]
    public void Of_many_that_are_sent_at_once_none_counts_when_one_is_answered()
    {
        using var rig = Rig(SessionRole.MessageCentre);
        for (int i = 0; i < 5; i++)
        {
            Send(rig, 9);
            uint sequence = rig.Take(CommandId.DeliverSm).Sequence;
            rig.Sent.Clear();
            rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, sequence));
            rig.Advance(30.4);
        }

        Assert.True(rig.Session.State.IsBound);
        Assert.Equal(40, rig.Sink.Losses.Count);
    }

    [Fact]
    public void What_answers_no_request_does_not()
    {
        using var rig = Rig(SessionRole.MessageCentre, Options with { EnquireLink = TimeSpan.FromSeconds(10) });
        Send(rig, 4);
        rig.Sent.Clear();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(rig.Session.State.IsBound);
            rig.Advance(10.2);
            if (rig.Sent.Count > 0)
                rig.Feed(WirePdu.Empty(CommandId.EnquireLinkResp, rig.Take(CommandId.EnquireLink).Sequence));
            rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, 1_000));
        }
        rig.Advance(1);

        Assert.Equal(CommandId.Unbind, rig.Sent[^1].Id);
    }

    [Fact]
    public void Any_number_is_borne_where_there_is_no_limit()
    {
        using var rig = Rig(SessionRole.MessageCentre, Options with { MostUnanswered = 0 });
        for (int i = 0; i < 30; i++)
            TimeOut(rig, 10);

        Assert.True(rig.Session.State.IsBound);
        Assert.Equal(300, rig.Sink.Losses.Count);
    }

    private static SessionRig Rig(SessionRole role, SessionOptions? options = null) => role == SessionRole.Esme
        ? SessionRig.Esme(options: options ?? Options)
        : SessionRig.Centre(options: options ?? Options);

    private static void Send(SessionRig rig, int requests)
    {
        for (int i = 0; i < requests; i++)
            Assert.Equal(SendResult.Sent, rig.Send());
    }

    private static void TimeOut(SessionRig rig, int requests)
    {
        Send(rig, requests);
        rig.Sent.Clear();
        rig.Advance(30.4);
    }
}
