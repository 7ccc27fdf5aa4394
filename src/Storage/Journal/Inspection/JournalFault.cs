namespace Storage.Inspection;

/// <summary>Octets of a journal that are not what was written.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">The first octet that is wrong.</param>
/// <param name="End">Behind the last one; the next intact record stands there, or the segment ends.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record JournalFault(long Segment, int Offset, int End, string Reason);

/// <summary>What one segment holds.</summary>
public sealed record SegmentReport
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Its file.</summary>
    public required string Path { get; init; }

    /// <summary>Octets of the file.</summary>
    public long FileLength { get; init; }

    /// <summary>Octets up to the end of the last intact record.</summary>
    public int Used { get; init; }

    /// <summary>Intact events.</summary>
    public long Events { get; init; }

    /// <summary>Marks, one for each batch and start.</summary>
    public long Marks { get; init; }

    /// <summary>"complete", "open" for the one that is written to, "spare", "damaged" or "missing".</summary>
    public required string State { get; init; }
}

/// <summary>What a journal holds, and everything that is wrong with it.</summary>
public sealed record JournalReport
{
    /// <summary>The journal's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The segments, ascending, missing ones among them.</summary>
    public required IReadOnlyList<SegmentReport> Segments { get; init; }

    /// <summary>Damage, in order. Empty: a gateway starts on this journal.</summary>
    public required IReadOnlyList<JournalFault> Faults { get; init; }

    /// <summary>Intact events by kind.</summary>
    public required IReadOnlyDictionary<string, long> Kinds { get; init; }

    /// <summary>Intact events.</summary>
    public long Events { get; init; }

    /// <summary>Octets of intact records, marks and headers included.</summary>
    public long Octets { get; init; }

    /// <summary>Where a torn batch begins that a start would cut off, as segment:offset; null for none.</summary>
    public string? TornTail { get; init; }

    /// <summary>
    /// Events from there on that may have been acknowledged, because they were written with another durability than fsync; 0 where nobody
    /// was told about any.
    /// </summary>
    public long EventsGivenUp { get; init; }

    /// <summary>Events that the marks count and that are not there; null where no mark behind the damage tells.</summary>
    public long? EventsLost { get; init; }

    /// <summary>The sequence from which message ids may go on, as far as intact records tell.</summary>
    internal long ReservedIds { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Faults.Count == 0;
}
