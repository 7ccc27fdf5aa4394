namespace Storage.Tests;

/// <summary>The real file system with faults on order.</summary>
public sealed class FaultyFiles : IJournalFiles
{
    private const int IoError = 5;
    private const int NoSpace = 28;
    private const int TooManyFiles = 24;

    private readonly LinuxJournalFiles _inner = LinuxJournalFiles.Instance;
    private int _writes;
    private int _syncs;

    /// <summary>The write of records that fails, counted from 1 over all files; 0 for none.</summary>
    public int FailingWrite { get; set; }

    /// <summary>The sync that fails, counted likewise.</summary>
    public int FailingSync { get; set; }

    /// <summary>Called in each sync of records.</summary>
    public Action? Syncing { get; set; }

    /// <summary>No file can be made.</summary>
    public bool Full { get; set; }

    /// <summary>The folder can be neither opened, to sync it, nor rid of a file.</summary>
    public bool FailingFolder { get; set; }

    /// <summary>While reset, syncs wait.</summary>
    public ManualResetEventSlim SyncGate { get; } = new(true);

    /// <summary>While reset, the making of a file waits.</summary>
    public ManualResetEventSlim CreateGate { get; } = new(true);

    public int Syncs => Volatile.Read(ref _syncs);

    public int Created { get; private set; }

    /// <summary>Files that were filled with zeros from somewhere on.</summary>
    public int Cleared { get; private set; }

    /// <summary>Begins to count writes and syncs.</summary>
    public bool Armed { get; set; }

    public void CreateFolder(string folder) => _inner.CreateFolder(folder);

    public string[] List(string folder, string extension) => _inner.List(folder, extension);

    public IJournalFile Create(string path, long length, bool initialise)
    {
        CreateGate.Wait();
        if (Full) throw new JournalIoException("fallocate", path, NoSpace);
        Created++;
        return new FaultyFile(this, _inner.Create(path, length, initialise: false), path);
    }

    public IJournalFile Open(string path) => new FaultyFile(this, _inner.Open(path), path);

    public void Rename(string from, string to) => _inner.Rename(from, to);

    public void Delete(string path)
    {
        if (FailingFolder) throw new JournalIoException("unlink", path, IoError);
        _inner.Delete(path);
    }

    public void SyncFolder(string folder)
    {
        if (FailingFolder) throw new JournalIoException("open", folder, TooManyFiles);
        _inner.SyncFolder(folder);
    }

    public long FreeBytes(string folder) => _inner.FreeBytes(folder);

    public IDisposable Lock(string folder) => _inner.Lock(folder);

    private sealed class FaultyFile(FaultyFiles faults, IJournalFile inner, string path) : IJournalFile
    {
        private bool _hasRecords;

        public long Length => inner.Length;

        public int Read(Span<byte> target, long offset) => inner.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            // A header belongs to the making of a segment, which may fail and be tried again.
            _hasRecords = offset > 0;
            if (_hasRecords && faults.Armed && Interlocked.Increment(ref faults._writes) == faults.FailingWrite)
                throw new JournalIoException("pwrite", path, IoError);
            inner.Write(source, offset);
        }

        public void Sync()
        {
            if (_hasRecords)
            {
                faults.Syncing?.Invoke();
                faults.SyncGate.Wait();
            }
            if (_hasRecords && faults.Armed && Interlocked.Increment(ref faults._syncs) == faults.FailingSync)
                throw new JournalIoException("fdatasync", path, IoError);
            inner.Sync();
        }

        public void Clear(long offset)
        {
            faults.Cleared++;
            inner.Clear(offset);
        }

        public void Dispose() => inner.Dispose();
    }
}
