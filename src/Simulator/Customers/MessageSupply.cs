using System.Collections.Concurrent;

namespace Simulator.Customers;

/// <summary>
/// Hands out the numbers of the messages of a run to its sessions, in batches: up to the total, and no faster than the rate.
/// What a session could not send goes to the next one.
/// </summary>
internal sealed class MessageSupply
{
    private readonly long _total;
    private readonly double _perTick;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<(long First, int Count)> _returned = new();
    private long _next;
    private volatile bool _closed;

    public MessageSupply(LoadOptions options, TimeProvider time)
    {
        _total = options.Messages > 0 ? options.Messages : long.MaxValue;
        _perTick = options.Rate / time.TimestampFrequency;
        _time = time;
    }

    public long StartedAt { get; private set; }

    /// <summary>Numbers handed out so far; every number below has been.</summary>
    public long Handed => Volatile.Read(ref _next);

    /// <summary>Nothing is left to hand out, for now or for good.</summary>
    public bool IsExhausted => _returned.IsEmpty && (_closed || Handed >= _total);

    public bool IsPaced => _perTick > 0;

    public void Start() => StartedAt = _time.GetTimestamp();

    /// <summary>Hands out nothing new any more.</summary>
    public void Close() => _closed = true;

    /// <summary>When the message was meant to be sent: latency counts from here, however late it left.</summary>
    public long IntendedAt(long number) => StartedAt + (long)(number / _perTick);

    /// <summary>Takes at most <paramref name="most"/> numbers.</summary>
    public int Claim(int most, out long first)
    {
        if (_returned.TryDequeue(out var returned))
        {
            first = returned.First;
            return returned.Count;
        }
        first = Volatile.Read(ref _next);
        while (!_closed)
        {
            long limit = _total;
            if (IsPaced)
                limit = Math.Min(limit, (long)((_time.GetTimestamp() - StartedAt) * _perTick) + 1);
            int count = (int)Math.Min(most, limit - first);
            if (count <= 0)
                return 0;
            long seen = Interlocked.CompareExchange(ref _next, first + count, first);
            if (seen == first)
                return count;
            first = seen;
        }
        return 0;
    }

    public void Return(long first, int count)
    {
        if (count > 0)
            _returned.Enqueue((first, count));
    }
}
