using System.Collections.Concurrent;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulator.Carriers;

/// <summary>Mobile phones that write to the customers of a carrier: so many messages a second, to each receiving session in turn.</summary>
internal sealed class MoSource : IReplySink, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Carrier _carrier;
    private readonly ConcurrentDictionary<string, ReceiptOutbox> _outboxes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _startedAt;
    private long _sent;

    public MoSource(Carrier carrier, ConcurrentDictionary<string, ReceiptOutbox> outboxes, TimeProvider time)
    {
        _carrier = carrier;
        _outboxes = outboxes;
        _time = time;
        _timer = time.CreateTimer(static state => ((MoSource)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Sent => Volatile.Read(ref _sent);

    public void Start()
    {
        _startedAt = _time.GetTimestamp();
        _timer.Change(Interval, Interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) =>
        _carrier.Ledger?.OriginatedAcked(token, header.Status);

    void IReplySink.OnLost(long token, LossReason reason) => _carrier.Ledger?.OriginatedAcked(token, null);

    private void OnTimer()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            using (FlushScope.Enter())
                SendDue();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void SendDue()
    {
        long due = (long)(_time.GetElapsedTime(_startedAt).TotalSeconds * _carrier.Profile.MoRate);
        if (_carrier.Profile.MoCount > 0)
            due = Math.Min(due, _carrier.Profile.MoCount);
        foreach (var (_, outbox) in _outboxes)
        {
            while (_sent < due && outbox.NextSession() is { } session && Send(session, outbox, _sent + 1))
                _sent++;
        }
    }

    private bool Send(SmppSession session, ReceiptOutbox outbox, long number)
    {
        Span<byte> text = stackalloc byte[64];
        "mobile originated "u8.CopyTo(text);
        System.Buffers.Text.Utf8Formatter.TryFormat(number, text["mobile originated "u8.Length..], out int digits);
        var deliver = new MessageView(CommandId.DeliverSm)
        {
            Source = _carrier.Profile.MoFrom,
            Destination = _carrier.Profile.MoTo,
            ShortMessage = text[..("mobile originated "u8.Length + digits)],
        };
        if (session.TrySend(ref deliver, this, number) != SendResult.Sent)
            return false;
        _carrier.Ledger?.Originated(number, outbox.SystemIdOctets, deliver);
        return true;
    }
}
