namespace Faults.Disk;

/// <summary>
/// A file, folder or socket of an <see cref="UnsureFileSystem"/>: what processes see, and beside it what the disk has for sure.
/// </summary>
internal sealed class UnsureFile(ulong number, uint mode)
{
    public const int PageOctets = 4096;

    private const uint FolderMode = 0x4000;
    private const uint TypeMask = 0xF000;
    private const int SectorOctets = 512;

    private readonly Dictionary<long, byte[]> _pages = [];
    private readonly Dictionary<long, byte[]> _durablePages = [];
    private readonly HashSet<long> _dirty = [];
    private readonly Dictionary<string, UnsureFile> _durableEntries = new(StringComparer.Ordinal);
    private readonly List<(string Name, UnsureFile? File, string? Old)> _unsyncedEntries = [];
    private long _durableSize;
    private long _allocated;

    public ulong Number { get; } = number;

    public uint Mode { get; set; } = mode;

    public bool IsFolder => (Mode & TypeMask) == FolderMode;

    public long Size { get; private set; }

    /// <summary>Octets that the file takes from the file system's space.</summary>
    public long Space => Math.Max(_allocated, _pages.Count * (long)PageOctets);

    public Dictionary<string, UnsureFile> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>One change of the folder: a name comes or goes, or a file gets it instead of <paramref name="old"/>.</summary>
    public void SetEntry(string name, UnsureFile? file, string? old = null)
    {
        Set(Entries, name, file, old);
        _unsyncedEntries.Add((name, file, old));
    }

    public void SyncEntries()
    {
        foreach (var (name, file, old) in _unsyncedEntries)
            Set(_durableEntries, name, file, old);
        _unsyncedEntries.Clear();
    }

    public int Read(Span<byte> target, long offset)
    {
        int length = (int)Math.Clamp(Size - offset, 0, target.Length);
        for (int done = 0; done < length;)
        {
            var (page, within, count) = At(offset + done, length - done);
            var part = target.Slice(done, count);
            if (_pages.TryGetValue(page, out byte[]? octets))
                octets.AsSpan(within, count).CopyTo(part);
            else
                part.Clear();
            done += count;
        }
        return length;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        for (int done = 0; done < source.Length;)
        {
            var (page, within, count) = At(offset + done, source.Length - done);
            source.Slice(done, count).CopyTo(Dirty(page).AsSpan(within));
            done += count;
        }
        Size = Math.Max(Size, offset + source.Length);
    }

    public void Resize(long size)
    {
        if (size < Size)
        {
            foreach (long page in _pages.Keys.Where(page => page * PageOctets >= size).ToList())
            {
                _pages.Remove(page);
                _dirty.Add(page);
            }
            if (size % PageOctets != 0 && _pages.ContainsKey(size / PageOctets))
                Dirty(size / PageOctets).AsSpan((int)(size % PageOctets)).Clear();
            _allocated = Math.Min(_allocated, size);
        }
        Size = size;
    }

    public void Allocate(long size)
    {
        _allocated = Math.Max(_allocated, size);
        Size = Math.Max(Size, size);
    }

    /// <summary>Octets of new space that a write there takes.</summary>
    public long Needs(long offset, long length)
    {
        long needed = 0;
        for (long page = offset / PageOctets; page * PageOctets < offset + length; page++)
            if (!_pages.ContainsKey(page) && (page + 1) * PageOctets > _allocated)
                needed += PageOctets;
        return needed;
    }

    public void Sync()
    {
        foreach (long page in _dirty)
            SetDurable(page, sectors: null);
        _dirty.Clear();
        _durableSize = Size;
    }

    /// <summary>
    /// A sync that fails: some pages reach the disk, the others never will unless they are written again, and whoever reads sees
    /// no difference.
    /// </summary>
    public void FailSync(Random random)
    {
        foreach (long page in _dirty)
            if (random.Next(2) == 0)
                SetDurable(page, sectors: null);
        _dirty.Clear();
    }

    /// <summary>What was not synced is there or not, page by page and sector by sector; folder entries likewise.</summary>
    public void CutPower(Random random)
    {
        foreach (long page in _dirty)
            if (random.Next(2) == 0)
                SetDurable(page, random.Next(4) == 0 ? random : null);
        _dirty.Clear();
        if (random.Next(2) == 0)
            _durableSize = Size;
        _pages.Clear();
        foreach (var (page, octets) in _durablePages)
            _pages[page] = octets;
        Size = _durableSize;
        bool inOrder = random.Next(2) == 0;
        int kept = random.Next(_unsyncedEntries.Count + 1);
        for (int i = 0; i < _unsyncedEntries.Count; i++)
            if (inOrder ? i < kept : random.Next(2) == 0)
                Set(_durableEntries, _unsyncedEntries[i].Name, _unsyncedEntries[i].File, _unsyncedEntries[i].Old);
        _unsyncedEntries.Clear();
        Entries.Clear();
        foreach (var (name, file) in _durableEntries)
            Entries[name] = file;
    }

    private static (long Page, int Within, int Count) At(long offset, int left)
    {
        int within = (int)(offset % PageOctets);
        return (offset / PageOctets, within, Math.Min(left, PageOctets - within));
    }

    /// <summary>The page to write to: a copy when the disk has the present one.</summary>
    private byte[] Dirty(long page)
    {
        bool isThere = _pages.TryGetValue(page, out byte[]? octets);
        if (isThere && !_dirty.Add(page))
            return octets!;
        _dirty.Add(page);
        return _pages[page] = isThere ? [.. octets!] : new byte[PageOctets];
    }

    /// <summary>Puts a page on the disk, or with <paramref name="sectors"/> only some of its sectors.</summary>
    private void SetDurable(long page, Random? sectors)
    {
        if (!_pages.TryGetValue(page, out byte[]? octets))
        {
            _durablePages.Remove(page);
            return;
        }
        if (sectors is null)
        {
            _durablePages[page] = octets;
            return;
        }
        byte[] torn = _durablePages.TryGetValue(page, out byte[]? old) ? [.. old] : new byte[PageOctets];
        for (int at = 0; at < PageOctets; at += SectorOctets)
            if (sectors.Next(2) == 0)
                octets.AsSpan(at, SectorOctets).CopyTo(torn.AsSpan(at));
        _durablePages[page] = torn;
    }

    private static void Set(Dictionary<string, UnsureFile> entries, string name, UnsureFile? file, string? old)
    {
        if (old is not null)
            entries.Remove(old);
        if (file is null)
            entries.Remove(name);
        else
            entries[name] = file;
    }
}
