namespace Storage;

/// <summary>What a journal's files say.</summary>
internal sealed record RecoveredJournal
{
    public required Guid Identity { get; init; }

    public long Oldest { get; init; } = 1;

    /// <summary>The segment that appends go on in; 0 when the folder was empty.</summary>
    public long Active { get; init; }

    /// <summary>Where in it they go on.</summary>
    public int ActiveOffset { get; init; }

    /// <summary>Octets of the active segment, which may have been made under another configuration.</summary>
    public int ActiveLength { get; init; }

    /// <summary>What stands behind <see cref="ActiveOffset"/>.</summary>
    public SegmentTail Tail { get; init; }

    /// <summary>Whether the last record says that the journal was closed with nothing under way.</summary>
    public bool WasClosed { get; init; }

    /// <summary>The last mark that proves all before it durable; what stands from here on may never have reached the disk.</summary>
    public JournalPosition Unproven { get; init; }

    public long LastReady { get; init; }

    /// <summary>The sequence that message ids go on from; 0 when there is none on record.</summary>
    public long ReservedIds { get; init; }

    /// <summary>Events replayed.</summary>
    public long Replayed { get; init; }

    /// <summary>Events that the journal has ever taken, reclaimed ones included.</summary>
    public long Events { get; init; }
}
