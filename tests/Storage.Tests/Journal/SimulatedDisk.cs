namespace Storage.Tests;

/// <summary>
/// A disk whose process can be killed and that can lose its power: then what was not synced is kept or lost sector by sector,
/// and folder changes are kept up to some moment. Seeded.
/// </summary>
public sealed class SimulatedDisk(Random random) : IJournalFiles
{
    private const int Sector = 512;
    private const int IoError = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Blocks> _names = [];
    private readonly Dictionary<string, Blocks> _durableNames = [];
    private readonly List<Action<Dictionary<string, Blocks>>> _unsyncedChanges = [];
    private bool _off;

    /// <summary>Turns the power off; the disk as the next start finds it. Whoever still uses this one gets errors.</summary>
    public SimulatedDisk CutPower()
    {
        lock (_lock)
        {
            _off = true;
            int kept = random.Next(_unsyncedChanges.Count + 1);
            for (int i = 0; i < kept; i++) _unsyncedChanges[i](_durableNames);
            var next = new SimulatedDisk(random);
            foreach ((string name, Blocks blocks) in _durableNames)
            {
                var image = new Blocks(blocks.AfterPowerCut(random));
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
            var next = new SimulatedDisk(random);
            foreach ((string name, Blocks blocks) in _names) next._names[name] = blocks;
            foreach ((string name, Blocks blocks) in _durableNames) next._durableNames[name] = blocks;
            next._unsyncedChanges.AddRange(_unsyncedChanges);
            return next;
        }
    }

    public void CreateFolder(string folder)
    {
    }

    public string[] List(string folder, string extension)
    {
        lock (_lock) return [.. _names.Keys.Where(name => name.EndsWith(extension, StringComparison.Ordinal))];
    }

    public IJournalFile Create(string path, long length, bool initialise)
    {
        lock (_lock)
        {
            var blocks = new Blocks(new byte[length]);
            Change(names => names[path] = blocks);
            return new Handle(this, blocks);
        }
    }

    public IJournalFile Open(string path)
    {
        lock (_lock) return new Handle(this, _names[path]);
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
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
        lock (_lock) Change(names => names.Remove(path));
    }

    public void SyncFolder(string folder)
    {
        lock (_lock)
        {
            ThrowIfOff();
            foreach (Action<Dictionary<string, Blocks>> change in _unsyncedChanges) change(_durableNames);
            _unsyncedChanges.Clear();
        }
    }

    public long FreeBytes(string folder) => long.MaxValue;

    public IDisposable Lock(string folder) => new MemoryStream();

    private void Change(Action<Dictionary<string, Blocks>> change)
    {
        ThrowIfOff();
        change(_names);
        _unsyncedChanges.Add(change);
    }

    private void ThrowIfOff()
    {
        if (_off) throw new JournalIoException("any call", "the disk", IoError);
    }

    private sealed class Blocks(byte[] durable)
    {
        private readonly List<(long Offset, byte[] Octets)> _unsynced = [];
        private readonly byte[] _present = [.. durable];

        public int Length => durable.Length;

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            source.CopyTo(_present.AsSpan((int)offset));
            _unsynced.Add((offset, source.ToArray()));
        }

        public int Read(Span<byte> target, long offset)
        {
            int length = Math.Min(target.Length, _present.Length - (int)offset);
            _present.AsSpan((int)offset, length).CopyTo(target);
            return length;
        }

        public void Sync()
        {
            _present.CopyTo(durable, 0);
            _unsynced.Clear();
        }

        public byte[] AfterPowerCut(Random random)
        {
            byte[] image = [.. durable];
            foreach ((long offset, byte[] octets) in _unsynced)
            {
                for (int done = 0; done < octets.Length;)
                {
                    int length = (int)Math.Min(octets.Length - done, Sector - ((offset + done) % Sector));
                    if (random.Next(2) == 0) octets.AsSpan(done, length).CopyTo(image.AsSpan((int)offset + done));
                    done += length;
                }
            }
            return image;
        }
    }

    private sealed class Handle(SimulatedDisk disk, Blocks blocks) : IJournalFile
    {
        public long Length => blocks.Length;

        public int Read(Span<byte> target, long offset)
        {
            lock (disk._lock) return blocks.Read(target, offset);
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            lock (disk._lock)
            {
                disk.ThrowIfOff();
                blocks.Write(source, offset);
            }
        }

        public void Sync()
        {
            // Syncs take long: this is where most kills and power cuts fall.
            for (int i = 0; i < 20; i++) Thread.Yield();
            lock (disk._lock)
            {
                disk.ThrowIfOff();
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
}
