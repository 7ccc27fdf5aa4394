namespace Gateway.Flows;

/// <summary>
/// Messages that their upstreams refused for now, until they are due again: 1 s after the first refusal, twice as long each time.
/// Thread-safe.
/// </summary>
internal sealed class RetryQueue(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<GatewayMessage, long> _messages = new();

    /// <summary>Puts a message off once more.</summary>
    public void Add(GatewayMessage message)
    {
        long at = time.GetTimestamp() + (long)(First.TotalSeconds * Math.Pow(2, message.Attempts++) * time.TimestampFrequency);
        lock (_gate)
            _messages.Enqueue(message, at);
    }

    /// <summary>Takes a message that is due.</summary>
    public bool TryTake(long now, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out GatewayMessage message)
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
