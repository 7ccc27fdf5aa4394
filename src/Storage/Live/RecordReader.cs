namespace Storage.Live;

/// <summary>
/// Reads single records that are durable, in any order; those that stand near each other are read together. One thread at a
/// time.
/// </summary>
public sealed class RecordReader : IDisposable
{
    private const int Blocks = 8;
    private const int BlockBytes = 256 << 10;
    private const int FirstBytes = 8 << 10;
    private const int MostFiles = 32;

    private readonly string _folder;
    private readonly IJournalFiles _files;
    private readonly Dictionary<long, IJournalFile> _open = [];
    private readonly Block[] _blocks = new Block[Blocks];
    private long _uses;

    /// <summary>A reader of the journal in this folder.</summary>
    public RecordReader(string folder, IJournalFiles? files = null)
    {
        _folder = folder;
        _files = files ?? LinuxJournalFiles.Instance;
        for (int i = 0; i < Blocks; i++)
            _blocks[i] = new Block();
    }

    /// <summary>The event at this position; false when there is none that is whole. Its spans are valid until the next call.</summary>
    /// <exception cref="IOException">The file is gone or cannot be read.</exception>
    public bool TryRead(JournalPosition position, out JournalEvent e)
    {
        if (TryFrame(position, out var body) && body[0] < Frame.MarkKind)
            return JournalEvent.TryRead(body, out e);
        e = default;
        return false;
    }

    /// <summary>Lets go of the files of segments below this one, which would keep their disk space.</summary>
    public void CloseBelow(long segment)
    {
        foreach (var (number, file) in _open)
        {
            if (number >= segment)
                continue;
            file.Dispose();
            _open.Remove(number);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _open.Values)
            file.Dispose();
        _open.Clear();
    }

    private bool TryFrame(JournalPosition position, out ReadOnlySpan<byte> body)
    {
        var block = BlockOf(position);
        if (block is not null && Frame.TryRead(block.From(position), position, out body, out _))
            return true;
        // Where it only ran out of its block, the next ones are wanted too, as a rule; a single one costs as little as can be.
        int wanted = block is null ? FirstBytes : BlockBytes;
        block ??= Oldest();
        for (int attempt = 0; attempt < 2; attempt++, wanted = Math.Max(BlockBytes, Frame.MaxSize))
        {
            Fill(block, position, wanted, reopen: attempt > 0);
            if (Frame.TryRead(block.From(position), position, out body, out _))
                return true;
        }
        block.Length = 0;
        body = default;
        return false;
    }

    /// <summary>The block that holds the position or ends a little before it.</summary>
    private Block? BlockOf(JournalPosition position)
    {
        foreach (var block in _blocks)
        {
            if (block.Length > 0 && block.Segment == position.Segment && position.Offset >= block.Start
                && position.Offset < block.Start + block.Length + FirstBytes)
            {
                block.Used = ++_uses;
                return block;
            }
        }
        return null;
    }

    private Block Oldest()
    {
        var oldest = _blocks[0];
        foreach (var block in _blocks)
        {
            if (block.Used < oldest.Used)
                oldest = block;
        }
        oldest.Used = ++_uses;
        return oldest;
    }

    private void Fill(Block block, JournalPosition position, int wanted, bool reopen)
    {
        block.Length = 0;
        if (block.Octets.Length < wanted)
            block.Octets = GC.AllocateUninitializedArray<byte>(wanted);
        // A released segment gets another number: what is open under the old one would be another segment's octets.
        if (reopen && _open.Remove(position.Segment, out var stale))
            stale.Dispose();
        block.Segment = position.Segment;
        block.Start = position.Offset;
        block.Length = FileOf(position.Segment).Read(block.Octets.AsSpan(0, wanted), position.Offset);
    }

    private IJournalFile FileOf(long segment)
    {
        if (_open.TryGetValue(segment, out var file))
            return file;
        if (_open.Count >= MostFiles)
            Dispose();
        return _open[segment] = _files.Open(SegmentFolder.PathOf(_folder, segment));
    }

    private sealed class Block
    {
        public byte[] Octets = [];
        public long Segment;
        public int Start;
        public int Length;
        public long Used;

        public ReadOnlySpan<byte> From(JournalPosition position)
        {
            int skipped = position.Offset - Start;
            return skipped >= Length ? default : Octets.AsSpan(skipped, Length - skipped);
        }
    }
}
