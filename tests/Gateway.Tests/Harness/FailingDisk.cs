using Storage;

namespace Gateway.Tests.Harness;

/// <summary>The real file system, until its fdatasync fails.</summary>
internal sealed class FailingDisk : IJournalFiles
{
    private const int IoError = 5;

    private readonly LinuxJournalFiles _inner = LinuxJournalFiles.Instance;
    private volatile bool _fails;

    /// <summary>From now on every fdatasync is answered EIO.</summary>
    public void Fail() => _fails = true;

    public void CreateFolder(string folder) => _inner.CreateFolder(folder);

    public string[] List(string folder, string extension) => _inner.List(folder, extension);

    public IJournalFile Create(string path, long length, bool initialise) => new File(this, _inner.Create(path, length, initialise), path);

    public IJournalFile Open(string path) => new File(this, _inner.Open(path), path);

    public void Rename(string from, string to) => _inner.Rename(from, to);

    public void Delete(string path) => _inner.Delete(path);

    public void SyncFolder(string folder) => _inner.SyncFolder(folder);

    public long FreeBytes(string folder) => _inner.FreeBytes(folder);

    public IDisposable Lock(string folder) => _inner.Lock(folder);

    private sealed class File(FailingDisk disk, IJournalFile inner, string path) : IJournalFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> target, long offset) => inner.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => inner.Write(source, offset);

        public void Sync()
        {
            if (disk._fails)
                throw new JournalIoException("fdatasync", path, IoError);
            inner.Sync();
        }

        public void Clear(long offset) => inner.Clear(offset);

        public void Dispose() => inner.Dispose();
    }
}
