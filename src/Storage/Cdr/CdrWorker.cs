namespace Storage.Cdr;

/// <summary>A thread for work that blocks for milliseconds on end, so that it takes none from the pool that serves sessions.</summary>
internal sealed class CdrWorker : IDisposable
{
    private readonly Wakeup _wake = new(JournalThreads.Instance);
    private readonly Thread _thread;
    private volatile TaskCompletionSource? _done;
    private Action? _work;

    public CdrWorker(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Runs one piece of work; the next may be given once this has completed.</summary>
    public Task RunAsync(Action work) => Give(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>
    /// Runs one piece of work as <see cref="RunAsync"/> does; who awaits it goes on on this thread, so that piece after piece needs no
    /// other. What goes on may give the next piece, and must not wait for it.
    /// </summary>
    public Task RunAndStayAsync(Action work) => Give(work, new TaskCompletionSource());

    /// <summary>Ends the thread; no work may be under way.</summary>
    public void Dispose()
    {
        _work = null;
        _done = null;
        _wake.Set();
        _thread.Join();
    }

    private Task Give(Action work, TaskCompletionSource done)
    {
        _work = work;
        _done = done;
        _wake.Set();
        return done.Task;
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            if (_done is not { } done || _work is not { } work) return;
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }
}
