using System.Collections.Concurrent;

namespace Smpp.Session;

/// <summary>
/// Handles items on the thread pool, so many at once and in the order in which they came: what an <see cref="ISessionHandler"/> needs
/// whose work must not hold up the reader. Who handles may block. Thread-safe. How many may wait is the caller's business; a session's
/// inbound window bounds its requests.
/// </summary>
/// <typeparam name="T">What is handled.</typeparam>
/// <param name="atOnce">Items handled at once, at least 1; 1 handles one after the other.</param>
/// <param name="handle">
/// Handles one item. Should not throw, for nobody hears of it; what does costs that item alone, and the next is handled.
/// </param>
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
            // In no FlushScope: a handler may block, and on a request of its own too, which would then wait for the end of the scope.
            while (_waiting.TryDequeue(out var next))
            {
                bool endedHere = true;
                try
                {
                    var handling = handle(next);
                    endedHere = handling.IsCompleted;
                    await handling.ConfigureAwait(false);
                }
                catch (Exception)
                {
                    // Even the log may be what has failed. The place must outlive it, or soon there is none.
                }
                if (endedHere || _waiting.IsEmpty)
                    continue;
                // Whoever ended the handler has work of its own to go on with, and a scope perhaps; the place moves on to the pool.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            Interlocked.Decrement(ref _running);
            // What came between the last look and giving the place back has nobody else to see to it.
        }
        while (!_waiting.IsEmpty && TryTakePlace());
    }
}
