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
}
