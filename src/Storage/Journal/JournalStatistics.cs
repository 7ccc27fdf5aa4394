namespace Storage;

/// <summary>Counters of a journal since it was opened, for metrics.</summary>
public readonly record struct JournalStatistics
{
    /// <summary>Events made durable.</summary>
    public long Events { get; init; }

    /// <summary>Octets written, frames and marks included.</summary>
    public long Bytes { get; init; }

    /// <summary>Batches written.</summary>
    public long Batches { get; init; }

    /// <summary>Time spent in writes and syncs, all batches together.</summary>
    public TimeSpan CommitTime { get; init; }

    /// <summary>The longest write and sync of one batch.</summary>
    public TimeSpan LongestCommit { get; init; }

    /// <summary>Octets of the segments on disk.</summary>
    public long DiskBytes { get; init; }
}
