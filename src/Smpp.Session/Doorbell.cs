using System.Runtime.InteropServices;

namespace Smpp.Session;

/// <summary>
/// Threads sleep here until somebody rings. On Linux without a lock, which a thread of little priority could hold while others keep it
/// from running, and whoever rings with it. A ring that nobody waits for is kept: who is to wait looks for work first.
/// </summary>
internal sealed partial class Doorbell
{
    private const int WaitPrivate = 128;
    private const int WakePrivate = 129;

    private static readonly nint Futex = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    // Pinned, since the kernel is given its address.
    private readonly int[] _rings = GC.AllocateArray<int>(1, pinned: true);
    private readonly SemaphoreSlim? _elsewhere = OperatingSystem.IsLinux() ? null : new SemaphoreSlim(0);
    private int _waiting;

    /// <summary>Wakes one who waits.</summary>
    public void Ring()
    {
        if (_elsewhere is not null)
        {
            _elsewhere.Release();
            return;
        }
        Interlocked.Increment(ref _rings[0]);
        if (Volatile.Read(ref _waiting) > 0)
            _ = SystemCall(Futex, ref _rings[0], WakePrivate, 1, 0, 0, 0);
    }

    /// <summary>Waits until there was a ring since the last time that anybody came back from here; may come back without one.</summary>
    public void Wait()
    {
        if (_elsewhere is not null)
        {
            _elsewhere.Wait();
            return;
        }
        Interlocked.Increment(ref _waiting);
        if (Interlocked.Exchange(ref _rings[0], 0) == 0)
            _ = SystemCall(Futex, ref _rings[0], WaitPrivate, 0, 0, 0, 0);
        Interlocked.Decrement(ref _waiting);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, ref int address, nint operation, nint value, nint timeout, nint second, nint third);
}
