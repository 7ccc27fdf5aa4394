using System.Runtime.InteropServices;

namespace Smpp.Session;

/// <summary>
/// What Linux's scheduler is told of a thread. There a niceness belongs to a thread, whatever POSIX says, and Thread.Priority does nothing.
/// </summary>
internal static partial class LinuxScheduling
{
    private const int CallingThread = 0;
    private const int Ordinary = 0;
    private const int Batch = 3;

    private static readonly nint SetAttributes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 314 : 274;

    /// <summary>
    /// Lets the calling thread give way: by its niceness it gets a small share while others want the processor, and by its policy it takes
    /// none from them when it wakes up. A long slice (which kernels before 6.12 do not look at) is no privilege: whoever wakes up with
    /// a shorter one gets the processor at once, where it would wait for the rest of a slice as short as its own.
    /// </summary>
    public static void GiveWay(int niceness, ulong sliceNanoseconds)
    {
        var attributes = new Attributes
        {
            Size = (uint)Marshal.SizeOf<Attributes>(),
            Policy = Batch,
            Niceness = niceness,
            Runtime = sliceNanoseconds,
        };
        if (SystemCall(SetAttributes, CallingThread, in attributes, flags: 0) != 0)
            _ = SetPriority(which: 0, CallingThread, niceness);
    }

    /// <summary>The calling thread, and those that it starts, push nobody aside when they wake up.</summary>
    public static void TakeTurns()
    {
        if (Policy(CallingThread) == Ordinary)
            _ = SetPolicy(CallingThread, Batch, priority: 0);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int Policy(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetPolicy(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint thread, in Attributes attributes, nint flags);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    /// <summary>sched_attr of sched_setattr(2), in its first version.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Niceness;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
