using System.Buffers;

namespace Cli.Capture;

/// <summary>How many octets all connections of a capture may hold that came before their turn.</summary>
internal sealed class ReorderBudget(long most)
{
    public long Used { get; set; }

    public bool IsSpent => Used >= most;
}

/// <summary>Segments of one direction that came before their turn, in the order of their sequence numbers.</summary>
internal sealed class ReorderBuffer(ReorderBudget budget)
{
    /// <summary>More than a window of a session that runs across the world at full rate.</summary>
    private const int MostOctets = 4 * 1024 * 1024;
    private const int MostSegments = 4096;

    private readonly List<Segment> _segments = [];
    private int _taken;
    private int _octets;

    public bool IsEmpty => _taken == _segments.Count;

    /// <summary>Whether waiting for what is missing has gone on for long enough.</summary>
    public bool IsFull => !IsEmpty && (_octets >= MostOctets || _segments.Count - _taken >= MostSegments || budget.IsSpent);

    /// <summary>The segment whose turn is next.</summary>
    public Segment First => _segments[_taken];

    public void Add(uint sequence, in TcpSegment segment)
    {
        int at = _segments.Count;
        while (at > _taken && (int)(_segments[at - 1].Sequence - sequence) > 0)
            at--;
        int length = segment.Payload.Length;
        // A retransmission, mostly: of two alike one is enough.
        if (at > _taken && _segments[at - 1] is var before && before.Sequence == sequence && before.Length >= length)
            return;
        byte[] octets = ArrayPool<byte>.Shared.Rent(length);
        segment.Payload.CopyTo(octets);
        _segments.Insert(at, new Segment(sequence, octets, length, segment.Cut, segment.Time));
        Account(length);
    }

    /// <summary>Gives the first segment's octets back; they must not be used any more.</summary>
    public void DropFirst()
    {
        Segment first = First;
        ArrayPool<byte>.Shared.Return(first.Rented);
        Account(-first.Length);
        _segments[_taken++] = default;
        if (_taken < _segments.Count && _taken < MostSegments)
            return;
        _segments.RemoveRange(0, _taken);
        _taken = 0;
    }

    private void Account(int octets)
    {
        _octets += octets;
        budget.Used += octets;
    }

    internal readonly record struct Segment(uint Sequence, byte[] Rented, int Length, int Cut, CaptureTime Time)
    {
        public ReadOnlySpan<byte> Payload => Rented.AsSpan(0, Length);
    }
}
