using System.Collections.Concurrent;

namespace Smpp.Session;

/// <summary>
/// Handles items on the thread pool, so many at once and in the order in which they came: what an <see cref="ISessionHandler"/> needs
/// whose work must not hold up the reader. Thread-safe. How many may wait is the caller's business; a session's inbound window bounds
/// its requests.
/// </summary>
/// <typeparam name="T">What is handled.</typeparam>
/// <param name="atOnce">Items handled at once, at least 1; 1 handles one after the other.</param>
/// <param name="handle">Handles one item; must not throw.</param>
public sealed class HandlerQueue<T>(int atOnce, Func<T, ValueTask> handle) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<T> _waiting = new();
    private int _running;

    /// <summary>Adds an item, and returns at once.</summary>
    public void Enqueue(T item)
    {
        _waiting.Enqueue(item);
        if (TryTakePlace())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private bool TryTakePlace()
    {
        int running = Volatile.Read(ref _running);
        while (running < atOnce)
        {
            int seen = Interlocked.CompareExchange(ref _running, running + 1, running);
            if (seen == running)
                return true;
            running = seen;
        }
        return false;
    }

    private async Task RunAsync()
    {
        do
        {
            while (!_waiting.IsEmpty)
                await HandleWaiting().ConfigureAwait(false);
            Interlocked.Decrement(ref _running);
            // What came between the last look and giving the place back has nobody else to see to it.
        }
        while (!_waiting.IsEmpty && TryTakePlace());
    }

    /// <summary>Handles what waits up to the first item that does not end at once; the answers until then leave together.</summary>
    private ValueTask HandleWaiting()
    {
        using var scope = FlushScope.Enter();
        while (_waiting.TryDequeue(out var next))
        {
            var handling = handle(next);
            if (!handling.IsCompletedSuccessfully)
                return handling;
        }
        return default;
    }
}
