using System.Collections.Concurrent;
using System.Diagnostics;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>
/// The source belongs to the whole process, which runs other tests meanwhile: each test samples children of its own span only.
/// </summary>
public class TracingTests
{
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("447700900123"), ShortMessage = "hello"u8.ToArray() };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_has_a_span_from_its_sending_to_its_response(bool awaited)
    {
        using var rig = SessionRig.Esme();
        using var traced = new Tracing();
        var sending = Send(rig, awaited);
        Assert.Same(traced.Caller, Activity.Current);
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Feed(WirePdu.MessageId(CommandId.SubmitSmResp, sequence, "id-7"));
        await sending;

        var span = Assert.Single(traced.Ended);
        Assert.Equal(("submit_sm", ActivityKind.Client, traced.Caller.SpanId), (span.OperationName, span.Kind, span.ParentSpanId));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal("smpp", span.GetTagItem("messaging.system"));
        Assert.Equal("submit_sm", span.GetTagItem("smpp.command"));
        Assert.Equal("ESME_ROK", span.GetTagItem("smpp.command_status"));
        Assert.Equal((long)sequence, span.GetTagItem("smpp.sequence_number"));
        Assert.Equal("id-7", span.GetTagItem("messaging.message.id"));
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("447700900123", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_and_a_lost_response_are_errors_of_the_span(bool awaited)
    {
        using var rig = SessionRig.Esme();
        using var traced = new Tracing();
        var refused = Send(rig, awaited);
        rig.Feed(WirePdu.Empty(CommandId.SubmitSmResp, rig.Take(CommandId.SubmitSm).Sequence, CommandStatus.MessageQueueFull));
        await refused;
        var lost = Send(rig, awaited);
        rig.End(SessionEndReason.SlowPeer);
        await lost;

        Assert.Equal(["ESME_RMSGQFUL", "SessionEnded"], traced.Ended.Select(span => span.GetTagItem("error.type")));
        Assert.All(traced.Ended, span => Assert.Equal(ActivityStatusCode.Error, span.Status));
    }

    [Fact]
    public void A_request_that_finds_no_slot_has_no_span()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        using var traced = new Tracing();
        Assert.Equal(SendResult.Sent, TrySend(rig, new Sink()));
        Assert.Equal(SendResult.Full, TrySend(rig, new Sink()));
        rig.End(SessionEndReason.SlowPeer);

        Assert.Equal("SessionEnded", Assert.Single(traced.Ended).GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_request_that_is_never_sent_or_no_longer_waited_for_ends_its_span_with_what_its_caller_gets()
    {
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 1 });
        using var traced = new Tracing();
        var sent = rig.Session.SendAsync(Message).AsTask();
        using var stop = new CancellationTokenSource();
        var waiting = rig.Session.SendAsync(Message, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        rig.End(SessionEndReason.SlowPeer);
        await Assert.ThrowsAsync<SmppRequestLostException>(() => sent.InTime());
        await Assert.ThrowsAsync<SmppNotSentException>(() => rig.Session.SendAsync(Message).AsTask());

        Assert.Equal(["OperationCanceledException", "SessionEnded"], traced.Ended.Select(span => span.GetTagItem("error.type")));
    }

    [Fact]
    public void A_request_of_the_peer_has_a_span_from_its_arrival_to_its_answer()
    {
        using var rig = SessionRig.Esme();
        using var traced = new Tracing(all: true);
        rig.Feed(WirePdu.Deliver(4_242_001), WirePdu.Deliver(4_242_002), WirePdu.Deliver(4_242_003));
        var requests = rig.Handler.Messages.ToArray();
        Assert.Equal(3, requests.Length);
        Assert.Same(traced.Caller, Activity.Current);
        requests[0].Accept();
        requests[1].Reject(CommandStatus.SystemError);
        rig.End(SessionEndReason.SlowPeer);
        requests[2].Accept();

        Activity SpanOf(long sequence) =>
            Assert.Single(traced.Ended, span => Equals(span.GetTagItem("smpp.sequence_number"), sequence));
        Assert.Equal(("deliver_sm", ActivityKind.Server), (SpanOf(4_242_001).OperationName, SpanOf(4_242_001).Kind));
        Assert.Equal(default, SpanOf(4_242_001).ParentSpanId);
        Assert.Equal("ESME_ROK", SpanOf(4_242_001).GetTagItem("smpp.command_status"));
        Assert.Equal("ESME_RSYSERR", SpanOf(4_242_002).GetTagItem("error.type"));
        Assert.Equal("SessionEnded", SpanOf(4_242_003).GetTagItem("error.type"));
    }

    private static Task Send(SessionRig rig, bool awaited)
    {
        if (awaited)
            return rig.Session.SendAsync(Message).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        var sink = new Sink();
        Assert.Equal(SendResult.Sent, TrySend(rig, sink));
        return sink.Done.Task;
    }

    private static SendResult TrySend(SessionRig rig, Sink sink)
    {
        var message = Message;
        return rig.Session.TrySend(ref message, sink, 1);
    }

    private sealed class Sink : IReplySink
    {
        public TaskCompletionSource Done { get; } = new();

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => Done.SetResult();

        public void OnLost(long token, LossReason reason) => Done.SetResult();
    }

    private sealed class Tracing : IDisposable
    {
        private readonly ActivitySource _source = new("test");
        private readonly ActivityListener _listener;

        public Tracing(bool all = false)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Smpp.Session" || source == _source,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    all || options.Source == _source || options.Parent.SpanId == Caller?.SpanId
                        ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = span =>
                {
                    // One that began while another test recorded all is recorded as well.
                    if (span.Recorded && span.Source != _source && (all || span.ParentSpanId == Caller?.SpanId))
                        Ended.Enqueue(span);
                },
            };
            ActivitySource.AddActivityListener(_listener);
            Caller = _source.StartActivity("caller")!;
        }

        public Activity Caller { get; }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose()
        {
            Caller.Dispose();
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
