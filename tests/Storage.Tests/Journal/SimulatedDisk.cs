namespace Storage.Tests;

/// <summary>What a simulated disk does wrong, counted in calls from 1 since it was given to the disk; 0 for never.</summary>
public sealed record DiskFaults
{
    /// <summary>The sync, of a file or of the folder, that fails once; which of the sectors reached the disk is anybody's guess.</summary>
    public int FailingSync { get; init; }

    /// <summary>The write that fails once, some of its octets written.</summary>
    public int FailingWrite { get; init; }

    /// <summary>The system's reason.</summary>
    public int Errno { get; init; } = 5;

    /// <summary>The call, of any kind that changes something, at which the power goes, half done.</summary>
    public int CutAtCall { get; init; }
}

/// <summary>
/// A disk whose process can be killed, that can lose its power and that fails on order. Without power, what was not synced is
/// kept or lost sector by sector, and so are unsynced changes of the folder. After a failed sync the process, and the next one,
/// still read what was written, but no later sync writes it: as on Linux. Seeded.
/// </summary>
/// <param name="random">Decides what survives.</param>
/// <param name="sector">Octets that are written whole or not at all.</param>
/// <param name="beforeCall">Told the name of each call that changes something, and its path, before it is made.</param>
public sealed class SimulatedDisk(Random random, int sector = 512, Action<string, string>? beforeCall = null) : IJournalFiles
{
    private const int IoError = 5;
    private const int NoSpace = 28;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Blocks> _names = [];
    private readonly Dictionary<string, Blocks> _durableNames = [];
    private readonly List<Action<Dictionary<string, Blocks>>> _unsyncedChanges = [];
    private DiskFaults _faults = new();
    private int _syncs;
    private int _writes;
    private int _calls;
    private bool _off;
    private volatile bool _hasFailed;
    private volatile bool _hasFailedCommit;

    /// <summary>Whether a fault other than the cut has struck.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Whether a sync of records has failed.</summary>
    public bool HasFailedCommit => _hasFailedCommit;

    /// <summary>Whether the power is off.</summary>
    public bool IsOff
    {
        get
        {
            lock (_lock) return _off;
        }
    }

    /// <summary>Files that there is room for.</summary>
    public int MostFiles { get; set; } = int.MaxValue;

    /// <summary>Calls that changed something since the faults were given.</summary>
    public int Calls
    {
        get
        {
            lock (_lock) return _calls;
        }
    }

    /// <summary>Orders faults and begins to count.</summary>
    public void Give(DiskFaults faults)
    {
        lock (_lock)
        {
            _faults = faults;
            _syncs = _writes = _calls = 0;
        }
    }

    /// <summary>Turns the power off; the disk as the next start finds it. Whoever still uses this one gets errors.</summary>
    public SimulatedDisk CutPower()
    {
        lock (_lock)
        {
            _off = true;
            bool inOrder = random.Next(2) == 0;
            int kept = random.Next(_unsyncedChanges.Count + 1);
            for (int i = 0; i < _unsyncedChanges.Count; i++)
                if (inOrder ? i < kept : random.Next(2) == 0) _unsyncedChanges[i](_durableNames);
            var next = new SimulatedDisk(random, sector, beforeCall);
            foreach ((string name, Blocks blocks) in _durableNames)
            {
                var image = new Blocks(blocks.AfterPowerCut(random, sector), sector);
                next._names[name] = image;
                next._durableNames[name] = image;
            }
            return next;
        }
    }

    /// <summary>Kills the process: the next one finds everything that was written, synced or not.</summary>
    public SimulatedDisk Kill()
    {
        lock (_lock)
        {
            _off = true;
            var next = new SimulatedDisk(random, sector, beforeCall);
            foreach ((string name, Blocks blocks) in _names) next._names[name] = blocks;
            foreach ((string name, Blocks blocks) in _durableNames) next._durableNames[name] = blocks;
            next._unsyncedChanges.AddRange(_unsyncedChanges);
            return next;
        }
    }

    /// <summary>Another disk with the same octets, all of them durable.</summary>
    public SimulatedDisk Copy()
    {
        lock (_lock)
        {
            var copy = new SimulatedDisk(random, sector, beforeCall);
            foreach ((string name, Blocks blocks) in _names)
                copy._names[name] = copy._durableNames[name] = new Blocks(blocks.Present(), sector);
            return copy;
        }
    }

    /// <summary>A file's octets as a process reads them.</summary>
    public byte[] this[string path]
    {
        get
        {
            lock (_lock) return _names[path].Present();
        }
    }

    /// <summary>Turns one bit over, on the disk and in memory.</summary>
    public void Flip(string path, long bit)
    {
        lock (_lock) _names[path].Flip(bit);
    }

    public void CreateFolder(string folder)
    {
    }

    public string[] List(string folder, string extension)
    {
        bool IsThere(string name) =>
            name.StartsWith(folder + "/", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal);
        lock (_lock) return [.. _names.Keys.Where(IsThere)];
    }

    public IJournalFile Create(string path, long length, bool initialise)
    {
        Announce("create", path);
        lock (_lock)
        {
            Count();
            if (_names.Count >= MostFiles) throw new JournalIoException("fallocate", path, NoSpace);
            if (++_syncs == _faults.FailingSync) throw Fail("fsync", path);
            var blocks = new Blocks(new byte[length], sector);
            Change(names => names[path] = blocks);
            return new Handle(this, blocks, path);
        }
    }

