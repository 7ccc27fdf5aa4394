using System.Runtime.InteropServices;

namespace Storage;

/// <summary>
/// Asks the scheduler to give a thread the processor soon after it wakes, in short turns, and no more of it than before. A thread that
/// waits for the disk, with everybody else waiting for it, should not wait once more behind a turn of those who only compute: it is
/// an ordinary one also where the others of its process wait for each other's turns.
/// </summary>
internal static unsafe partial class ShortTurns
{
    private const ulong Nanoseconds = 100_000;
    private const uint Ordinary = 0;
    private const uint Batch = 3;
    private const int AttributesLength = 48;
    private const int Runtime = AttributesLength / 2 / sizeof(ulong);

    /// <summary>For the calling thread. Linux before 6.12 takes no notice, and a system that refuses leaves all as it was.</summary>
    public static void Take()
    {
        (nint set, nint get) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (314, 315),
            Architecture.Arm64 => (274, 275),
            _ => (0, 0),
        };
        ulong* attributes = stackalloc ulong[AttributesLength / sizeof(ulong)];
        if (set == 0 || sched_getattr(get, 0, attributes, AttributesLength, 0) != 0) return;
        uint policy = (uint)(attributes[0] >> 32);
        if (policy is not (Ordinary or Batch)) return;
        attributes[0] = AttributesLength | ((ulong)Ordinary << 32);
        attributes[Runtime] = Nanoseconds;
        _ = sched_setattr(set, 0, attributes, 0);
    }

    // The C library has had names for these two only since 2025.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint sched_getattr(nint number, nint thread, ulong* attributes, nint length, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint sched_setattr(nint number, nint thread, ulong* attributes, nint flags);
}
