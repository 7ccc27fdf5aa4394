using System.Diagnostics.CodeAnalysis;

namespace Gateway.Flows;

/// <summary>Messages whose schedule_delivery_time is to come, by the wall clock, as they were asked for. Thread-safe.</summary>
internal sealed class ScheduledMessages
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<GatewayMessage, long> _messages = new();

    public void Add(GatewayMessage message)
    {
        lock (_gate)
            _messages.Enqueue(message, message.DueAt);
    }

    /// <summary>Takes a message that is due at this time, in microseconds since 1970 UTC.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out GatewayMessage message)
    {
        lock (_gate)
        {
            if (_messages.TryPeek(out message, out long due) && due <= now)
                return _messages.TryDequeue(out message, out _);
            message = null;
            return false;
        }
    }
}
