using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class SendAsyncTests
{
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("12345"), ShortMessage = "hello"u8.ToArray() };

    [Fact]
    public async Task The_response_is_what_is_awaited()
    {
        using var rig = SessionRig.Esme();
        var sending = rig.Session.SendAsync(Message).AsTask();
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, "abc"));

        var response = await sending.InTime();
        Assert.Equal((CommandStatus.Ok, "abc"), (response.Header.Status, response.MessageId));
    }

    [Fact]
    public async Task Without_a_free_slot_requests_wait_and_go_in_order_of_the_calls()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 2 });
        var sending = Enumerable.Range(0, 6)
            .Select(i => rig.Session.SendAsync(Message with { ShortMessage = new[] { (byte)i } }).AsTask()).ToArray();
        var order = new List<byte>();
        while (rig.Sent.Count > 0)
        {
            Assert.InRange(rig.Session.Outstanding, 0, 2);
            var pdu = rig.Take(CommandId.SubmitSm);
            order.Add(pdu.Body[^1]);
            rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, pdu.Sequence, $"{order[^1]}"));
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], order);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], (await Task.WhenAll(sending).InTime()).Select(response => response.MessageId));
    }

    [Fact]
    public async Task A_slot_freed_by_a_timeout_goes_to_whoever_waits()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1, EnquireLink = TimeSpan.Zero });
        var first = rig.Session.SendAsync(Message).AsTask();
        var second = rig.Session.SendAsync(Message).AsTask();
        rig.Take(CommandId.SubmitSm);
        Assert.Empty(rig.Sent);
        rig.Advance(31);

        Assert.Equal(LossReason.Timeout, (await Assert.ThrowsAsync<SmppRequestLostException>(() => first.InTime())).Reason);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        await second.InTime();
    }

    [Fact]
    public async Task The_time_for_an_answer_begins_when_a_request_leaves_and_not_while_it_waits_for_a_slot()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1, EnquireLink = TimeSpan.Zero });
        var first = rig.Session.SendAsync(Message).AsTask();
        var second = rig.Session.SendAsync(Message).AsTask();
        rig.Advance(25);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        await first.InTime();
        rig.Advance(25);

        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, "in time"));
        Assert.Equal("in time", (await second.InTime()).MessageId);
    }

    [Fact]
    public async Task A_drained_output_goes_on_with_whoever_waits()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { OutputLimit = 1 });
        rig.Stalled = true;
        var sending = new[] { rig.Session.SendAsync(Message).AsTask(), rig.Session.SendAsync(Message).AsTask() };
        rig.Stalled = false;
        rig.Drain();

        Assert.Equal(2, rig.Sent.Count);
        rig.Feed([.. rig.Sent.Select(pdu => WirePdu.MessageId(CommandId.SubmitSmResp, pdu.Sequence))]);
        await Task.WhenAll(sending).InTime();
    }

    [Fact]
    public async Task What_waits_for_a_slot_is_given_back_as_soon_as_the_session_leaves()
    {
        using var own = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        using var peers = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        _ = own.Session.SendAsync(Message).AsTask();
        _ = peers.Session.SendAsync(Message).AsTask();
        var waiting = own.Session.SendAsync(Message).AsTask();
        var waitingToo = peers.Session.SendAsync(Message).AsTask();
        _ = own.Session.UnbindAsync();
        peers.Feed(WirePdu.Empty(CommandId.Unbind, 1));

        await Assert.ThrowsAsync<SmppNotSentException>(() => waiting.InTime());
        await Assert.ThrowsAsync<SmppNotSentException>(() => waitingToo.InTime());
        Assert.Equal((SessionState.Unbound, SessionState.Unbound), (own.Session.State, peers.Session.State));
    }

    [Fact]
    public async Task At_the_end_what_was_sent_is_lost_and_what_waited_was_never_sent()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        var sent = rig.Session.SendAsync(Message).AsTask();
        var waiting = rig.Session.SendAsync(Message).AsTask();
        rig.End();

        Assert.Equal(LossReason.SessionEnded, (await Assert.ThrowsAsync<SmppRequestLostException>(() => sent.InTime())).Reason);
        await Assert.ThrowsAsync<SmppNotSentException>(() => waiting.InTime());
        await Assert.ThrowsAsync<SmppNotSentException>(() => rig.Session.SendAsync(Message).AsTask());
    }

    [Fact]
    public async Task A_request_that_cannot_be_encoded_fails_alone()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        var first = rig.Session.SendAsync(Message).AsTask();
        var broken = rig.Session.SendAsync(new Unencodable()).AsTask();
        var last = rig.Session.SendAsync(Message).AsTask();
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));

        await first.InTime();
        await Assert.ThrowsAsync<NotSupportedException>(() => broken.InTime());
        await last.InTime();
    }

    [Fact]
    public async Task Who_stops_waiting_for_a_slot_never_sends()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        using var stop = new CancellationTokenSource();
        var first = rig.Session.SendAsync(Message).AsTask();
        var cancelled = rig.Session.SendAsync(Message, stop.Token).AsTask();
        var last = rig.Session.SendAsync(Message with { ShortMessage = "last"u8.ToArray() }).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());

        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence));
        var next = rig.Take(CommandId.SubmitSm);
        Assert.EndsWith("last", System.Text.Encoding.Latin1.GetString(next.Body), StringComparison.Ordinal);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, next.Sequence));
        await Task.WhenAll(first, last).InTime();
        Assert.Empty(rig.Sent);
    }

    [Fact]
    public async Task A_response_to_whoever_stopped_waiting_goes_to_nobody_else()
    {
        using var rig = SessionRig.Esme();
        using var stop = new CancellationTokenSource();
        var cancelled = rig.Session.SendAsync(Message, stop.Token).AsTask();
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        var others = Enumerable.Range(0, 5).Select(_ => rig.Session.SendAsync(Message).AsTask()).ToArray();
        Assert.Equal(6, rig.Session.Outstanding);

        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence, "late"));
        Assert.All(others, other => Assert.False(other.IsCompleted));
        for (int i = 0; i < others.Length; i++)
            rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, $"{i}"));
        Assert.Equal(["0", "1", "2", "3", "4"], (await Task.WhenAll(others).InTime()).Select(response => response.MessageId));
        Assert.Equal(0, rig.Session.Outstanding);
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        using var rig = SessionRig.Esme();
        var sending = rig.Session.SendAsync(Message);
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, "abc"));
        Assert.Equal("abc", (await sending).MessageId);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sending);
    }

    [Fact]
    public async Task Continuations_never_run_on_the_reader()
    {
        using var rig = SessionRig.Esme();
        var resumed = ResumedOnAsync();
        var reader = new Thread(() => rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence)));
        reader.Start();
        reader.Join();

        Assert.NotSame(reader, await resumed.InTime());

        async Task<Thread> ResumedOnAsync()
        {
            await rig.Session.SendAsync(Message).ConfigureAwait(false);
            return Thread.CurrentThread;
        }
    }

    private sealed class Unencodable : IPduBody
    {
        public CommandId Id => CommandId.SubmitSm;

        public int BodyLength => 10;

        public void WriteBody(Span<byte> body) => throw new NotSupportedException();
    }
}
