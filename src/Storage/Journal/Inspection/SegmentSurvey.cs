namespace Storage.Inspection;

/// <summary>
/// Looks through one segment beyond its damage: each record's checksum covers its place, so an intact record behind damaged
/// octets is found by trying every place that one may have.
/// </summary>
internal ref struct SegmentSurvey(ReadOnlySpan<byte> octets, long number)
{
    private readonly ReadOnlySpan<byte> _octets = octets;
    private int _next = SegmentHeader.Length;

    /// <summary>The present record's place.</summary>
    public JournalPosition Position { get; private set; }

    /// <summary>The present record's body.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Octets that the present record takes, or behind which damage was passed to reach it.</summary>
    public int DamagedFrom { get; private set; } = -1;

    /// <summary>Whether an end record was met.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Behind the last intact record.</summary>
    public readonly int End => _next;

    /// <summary>The next intact record; false at the end record, or when none is left.</summary>
    public bool MoveNext()
    {
        DamagedFrom = -1;
        if (IsComplete) return false;
        for (int at = _next; at + Frame.EndSize <= _octets.Length; at += 8)
        {
            if (!Frame.TryRead(_octets[at..], new JournalPosition(number, at), out ReadOnlySpan<byte> body, out int size)) continue;
            if (at > _next) DamagedFrom = _next;
            Position = new JournalPosition(number, at);
            Body = body;
            _next = at + size;
            IsComplete = Frame.IsEnd(body);
            return true;
        }
        return false;
    }
}
