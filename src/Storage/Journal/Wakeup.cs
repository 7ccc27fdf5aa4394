namespace Storage;

/// <summary>Lets one thread sleep until another rings; a ring before the sleep is not lost. Needs no disposal.</summary>
internal sealed class Wakeup(JournalThreads threads)
{
    private readonly object _bell = new();
    private bool _rung;

    public void Set()
    {
        lock (_bell)
        {
            _rung = true;
            threads.Pulse(_bell);
        }
    }

    public void Wait()
    {
        lock (_bell)
        {
            while (!_rung) threads.Wait(_bell);
            _rung = false;
        }
    }

    /// <summary>Sleeps no longer than <paramref name="most"/>; whether somebody rang.</summary>
    public bool Wait(TimeSpan most)
    {
        lock (_bell)
        {
            if (!_rung) threads.Wait(_bell, most);
            bool rung = _rung;
            _rung = false;
            return rung;
        }
    }
}
