using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What the owner hears of the answers to its own requests, beside each request's sink.</summary>
public class WatchedAnswersTests
{
    [Fact]
    public void The_owner_hears_of_every_answer_before_the_sink_and_of_no_answer_that_matches_nothing()
    {
        using var rig = SessionRig.Esme();
        var heard = new List<string>();
        rig.Handler.WhenResponse = pdu => heard.Add($"{pdu.Id} {pdu.Status} {pdu.Body.Length}");
        rig.Sink.WhenReply = () => heard.Add("sink");
        rig.Send();
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence), WirePdu.MessageId(CommandId.SubmitSmResp, sequence));
        rig.Send();
        rig.Feed(WirePdu.Empty(CommandId.GenericNack, rig.Take(CommandId.SubmitSm).Sequence, CommandStatus.Throttled));
        rig.Send();
        rig.Feed(WirePdu.MessageId(CommandId.DeliverSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        rig.Advance(31);
        rig.Feed(WirePdu.Empty(CommandId.EnquireLinkResp, rig.Take(CommandId.EnquireLink).Sequence));

        Assert.Equal(["SubmitSmResp Ok 3", "sink", "GenericNack Throttled 0", "sink", "EnquireLinkResp Ok 0"], heard);
    }

    [Fact]
    public void The_owner_hears_once_of_all_that_time_out_together_and_first()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        var heard = new List<int>();
        rig.Handler.WhenTimeout = requests => heard.Add(requests);
        rig.Sink.WhenLost = () => heard.Add(-1);
        rig.Send();
        rig.Send();
        rig.Advance(31);

        Assert.Equal([2, -1, -1], heard);
    }

    [Fact]
    public void An_owner_that_throws_at_a_timeout_ends_the_session_and_the_requests_have_their_outcome()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { EnquireLink = TimeSpan.Zero });
        rig.Handler.WhenTimeout = _ => throw new InvalidOperationException("broken on purpose");
        rig.Send();
        rig.Advance(31);

        Assert.Equal(LossReason.Timeout, Assert.Single(rig.Sink.Losses).Reason);
        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.Fault, rig.End().Reason);
    }
}
