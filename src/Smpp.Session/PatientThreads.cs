using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Smpp.Session;

/// <summary>
/// Threads that give way to all others of the process: for work that strangers can cause, and for long computations. The thread pool
/// has as few threads as there are processors and serves in the order of arrival, so that each of these would hold up sessions there.
/// </summary>
public static class PatientThreads
{
    private const int Niceness = 10;
    private const ulong SliceNanoseconds = 20_000_000;

    private static readonly ConcurrentQueue<Action> Waiting = new();
    private static readonly Doorbell Arrived = new();
    private static readonly ConcurrentQueue<Action> Blocking = new();
    private static readonly Doorbell BlockingArrived = new();
    private static int _started;
    private static int _idle;

    /// <summary>
    /// Awaited, goes on with the caller on one of these threads, of which there are half as many as processors, after those who came
    /// before. The caller must not block there.
    /// </summary>
    public static Turn TurnAsync() => default;

    /// <summary>Runs something that blocks, while nothing else runs on its thread.</summary>
    /// <exception cref="Exception">What <paramref name="work"/> throws.</exception>
    public static Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Runs a long computation, while nothing else runs on its thread.</summary>
    /// <exception cref="Exception">What <paramref name="compute"/> throws.</exception>
    public static Task<T> RunAsync<T>(Func<T> compute)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Blocking.Enqueue(() => Run(compute, done));
        // A thread that begins is not patient yet: whoever waits for a processor then waits for milliseconds, so the same ones go on.
        if (TryTakeIdle())
            BlockingArrived.Ring();
        else
            Start(Block);
        return done.Task;
    }

    private static bool TryTakeIdle()
    {
        int idle = Volatile.Read(ref _idle);
        while (idle > 0)
        {
            int seen = Interlocked.CompareExchange(ref _idle, idle - 1, idle);
            if (seen == idle)
                return true;
            idle = seen;
        }
        return false;
    }

    /// <summary>Serves one after the other as long as few enough others are idle.</summary>
    private static void Block()
    {
        do
        {
            Action? work;
            while (!Blocking.TryDequeue(out work))
                BlockingArrived.Wait();
            // One may have come back for two rings.
            if (!Blocking.IsEmpty)
                BlockingArrived.Ring();
            work();
        }
        while (Interlocked.Increment(ref _idle) <= Environment.ProcessorCount || !TryTakeIdle());
    }

    private static void Run<T>(Func<T> compute, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(compute());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    /// <summary>Has something done that does not block, after what came before.</summary>
    internal static void Enqueue(Action next)
    {
        Waiting.Enqueue(next);
        Arrived.Ring();
        if (Volatile.Read(ref _started) == 0 && Interlocked.Exchange(ref _started, 1) == 0)
        {
            for (int i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
                Start(TakeTurns);
        }
    }

    private static void TakeTurns()
    {
        while (true)
        {
            while (Waiting.TryDequeue(out var next))
                next();
            Arrived.Wait();
        }
    }

    private static void Start(Action work) => new Thread(() => GiveWay(work)) { IsBackground = true, Name = "smpp patient" }.UnsafeStart();

    private static void GiveWay(Action work)
    {
        if (OperatingSystem.IsLinux())
            LinuxScheduling.GiveWay(Niceness, SliceNanoseconds);
        else
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        work();
    }

    /// <summary>What <see cref="TurnAsync"/> returns, to be awaited at once.</summary>
    public readonly struct Turn : ICriticalNotifyCompletion
    {
        /// <summary>Always false: a turn is waited for.</summary>
        public bool IsCompleted => false;

        /// <summary>For the compiler.</summary>
        public Turn GetAwaiter() => this;

        /// <summary>For the compiler.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => Enqueue(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => Enqueue(continuation);
    }
}
