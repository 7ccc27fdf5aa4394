using Storage;

namespace Simulation.Stores;

/// <summary>
/// Lets one of a journal's threads, or the thread that made this, run at a time. Where they wait, and wherever <see cref="Pause"/> is
/// called, a random choice says who goes on: the same seed, the same order.
/// </summary>
internal sealed class OneAtATime : JournalThreads
{
    private readonly Random _random;
    private readonly VirtualTime _time;
    private readonly Trace _trace;
    private readonly List<Strand> _strands = [];
    private readonly List<Strand> _ready = [];
    private readonly Strand _main = new(0, "main");
    private Strand _running;
    private Task? _awaited;
    private Exception? _failure;
    private bool _isStuck;
    private int _started;

    public OneAtATime(Random random, VirtualTime time, Trace trace)
    {
        _random = random;
        _time = time;
        _trace = trace;
        _running = _main;
        _strands.Add(_main);
    }

    /// <summary>Threads that were started and have not ended.</summary>
    public int Running => _strands.Count - 1;

    /// <summary>Whoever calls may have to wait while others run.</summary>
    public void Pause()
    {
        if (_strands.Count > 1 && _random.Next(2) == 0)
            Change(_running);
    }

    /// <summary>The caller, which made this, waits until no other thread can go on.</summary>
    public void Rest()
    {
        var never = new TaskCompletionSource();
        WaitFor(never.Task);
    }

    public override void Start(string name, Action run)
    {
        var strand = new Strand(++_started, name);
        _strands.Add(strand);
        base.Start(name, () =>
        {
            strand.Wait();
            try
            {
                run();
            }
            catch (Exception e)
            {
                _failure ??= e;
            }
            _strands.Remove(strand);
            Change(null);
        });
    }

    public override void Wait(object monitor)
    {
        var strand = _running;
        strand.WaitsFor = monitor;
        Monitor.Exit(monitor);
        Change(strand);
        Monitor.Enter(monitor);
    }

    /// <summary>The time may be over whenever it is the caller's turn.</summary>
    public override void Wait(object monitor, TimeSpan most)
    {
        var strand = _running;
        Monitor.Exit(monitor);
        Change(strand);
        Monitor.Enter(monitor);
    }

    public override void Pulse(object monitor)
    {
        foreach (var strand in _strands)
        {
            if (strand.WaitsFor == monitor)
                strand.WaitsFor = null;
        }
    }

    public override void Wait(Task task, TimeSpan most)
    {
        if (WaitFor(task))
            return;
        if (most == Timeout.InfiniteTimeSpan)
            throw new InvalidOperationException($"no thread can go on: {string.Join(", ", _strands.Select(strand => strand.Name))}");
        _time.Run(most, static () => { });
    }

    public override Task WhenEnded(Task ended)
    {
        Wait(ended, Timeout.InfiniteTimeSpan);
        return ended;
    }

    /// <summary>False when no thread could go on before the task was complete.</summary>
    private bool WaitFor(Task task)
    {
        if (_running != _main)
            throw new InvalidOperationException("only the thread that made the others waits for a task");
        _awaited = task;
        if (!task.IsCompleted)
            Change(_main);
        _awaited = null;
        bool stuck = _isStuck;
        _isStuck = false;
        if (_failure is not null)
            throw new InvalidOperationException("a thread of the journal has thrown", _failure);
        return !stuck || task.IsCompleted;
    }

    /// <summary>Somebody goes on, the caller or another, who lets the caller go on later; null for a caller that has ended.</summary>
    private void Change(Strand? from)
    {
        _ready.Clear();
        foreach (var strand in _strands)
        {
            if (strand.WaitsFor is null && (strand != _main || _awaited is null || _awaited.IsCompleted))
                _ready.Add(strand);
        }
        _isStuck = _ready.Count == 0;
        var next = _isStuck ? _main : _ready[_random.Next(_ready.Count)];
        _trace.Fold(next.Number);
        if (next == from)
            return;
        _running = next;
        next.GoOn();
        from?.Wait();
    }

    private sealed class Strand(int number, string name)
    {
        public readonly int Number = number;
        public readonly string Name = name;
        public object? WaitsFor;
        private readonly object _bell = new();
        private bool _mayGo;

        public void GoOn()
        {
            lock (_bell)
            {
                _mayGo = true;
                Monitor.Pulse(_bell);
            }
        }

        public void Wait()
        {
            lock (_bell)
            {
                while (!_mayGo)
                    Monitor.Wait(_bell);
                _mayGo = false;
            }
        }
    }
}
