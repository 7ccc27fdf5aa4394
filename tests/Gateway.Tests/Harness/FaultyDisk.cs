using Gateway.Places;
using Storage;

namespace Gateway.Tests.Harness;

/// <summary>The real disk below a journal until the test makes it fail, full or slow.</summary>
internal sealed class FaultyDisk : IJournalFiles
{
    /// <summary>The error of a file that may not be opened, which comes as an exception of its own.</summary>
    public const int AccessDenied = 13;

    private const int IoError = 5;

    private readonly LinuxJournalFiles _real = LinuxJournalFiles.Instance;

    /// <summary>From now on every write fails.</summary>
    public bool FailsWrites { get; set; }

    /// <summary>From now on every sync fails.</summary>
    public bool FailsSyncs { get; set; }

    /// <summary>No octet is free.</summary>
    public bool IsFull { get; set; }

    /// <summary>While reset, syncs wait.</summary>
    public ManualResetEventSlim Syncs { get; } = new(true);

    /// <summary>Whether one waits.</summary>
    public bool IsSyncWaiting { get; private set; }

    /// <summary>While reset, reads of the thread that brings back what has left memory wait.</summary>
    public ManualResetEventSlim Recalls { get; } = new(true);

    /// <summary>Whether one waits.</summary>
    public bool IsRecallWaiting { get; private set; }

    /// <summary>The error with which these reads fail, or 0 for none.</summary>
    public int RecallError { get; set; }

    /// <summary>Those that have failed with it.</summary>
    public int RefusedRecalls { get; private set; }

    public void CreateFolder(string folder) => _real.CreateFolder(folder);

    public string[] List(string folder, string extension) => _real.List(folder, extension);

    public IJournalFile Create(string path, long length, bool initialise) =>
        new FaultyFile(this, _real.Create(path, length, initialise), path);

    public IJournalFile Open(string path)
    {
        if (RecallError == AccessDenied && Thread.CurrentThread.Name == PlaceKeeper.ThreadName)
        {
            RefusedRecalls++;
            throw new UnauthorizedAccessException($"access to {path} is denied");
        }
        return new FaultyFile(this, _real.Open(path), path);
    }

    public void Rename(string from, string to) => _real.Rename(from, to);

    public void Delete(string path) => _real.Delete(path);

    public void SyncFolder(string folder) => _real.SyncFolder(folder);

    public long FreeBytes(string folder) => IsFull ? 0 : _real.FreeBytes(folder);

    public IDisposable Lock(string folder) => _real.Lock(folder);

    private sealed class FaultyFile(FaultyDisk disk, IJournalFile real, string path) : IJournalFile
    {
        public long Length => real.Length;

        public int Read(Span<byte> target, long offset)
        {
            if (Thread.CurrentThread.Name == PlaceKeeper.ThreadName)
            {
                disk.IsRecallWaiting = true;
                disk.Recalls.Wait(Shared.Until.Limit);
                disk.IsRecallWaiting = false;
                if (disk.RecallError is > 0 and var error)
                {
                    disk.RefusedRecalls++;
                    throw new JournalIoException("pread", path, error);
                }
            }
            return real.Read(target, offset);
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (disk.FailsWrites)
                throw new JournalIoException("pwrite", path, IoError);
            real.Write(source, offset);
        }

        public void Sync()
        {
            disk.IsSyncWaiting = true;
            disk.Syncs.Wait(Shared.Until.Limit);
            disk.IsSyncWaiting = false;
            if (disk.FailsSyncs)
                throw new JournalIoException("fdatasync", path, IoError);
            real.Sync();
        }

        public void Clear(long offset) => real.Clear(offset);

        public void Dispose() => real.Dispose();
    }
}
