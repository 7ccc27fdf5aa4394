using System.Diagnostics.CodeAnalysis;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// Messages that wait for a moment, on whichever clock its owner counts them. What has come to its end before, having been cancelled, say,
/// is let go of when there may be as much of that as of the rest. Thread-safe.
/// </summary>
internal sealed class TimedQueue
{
    private const int LeastSwept = 1_024;

    private readonly Lock _gate = new();
    private PriorityQueue<GatewayMessage, long> _messages = new();
    private int _sweepAt = LeastSwept;

    public int Count
    {
        get
        {
            lock (_gate)
                return _messages.Count;
        }
    }

    public void Add(GatewayMessage message, long at)
    {
        lock (_gate)
        {
            if (_messages.Count >= _sweepAt)
                Sweep();
            _messages.Enqueue(message, at);
        }
    }

    /// <summary>Takes a message whose moment has come.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out GatewayMessage message)
    {
        lock (_gate)
        {
            if (_messages.TryPeek(out message, out long at) && at <= now)
                return _messages.TryDequeue(out message, out _);
            message = null;
            return false;
        }
    }

    private void Sweep()
    {
        var waiting = new List<(GatewayMessage, long)>(_messages.Count);
        foreach (var (message, at) in _messages.UnorderedItems)
        {
            if (message.State == LiveState.Queued)
                waiting.Add((message, at));
        }
        _messages = new PriorityQueue<GatewayMessage, long>(waiting);
        _sweepAt = Math.Max(LeastSwept, 2 * waiting.Count);
    }
}
