using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Smpp.Session;

/// <summary>
/// Where sessions wait that have more to read than is fair while others wait for a thread. They take turns among themselves, each turn
/// through the thread pool's queue: a session that is seldom heard of waits for a few turns at most, however many are busy.
/// </summary>
internal sealed class BusyTurns : IThreadPoolWorkItem
{
    private static readonly BusyTurns Shared = new();

    private readonly ConcurrentQueue<Action> _waiting = new();
    private readonly int _atOnce = Environment.ProcessorCount;
    private int _running;

    private BusyTurns()
    {
    }

    /// <summary>True when somebody waits for a thread.</summary>
    public static bool AreDue => ThreadPool.PendingWorkItemCount > 0 || !Shared._waiting.IsEmpty;

    /// <summary>Waits for the caller's next turn.</summary>
    public static Turn NextAsync() => default;

    void IThreadPoolWorkItem.Execute()
    {
        if (_waiting.TryDequeue(out var next))
            next();
        if (!_waiting.IsEmpty)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }
        Interlocked.Decrement(ref _running);
        // What came between the last look and giving the place back has nobody else to see to it.
        if (!_waiting.IsEmpty)
            Run();
    }

    private void Enqueue(Action next)
    {
        _waiting.Enqueue(next);
        Run();
    }

    private void Run()
    {
        int running = Volatile.Read(ref _running);
        while (running < _atOnce)
        {
            int seen = Interlocked.CompareExchange(ref _running, running + 1, running);
            if (seen == running)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            running = seen;
        }
    }

    /// <summary>What is awaited.</summary>
    public readonly struct Turn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => Shared.Enqueue(continuation);

        public void UnsafeOnCompleted(Action continuation) => Shared.Enqueue(continuation);
    }
}
