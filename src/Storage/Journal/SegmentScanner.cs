using System.Buffers.Binary;

namespace Storage;

/// <summary>How the octets of a segment end.</summary>
internal enum SegmentEnding : byte
{
    /// <summary>With an end record: the segment is complete.</summary>
    Complete,

    /// <summary>With the last valid record; nothing behind it was ever promised to be durable.</summary>
    Open,

    /// <summary>With damage: what stands behind it proves that it had been durable.</summary>
    Damaged,
}

/// <summary>
/// Walks the records of one segment, a pure function of its octets. Only one batch is ever in flight, so a mark behind the
/// first invalid record was written after that record had been synced: the record is damaged, not torn.
/// </summary>
internal ref struct SegmentScanner
{
    private readonly ReadOnlySpan<byte> _segment;
    private readonly long _number;
    private int _next;

    public SegmentScanner(ReadOnlySpan<byte> segment, long number)
    {
        _segment = segment;
        _number = number;
        _next = SegmentHeader.Length;
        Offset = _next;
        Body = default;
        Ending = SegmentEnding.Open;
    }

    /// <summary>The present record's offset; after the last one, where the next would go.</summary>
    public int Offset { get; private set; }

    /// <summary>The present record's body: an event or a mark.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Valid when <see cref="MoveNext"/> has returned false.</summary>
    public SegmentEnding Ending { get; private set; }

    public bool MoveNext()
    {
        Offset = _next;
        if (!Frame.TryRead(_segment[_next..], new JournalPosition(_number, _next), out ReadOnlySpan<byte> body, out int size))
        {
            Body = default;
            Ending = HasSyncedMarkBehind(_next) ? SegmentEnding.Damaged : SegmentEnding.Open;
            return false;
        }
        if (Frame.IsEnd(body))
        {
            Body = default;
            Ending = SegmentEnding.Complete;
            return false;
        }
        Body = body;
        _next += size;
        return true;
    }

    private readonly bool HasSyncedMarkBehind(int offset)
    {
        const int BodyLength = Frame.MarkSize - Frame.HeaderLength;
        int last = _segment.Length - Frame.MarkSize;
        for (int from = offset + 8; from <= last; from += 8)
        {
            int octet = _segment[from..].IndexOfAnyExcept((byte)0);
            if (octet < 0) return false;
            from += octet & -8;
            if (from > last) return false;
            ReadOnlySpan<byte> frame = _segment[from..];
            if (BinaryPrimitives.ReadInt32LittleEndian(frame) != BodyLength) continue;
            if (Frame.TryRead(frame, new JournalPosition(_number, from), out ReadOnlySpan<byte> body, out _) && Frame.IsSyncedMark(body))
                return true;
        }
        return false;
    }
}
