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
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Handles everything that is due within <paramref name="duration"/>, and calls <paramref name="afterEach"/> after
    /// each.
    /// </summary>
    public void Run(TimeSpan duration, Action afterEach)
    {
        long end = Now + duration.Ticks;
        while (TryNext(end))
            afterEach();
    }

    /// <summary>Handles the next thing that is due until <paramref name="end"/>; false when there is none, and it is that time.</summary>
    public bool TryNext(long end)
    {
        if (!_events.TryPeek(out var action, out var moment) || moment.Due > end)
        {
            Now = end;
            return false;
        }
        _events.Dequeue();
        Now = moment.Due;
        Handled++;
        trace.Fold(moment.Due);
        trace.Fold(moment.Number);
        action();
        return true;
    }

    private readonly record struct Moment(long Due, long Number) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => Due != other.Due ? Due.CompareTo(other.Due) : Number.CompareTo(other.Number);
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _setting++;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Plan(dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Plan(TimeSpan delay)
        {
            int setting = _setting;
            time.After(delay, () => Tick(setting));
        }

        private void Tick(int setting)
        {
            if (setting != _setting)
                return;
            callback(state);
            if (setting == _setting && _period != Timeout.InfiniteTimeSpan)
                Plan(_period);
        }
    }
}
