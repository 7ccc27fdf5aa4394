namespace Storage;

/// <summary>How a journal is kept.</summary>
public sealed record JournalOptions
{
    /// <summary>The folder of the segments; made when missing. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>What an acknowledged event survives.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>Octets of a segment file, 4 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Octets that may wait in memory for the committer; beyond, appends are <see cref="AppendResult.Busy"/>. Two such buffers
    /// exist.
    /// </summary>
    public int BatchBytes { get; init; } = 32 << 20;

    /// <summary>Node number in the message ids, 0 to 63.</summary>
    public int Node { get; init; }

    /// <summary>Octets to leave free on the file system; below them the journal counts the disk as full.</summary>
    public long MinimumFreeBytes { get; init; } = 64L << 20;

    /// <summary>Octets that the segments may take together, 0 for no bound but the disk.</summary>
    public long MaxBytes { get; init; }

    /// <summary>
    /// How long an event of which nobody waits to hear that it is durable, or not urgently, may wait for others: at little traffic each
    /// would otherwise cost a write and a sync of its own. Zero to one second.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Between two attempts to make a segment on a full disk.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Segments that are made ahead of the one that is filled. What they hold is what traffic may bring while another is made; beyond,
    /// appends are <see cref="AppendResult.Busy"/>.
    /// </summary>
    public int SpareSegments { get; init; } = 1;

    /// <summary>
    /// Released segments kept for reuse: overwriting them syncs in half the time of new blocks, and nobody writes zeros into new ones, and
    /// syncs them, while there is traffic again.
    /// </summary>
    public int RecycledSegments { get; init; } = 6;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 4 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, SegmentHeader.MaxFileLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchBytes, 4 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfNegative(Node);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Node, MessageIds.MaxNode);
        ArgumentOutOfRangeException.ThrowIfLessThan(SpareSegments, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(RecycledSegments);
        ArgumentOutOfRangeException.ThrowIfLessThan(Linger, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Linger, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryInterval, TimeSpan.FromMilliseconds(1));
    }
}
