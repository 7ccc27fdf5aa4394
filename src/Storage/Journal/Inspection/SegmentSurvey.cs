using System.Buffers.Binary;

namespace Storage.Inspection;

/// <summary>
/// Looks through one segment beyond its damage: each record's checksum covers its place, so an intact record behind damaged
/// octets is found by trying every place that one may have.
/// </summary>
/// <param name="octets">The segment.</param>
/// <param name="number">Its number.</param>
/// <param name="from">Where to begin.</param>
/// <param name="patience">Octets to check in vain at most: who sends what looks like lengths could make it take hours.</param>
internal ref struct SegmentSurvey(
    ReadOnlySpan<byte> octets, long number, int from = SegmentHeader.Length, long patience = long.MaxValue)
{
    private readonly ReadOnlySpan<byte> _octets = octets;
    private int _next = from;
    private long _patience = patience;

    /// <summary>The present record's place.</summary>
    public JournalPosition Position { get; private set; }

    /// <summary>The present record's body.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Octets that the present record takes, or behind which damage was passed to reach it.</summary>
    public int DamagedFrom { get; private set; } = -1;

    /// <summary>Whether an end record was met.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether it was given up before the end, and there may be more.</summary>
    public readonly bool IsGivenUp => _patience < 0;

    /// <summary>Behind the last intact record.</summary>
    public readonly int End => _next;

    /// <summary>The next intact record; false at the end record, or when none is left.</summary>
    public bool MoveNext()
    {
        DamagedFrom = -1;
        if (IsComplete) return false;
        for (int at = _next; at + Frame.EndSize <= _octets.Length; at += 8)
        {
            int octet = _octets[at..].IndexOfAnyExcept((byte)0);
            if (octet < 0) return false;
            at += octet & -8;
            if (at + Frame.EndSize > _octets.Length) return false;
            if (!Frame.TryRead(_octets[at..], new JournalPosition(number, at), out ReadOnlySpan<byte> body, out int size))
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(_octets[at..]);
                if (length is > 0 and <= Frame.MaxBodyLength) _patience -= length;
                if (IsGivenUp) return false;
                continue;
            }
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
