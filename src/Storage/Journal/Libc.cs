using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Storage;

/// <summary>
/// The system calls that decide whether something is durable, and those that .NET has not. Of the former the managed ones cannot be used:
/// RandomAccess.FlushToDisk and FileStream.Flush(true) return normally when fsync fails.
/// </summary>
internal static unsafe partial class Libc
{
    public const int Interrupted = 4;
    public const int NotSupported = 95;
    public const int ReadOnlyFolder = 0x10000 | ReadOnlyFile;
    public const int ReadOnlyFile = 0x80000;
    public const int DontNeed = 4;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint pwrite(SafeFileHandle file, byte* source, nint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "fsync")]
    public static partial int fsync_descriptor(int file);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc")]
    public static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int file);
}
