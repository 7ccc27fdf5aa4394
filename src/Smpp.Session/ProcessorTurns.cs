namespace Smpp.Session;

/// <summary>How the system shares the processors among the threads of a busy process and others.</summary>
public static class ProcessorTurns
{
    /// <summary>
    /// From now on the calling thread, and those that it starts, take their turns of the processors: a thread that wakes up takes one that
    /// is free, or waits for whoever has it to finish its turn, which is short here. Were it to push in, as is usual, each side of a busy
    /// session would be handed the few octets of the moment, at the price of a wake-up and a system call, instead of what gathers
    /// meanwhile. To be called first in a process whose sessions are to carry much; where nothing waits for a processor it makes no
    /// difference.
    /// </summary>
    /// <remarks>SCHED_BATCH of Linux; other systems have no such thing. A policy that somebody chose for the process stays.</remarks>
    public static void Take()
    {
        if (OperatingSystem.IsLinux())
            LinuxScheduling.TakeTurns();
    }
}
