using System.Runtime.InteropServices;

namespace Storage;

/// <summary>The files of a journal on a Linux file system, every result checked.</summary>
public sealed class LinuxJournalFiles : IJournalFiles
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlock = 11;
    private const int NotPermitted = 13;
    private const int CannotBeSynced = 22;

    /// <summary>The only one needed.</summary>
    public static LinuxJournalFiles Instance { get; } = new();

    private LinuxJournalFiles()
    {
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        string path = Path.GetFullPath(folder);
        Directory.CreateDirectory(path);
        // Also when it is there already: whoever made it, and the folders above it, need not have synced them.
        for (string? parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            try
            {
                SyncFolder(parent);
            }
            catch (JournalIoException e) when (e.Errno is NotPermitted or CannotBeSynced)
            {
                // A folder that this process cannot sync it cannot have made either.
            }
        }
    }

    /// <inheritdoc/>
    public string[] List(string folder, string extension) => Directory.GetFiles(folder, "*" + extension);

    /// <inheritdoc/>
    public IJournalFile Create(string path, long length, bool initialise)
    {
        var file = new LinuxJournalFile(path, FileMode.Create);
        try
        {
            file.Allocate(length);
            if (initialise) file.Fill(0, length);
            file.SyncAll();
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public IJournalFile Open(string path) => new LinuxJournalFile(path, FileMode.Open);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        int descriptor = Libc.open(folder, Libc.ReadOnlyFolder);
        if (descriptor < 0) throw new JournalIoException("open", folder, Marshal.GetLastPInvokeError());
        try
        {
            if (Libc.fsync_descriptor(descriptor) != 0) throw new JournalIoException("fsync", folder, Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }

    /// <inheritdoc/>
    public long FreeBytes(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <inheritdoc/>
    public IDisposable Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == SharingViolation || e.HResult == WouldBlock)
        {
            throw new JournalInUseException(folder, e);
        }
    }
}
