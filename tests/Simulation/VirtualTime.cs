namespace Simulation;

/// <summary>A clock that stands still until the next thing that is due: events and timers, in order, on the caller's thread.</summary>
internal sealed class VirtualTime(Trace trace) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, Moment> _events = new();
    private long _number;

    /// <summary>Now, in ticks of 100 ns; never 0.</summary>
    public long Now { get; private set; } = TimeSpan.TicksPerSecond;

    /// <summary>Events handled so far.</summary>
    public long Handled { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(Now);

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, new Moment(Now + Math.Max(0, delay.Ticks), _number++));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, period);
        After(dueTime, timer.Next);
        return timer;
    }

    /// <summary>
    /// Handles everything that is due within <paramref name="duration"/>, and calls <paramref name="afterEach"/> after
    /// each.
    /// </summary>
    public void Run(TimeSpan duration, Action afterEach)
    {
        long end = Now + duration.Ticks;
        while (_events.TryPeek(out var action, out var moment) && moment.Due <= end)
        {
            _events.Dequeue();
            Now = moment.Due;
            Handled++;
            trace.Fold(moment.Due);
            trace.Fold(moment.Number);
            action();
            afterEach();
        }
        Now = end;
    }

    private readonly record struct Moment(long Due, long Number) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => Due != other.Due ? Due.CompareTo(other.Due) : Number.CompareTo(other.Number);
    }

    private sealed class Timer : ITimer
    {
        private readonly VirtualTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly TimeSpan _period;
        private bool _disposed;

        public Timer(VirtualTime time, TimerCallback callback, object? state, TimeSpan period)
        {
            _time = time;
            _callback = callback;
            _state = state;
            _period = period;
            Next = Tick;
        }

        public Action Next { get; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            return ValueTask.CompletedTask;
        }

        private void Tick()
        {
            if (_disposed)
                return;
            _callback(_state);
            _time.After(_period, Next);
        }
    }
}
