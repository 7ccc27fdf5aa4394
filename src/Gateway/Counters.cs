namespace Gateway;

/// <summary>What the node has done since it started.</summary>
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
}
