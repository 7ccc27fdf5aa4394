using System.Runtime.InteropServices;

namespace Smpp.Server;

/// <summary>
/// Long computations on threads of their own, which the sessions' go before. On the thread pool, which has as few threads as there are
/// processors, a password's hash would hold up sessions for a tenth of a second.
/// </summary>
internal static partial class PatientThread
{
    private const int OfProcess = 0;
    private const int CallingThread = 0;
    private const int Niceness = 10;

    /// <summary>Runs <paramref name="compute"/> beside everything else.</summary>
    public static Task<T> RunAsync<T>(Func<T> compute)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(compute, done)) { IsBackground = true, Name = "smpp patient" };
        thread.Start();
        return done.Task;
    }

    private static void Run<T>(Func<T> compute, TaskCompletionSource<T> done)
    {
        try
        {
            GiveWay();
            done.SetResult(compute());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    /// <summary>On Linux a niceness belongs to a thread, whatever POSIX says, and Thread.Priority does nothing.</summary>
    private static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfProcess, CallingThread, Niceness);
        else
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
