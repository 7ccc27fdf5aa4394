using System.Runtime.InteropServices;

namespace Cli;

/// <summary>How the system shares the processors among this process's threads and others.</summary>
internal static partial class Scheduling
{
    private const int CallingThread = 0;
    private const int Batch = 3;

    /// <summary>
    /// A thread that wakes up takes a processor that is free, or waits for whoever has one to finish its turn, which is short here. Were
    /// it to push in, as is usual, each side of a busy session would be handed the few octets of the moment, at the price of a wake-up and
    /// a system call, instead of what gathers meanwhile. To be called before other threads are started, which inherit it; a policy that
    /// somebody chose stays. Linux alone has such a thing.
    /// </summary>
    public static void TakeTurns()
    {
        if (OperatingSystem.IsLinux() && Policy(CallingThread) == 0)
            _ = SetPolicy(CallingThread, Batch, 0);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int Policy(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetPolicy(int thread, int policy, in int priority);
}
