using Microsoft.Win32.SafeHandles;

namespace Storage.Cdr;

/// <summary>
/// Keeps no more of a growing file in the kernel's page cache than its end: rows are written once and mostly read while they are new.
/// New rows then take the memory of old ones, where they would else fill all there is, and touching memory for the first time costs a
/// virtual machine more than writing the row. What is dropped is read from the disk when it is asked for, and what the file held before
/// this began stays as it is.
/// </summary>
/// <remarks>
/// The descriptor is never closed, as long as the process lives: closing any descriptor of a file takes away all locks that the process
/// holds on it, those of SQLite too.
/// </remarks>
/// <param name="path">The file, which exists.</param>
/// <param name="kept">Octets at the end of the file that stay.</param>
/// <param name="step">Octets that the file grows by before something is dropped again.</param>
internal sealed class RecentPages(string path, long kept = 64L << 20, long step = 16L << 20)
{
    private static readonly Dictionary<string, SafeFileHandle> s_files = [];

    private readonly SafeFileHandle _file = Open(path);
    private long _dropped = Math.Max(0, new FileInfo(path).Length - kept);

    /// <summary>To be called now and then while the file grows. What is not on the disk yet stays.</summary>
    public void OnGrown()
    {
        if (_file.IsInvalid) return;
        long end = RandomAccess.GetLength(_file) - kept;
        if (end < _dropped + step) return;
        // Once more over what was dropped last: some of it may not have been written then.
        long from = Math.Max(0, _dropped - step);
        _ = Libc.posix_fadvise(_file, from, end - from, Libc.DontNeed);
        _dropped = end;
    }

    private static SafeFileHandle Open(string path)
    {
        lock (s_files)
        {
            string full = Path.GetFullPath(path);
            if (!s_files.TryGetValue(full, out SafeFileHandle? file))
                s_files[full] = file = new SafeFileHandle(Libc.open(full, Libc.ReadOnlyFile), ownsHandle: false);
            return file;
        }
    }
}
