using System.Diagnostics.CodeAnalysis;

namespace Gateway.Flows;

/// <summary>Messages that their upstreams refused for now, until they are due again. Thread-safe.</summary>
internal sealed class RetryQueue(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<GatewayMessage, long> _messages = new();

    /// <summary>Puts a message off.</summary>
    public void Add(GatewayMessage message, TimeSpan wait)
    {
        long at = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
        lock (_gate)
            _messages.Enqueue(message, at);
    }

    /// <summary>Takes a message that is due.</summary>
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
