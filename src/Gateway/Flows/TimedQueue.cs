using System.Diagnostics.CodeAnalysis;

namespace Gateway.Flows;

/// <summary>Messages that wait for a moment, on whichever clock its owner counts them. Thread-safe.</summary>
internal sealed class TimedQueue
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<GatewayMessage, long> _messages = new();

    public void Add(GatewayMessage message, long at)
    {
        lock (_gate)
            _messages.Enqueue(message, at);
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
}
