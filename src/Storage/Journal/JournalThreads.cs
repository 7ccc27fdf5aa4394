namespace Storage;

/// <summary>
/// How the journal's threads start and wait for each other: the place where a simulation lets one of them run at a time, in an order
/// that a seed decides. No call of <see cref="IJournalFiles"/> is made under a lock, so such a simulation may change threads there.
/// </summary>
internal class JournalThreads
{
    /// <summary>Threads of the system's own.</summary>
    public static readonly JournalThreads Instance = new();

    public virtual void Start(string name, Action run)
    {
        var thread = new Thread(() =>
        {
            ShortTurns.Take();
            run();
        });
        thread.IsBackground = true;
        thread.Name = name;
        thread.Start();
    }

    /// <summary>Lets go of the monitor, which the caller has entered once, until <see cref="Pulse"/> is called for it.</summary>
    public virtual void Wait(object monitor) => Monitor.Wait(monitor);

    /// <summary>The same, but no longer than <paramref name="most"/>.</summary>
    public virtual void Wait(object monitor, TimeSpan most) => Monitor.Wait(monitor, most);

    /// <summary>Wakes all that wait for the monitor, which the caller has entered.</summary>
    public virtual void Pulse(object monitor) => Monitor.PulseAll(monitor);

    /// <summary>Blocks the caller, which is none of these threads, until the task completes or the time is over.</summary>
    public virtual void Wait(Task task, TimeSpan most) => task.Wait(most);

    /// <summary>A task to await instead of one that a thread completes at its end.</summary>
    public virtual Task WhenEnded(Task ended) => ended;
}
