namespace Gateway;

/// <summary>
/// What the node has done since it started. It counts in one of these for each processor, since one that all write to for each message
/// would go from cache to cache.
/// </summary>
internal sealed class Counters
{
    public long Accepted;
    public long Rejected;
    public long Throttled;
    public long Sent;
    public long Relayed;
    public long Failed;
    public long Expired;

    /// <summary>Messages, stored or relayed, that have come to their end: <c>Accepted + Relayed = Ended + those alive</c>.</summary>
    public long Ended;

    public long Uncertain;
    public long Retried;

    /// <summary>Answers that came after their request had been given up.</summary>
    public long LateReplies;

    public long ReceiptsIn;
    public long ReceiptsOut;
    public long ReceiptsOrphaned;
    public long ReceiptsEarly;
    public long MoIn;
    public long MoOut;
    public long DeliveriesDropped;

    public static void Add(ref long counter) => Interlocked.Increment(ref counter);

    /// <summary>All together, as they are now.</summary>
    public static Counters Sum(ReadOnlySpan<Counters> parts)
    {
        var sum = new Counters();
        foreach (var part in parts)
        {
            sum.Accepted += Volatile.Read(ref part.Accepted);
            sum.Rejected += Volatile.Read(ref part.Rejected);
            sum.Throttled += Volatile.Read(ref part.Throttled);
            sum.Sent += Volatile.Read(ref part.Sent);
            sum.Relayed += Volatile.Read(ref part.Relayed);
            sum.Failed += Volatile.Read(ref part.Failed);
            sum.Expired += Volatile.Read(ref part.Expired);
            sum.Ended += Volatile.Read(ref part.Ended);
            sum.Uncertain += Volatile.Read(ref part.Uncertain);
            sum.Retried += Volatile.Read(ref part.Retried);
            sum.LateReplies += Volatile.Read(ref part.LateReplies);
            sum.ReceiptsIn += Volatile.Read(ref part.ReceiptsIn);
            sum.ReceiptsOut += Volatile.Read(ref part.ReceiptsOut);
            sum.ReceiptsOrphaned += Volatile.Read(ref part.ReceiptsOrphaned);
            sum.ReceiptsEarly += Volatile.Read(ref part.ReceiptsEarly);
            sum.MoIn += Volatile.Read(ref part.MoIn);
            sum.MoOut += Volatile.Read(ref part.MoOut);
            sum.DeliveriesDropped += Volatile.Read(ref part.DeliveriesDropped);
        }
        return sum;
    }
}
