using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faults.Disk;

/// <summary>The requests of the kernel's FUSE protocol (linux/fuse.h, version 7.31) that the tests' file system answers.</summary>
internal enum FuseRequest
{
    Lookup = 1,
    Forget = 2,
    GetAttributes = 3,
    SetAttributes = 4,
    MakeNode = 8,
    MakeFolder = 9,
    Unlink = 10,
    RemoveFolder = 11,
    Rename = 12,
    Open = 14,
    Read = 15,
    Write = 16,
    Statistics = 17,
    Release = 18,
    Sync = 20,
    Flush = 25,
    Initialise = 26,
    OpenFolder = 27,
    ReadFolder = 28,
    ReleaseFolder = 29,
    SyncFolder = 30,
    Access = 34,
    Create = 35,
    Interrupt = 36,
    Destroy = 38,
    BatchForget = 42,
    Allocate = 43,
    Rename2 = 45,
}

/// <summary>The error numbers that it answers with.</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Io = 5;
    public const int Exists = 17;
    public const int NoSpace = 28;
    public const int NotImplemented = 38;
    public const int NotEmpty = 39;
    public const int NotSupported = 95;
    public const int QuotaExceeded = 122;
}

/// <summary>System calls of mounting, and of the device that the kernel's requests come from.</summary>
internal static unsafe partial class MountCalls
{
    public const int ReadWriteCloseOnExec = 0x2 | 0x80000;
    public const int DetachLazily = 2;
    public const int NoSuidNoDevices = 2 | 4;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(SafeFileHandle file, byte* target, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(SafeFileHandle file, byte* source, nint count);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int umount2(string target, int flags);

    /// <summary>Throws with the system's reason unless the result is 0 or more.</summary>
    public static int Checked(int result, string call) => result >= 0
        ? result
        : throw new InvalidOperationException(
            $"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}; these tests mount file systems, which takes root and /dev/fuse");
}
