namespace Storage;

/// <summary>
/// Records on their way to the disk, already encoded, and who waits for them. One batch fills under the append lock while the
/// committer writes the other.
/// </summary>
internal sealed class Batch
{
    private const int FirstCapacity = 1 << 20;

    private readonly Durability _durability;
    private byte[] _octets;
    private Piece[] _pieces = new Piece[2];
    private int _pieceCount;
    private IDurable[] _waiting = new IDurable[1024];

    /// <summary>An empty batch; <paramref name="durability"/> says what its marks may claim of all before them.</summary>
    public Batch(int limit, Durability durability)
    {
        _durability = durability;
        _octets = GC.AllocateUninitializedArray<byte>(Math.Min(FirstCapacity, limit), pinned: true);
    }

    /// <summary>Octets that go to one segment in one write.</summary>
    internal struct Piece
    {
        public JournalPosition At;
        public int Start;
        public int Length;
        public bool Completes;
    }

    public int Used { get; private set; }

    public bool IsEmpty => _pieceCount == 0;

    public int Records { get; private set; }

    /// <summary>Whether one of the records may not linger.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Whether it is the mark of an orderly stop, which nothing but <see cref="Durability.Memory"/> leaves unproven.</summary>
    public bool IsClosing { get; private set; }

    public int WaitingCount { get; private set; }

    public ReadOnlySpan<Piece> Pieces => _pieces.AsSpan(0, _pieceCount);

    public ReadOnlySpan<IDurable> Waiting => _waiting.AsSpan(0, WaitingCount);

    public ReadOnlySpan<byte> Octets(in Piece piece) => _octets.AsSpan(piece.Start, piece.Length);

    /// <summary>Begins a piece with a mark; returns the octets it took.</summary>
    public int Start(JournalPosition at, long reservedIds, long events, bool closing = false)
    {
        StartPiece(at);
        IsClosing = closing;
        bool synced = _durability == Durability.Fsync || (closing && _durability == Durability.Os);
        Frame.WriteMark(Take(Frame.MarkSize), at, synced, reservedIds, events, closing);
        return Frame.MarkSize;
    }

    /// <summary>Closes the segment at <paramref name="at"/> with an end record, in the present piece or in one of its own.</summary>
    public void Complete(JournalPosition at)
    {
        if (_pieceCount == 0 || _pieces[_pieceCount - 1].Completes) StartPiece(at);
        Frame.WriteEnd(Take(Frame.EndSize), at);
        _pieces[_pieceCount - 1].Completes = true;
    }

    /// <summary>Encodes an event in the present piece; returns the octets it took.</summary>
    public int Append(in JournalEvent e, int length, JournalPosition at, IDurable? whenDurable, bool urgent)
    {
        int size = Frame.Size(length);
        Span<byte> frame = Take(size);
        e.Write(frame.Slice(Frame.HeaderLength, length));
        Frame.Seal(frame, length, at);
        Records++;
        IsUrgent |= urgent;
        if (whenDurable is not null)
        {
            if (WaitingCount == _waiting.Length) Array.Resize(ref _waiting, WaitingCount * 2);
            _waiting[WaitingCount++] = whenDurable;
        }
        return size;
    }

    public void Clear()
    {
        _waiting.AsSpan(0, WaitingCount).Clear();
        WaitingCount = 0;
        _pieceCount = 0;
        Used = 0;
        Records = 0;
        IsUrgent = false;
        IsClosing = false;
    }

    private void StartPiece(JournalPosition at)
    {
        if (_pieceCount == _pieces.Length) Array.Resize(ref _pieces, _pieceCount * 2);
        _pieces[_pieceCount++] = new Piece { At = at, Start = Used };
    }

    private Span<byte> Take(int size)
    {
        int start = Used;
        if (start + size > _octets.Length) Grow(start + size);
        Used = start + size;
        _pieces[_pieceCount - 1].Length += size;
        return _octets.AsSpan(start, size);
    }

    private void Grow(int needed)
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(needed, _octets.Length * 2), pinned: true);
        _octets.AsSpan(0, Used).CopyTo(larger);
        _octets = larger;
    }
}