    public IJournalFile Open(string path)
    {
        lock (_lock)
            return _names.TryGetValue(path, out Blocks? blocks) ? new Handle(this, blocks, path) : throw new FileNotFoundException(path);
    }

    public void Rename(string from, string to)
    {
        Announce("rename", to);
        lock (_lock)
        {
            Count();
            Blocks blocks = _names[from];
            Change(names =>
            {
                names.Remove(from);
                names[to] = blocks;
            });
        }
    }

    public void Delete(string path)
    {
        Announce("delete", path);
        lock (_lock)
        {
            Count();
            Change(names => names.Remove(path));
        }
    }

    public void SyncFolder(string folder)
    {
        Announce("sync", folder);
        lock (_lock)
        {
            Count();
            if (++_syncs == _faults.FailingSync) throw Fail("fsync", folder);
            foreach (Action<Dictionary<string, Blocks>> change in _unsyncedChanges) change(_durableNames);
            _unsyncedChanges.Clear();
        }
    }

    public long FreeBytes(string folder) => long.MaxValue;

    public IDisposable Lock(string folder) => new MemoryStream();

    private void Announce(string call, string path)
    {
        if (beforeCall is not null) beforeCall(call, path);
        // Syncs take long: this is where most kills and power cuts fall.
        else if (call == "sync")
            for (int i = 0; i < 20; i++) Thread.Yield();
    }

    private void Change(Action<Dictionary<string, Blocks>> change)
    {
        change(_names);
        _unsyncedChanges.Add(change);
    }

    private void Count()
    {
        if (++_calls == _faults.CutAtCall) _off = true;
        // Named as a sync, because nothing is to be tried again.
        if (_off) throw new JournalIoException("fsync", "the disk without power", IoError);
    }

    private JournalIoException Fail(string call, string path)
    {
        _hasFailed = true;
        return new JournalIoException(call, path, _faults.Errno);
    }

    private sealed class Blocks(byte[] durable, int sector)
    {
        private readonly List<(long Offset, byte[] Octets)> _unsynced = [];
        private readonly byte[] _present = [.. durable];

        public int Length => durable.Length;

        public byte[] Present() => [.. _present];

        public void Flip(long bit)
        {
            byte mask = (byte)(1 << (int)(bit % 8));
            _present[bit / 8] ^= mask;
            durable[bit / 8] ^= mask;
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            source.CopyTo(_present.AsSpan((int)offset));
            _unsynced.Add((offset, source.ToArray()));
        }

        public int Read(Span<byte> target, long offset)
        {
            int length = (int)Math.Clamp(_present.Length - offset, 0, target.Length);
            _present.AsSpan((int)offset, length).CopyTo(target);
            return length;
        }

        /// <summary>A write goes by sectors, each whole: what stood in an unsynced one from earlier writes comes with it.</summary>
        public void Sync()
        {
            foreach ((long offset, byte[] octets) in _unsynced) octets.CopyTo(durable, offset);
            _unsynced.Clear();
        }

        public void FailSync(Random random)
        {
            AfterPowerCut(random, sector).CopyTo(durable, 0);
            _unsynced.Clear();
        }

        public byte[] AfterPowerCut(Random random, int sectorOctets)
        {
            byte[] image = [.. durable];
            foreach ((long offset, byte[] octets) in _unsynced)
            {
                for (int done = 0; done < octets.Length;)
                {
                    int length = (int)Math.Min(octets.Length - done, sectorOctets - ((offset + done) % sectorOctets));
                    if (random.Next(2) == 0) octets.AsSpan(done, length).CopyTo(image.AsSpan((int)offset + done));
                    done += length;
                }
            }
            return image;
        }
    }

    private sealed class Handle(SimulatedDisk disk, Blocks blocks, string path) : IJournalFile
    {
        public long Length => blocks.Length;

        public int Read(Span<byte> target, long offset)
        {
            lock (disk._lock) return blocks.Read(target, offset);
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            disk.Announce("write", path);
            lock (disk._lock)
            {
                if (++disk._writes == disk._faults.FailingWrite)
                {
                    blocks.Write(source[..disk.Some(source.Length)], offset);
                    throw disk.Fail("pwrite", path);
                }
                if (disk._calls + 1 == disk._faults.CutAtCall) blocks.Write(source[..disk.Some(source.Length)], offset);
                disk.Count();
                blocks.Write(source, offset);
            }
        }

        public void Sync()
        {
            disk.Announce("sync", path);
            lock (disk._lock)
            {
                disk.Count();
                if (++disk._syncs == disk._faults.FailingSync)
                {
                    blocks.FailSync(disk.Random);
                    disk._hasFailedCommit = Thread.CurrentThread.Name == "journal commit";
                    throw disk.Fail("fdatasync", path);
                }
                blocks.Sync();
            }
        }

        public void Clear(long offset)
        {
            Write(new byte[blocks.Length - offset], offset);
            Sync();
        }

        public void Dispose()
        {
        }
    }

    private Random Random => random;

    private int Some(int most) => random.Next(most);
}
