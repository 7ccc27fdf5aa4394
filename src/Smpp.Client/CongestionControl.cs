using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>
/// How much one message centre may be sent now. It starts without limits of its own; ESME_RTHROTTLED, ESME_RMSGQFUL and
/// congestion_state (v5.0 §2.9, §4.8.4.18) cut a window and a rate, and answers let both grow back: additive increase,
/// multiplicative decrease, a slow start after a stop, and a pause that doubles as long as nothing is taken. The window never falls
/// below 1 nor the rate below 1 a second. A rate that the operator's contract allows may be set as an upper bound for good.
/// </summary>
/// <remarks>
/// Thread-safe, allocates nothing, and takes no lock while nothing is limited. The clock is an argument: timestamps of one monotonic
/// source. What was on its way when a limit was cut is one reason for it, not many: its answers neither cut again nor let it grow.
/// </remarks>
public sealed class CongestionControl
{
    private const double FirstPause = 0.25;
    private const int MostDoublings = 6;
    // ESME_RTHROTTLED is about the rate, ESME_RMSGQFUL about how much is there at once.
    private const double WindowAfterThrottling = 0.8;
    private const double WindowAfterFullQueue = 0.5;
    private const double WindowAfterWarning = 0.75;
    private const double RateAfterRefusal = 0.8;
    private const double RateAfterWarning = 0.9;
    // A second, of the rate at which it was refused: the centre is asked for that rate again after some five seconds.
    private const double RateGrowth = 0.04;
    private const double LeastGrowth = 2;
    // Senders are woken by the heartbeat too, which is slower than most rates.
    private const double BurstSeconds = 0.25;

    private readonly Lock _gate = new();
    private readonly Func<int> _outstanding;
    private readonly int _most;
    private readonly double _mostRate;
    private readonly double _frequency;
    private volatile bool _limiting;
    private double _window;
    private double _threshold;
    private int _earlier;
    private int _pauses;
    private long _pausedUntil;
    private double _rate;
    private double _refusedRate;
    private double _tokens;
    private long _refilledAt;
    private long _taken;
    private long _measuredFrom;
    private long _measuredTaken;
    private double _measured;

    /// <summary>Makes one without limits.</summary>
    /// <param name="window">The window when nothing limits it: requests that may be unanswered at once, all binds together.</param>
    /// <param name="outstanding">Says how many requests are unanswered now; called under the lock, so it must not call back.</param>
    /// <param name="frequency">Ticks of the clock in a second.</param>
    /// <param name="now">The time now, in ticks.</param>
    /// <param name="rate">Requests a second at most, whatever the message centre says; zero for no such bound.</param>
    public CongestionControl(int window, Func<int> outstanding, long frequency, long now, double rate = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentNullException.ThrowIfNull(outstanding);
        ArgumentOutOfRangeException.ThrowIfLessThan(frequency, 1);
        _most = window;
        _window = _threshold = window;
        _outstanding = outstanding;
        _frequency = frequency;
        _measuredFrom = _refilledAt = now;
        _rate = _mostRate = rate;
        _tokens = 1;
        _limiting = rate > 0;
    }

    /// <summary>True while the window or the rate is limited or sending pauses.</summary>
    public bool IsLimiting => _limiting;

    /// <summary>The window now: requests that may be unanswered at once, all binds together.</summary>
    public int Window
    {
        get
        {
            lock (_gate)
                return (int)_window;
        }
    }

    /// <summary>The rate now, in requests a second; 0 while it is not limited.</summary>
    public double Rate
    {
        get
        {
            lock (_gate)
                return _rate;
        }
    }

    /// <summary>True while nothing is to be sent.</summary>
    public bool IsPaused(long now) => _limiting && now < Volatile.Read(ref _pausedUntil);

    /// <summary>How many requests may be sent now; <see cref="int.MaxValue"/> while nothing is limited.</summary>
    public int Room(long now)
    {
        if (!_limiting)
            return int.MaxValue;
        lock (_gate)
            return RoomNow(now);
    }

    /// <summary>Takes the right to send one request. Whoever then does not send it gives it back.</summary>
    public bool TryTake(long now)
    {
        if (!_limiting)
            return true;
        lock (_gate)
        {
            if (RoomNow(now) == 0)
                return false;
            _tokens--;
            return true;
        }
    }

    /// <summary>Gives back what <see cref="TryTake"/> took for a request that was not sent.</summary>
    public void GiveBack()
    {
        if (!_limiting)
            return;
        lock (_gate)
            _tokens++;
    }

    /// <summary>A request was answered; its window slot is free already.</summary>
    /// <param name="status">The answer's command_status.</param>
    /// <param name="congestion">The answer's congestion_state, 0..100, or null when it has none.</param>
    /// <param name="now">The time now.</param>
    public void OnAnswer(CommandStatus status, byte? congestion, long now)
    {
        bool refused = status is CommandStatus.Throttled or CommandStatus.MessageQueueFull;
        if (!refused)
            Interlocked.Increment(ref _taken);
        if (!refused && !_limiting && congestion is null or <= 90)
            return;
        lock (_gate)
        {
            if (IsEarlier())
                return;
            if (refused || congestion >= 100)
                Stop(status == CommandStatus.Throttled ? WindowAfterThrottling : WindowAfterFullQueue, congestion >= 100, now);
            else if (congestion > 90)
                Cut(WindowAfterWarning, RateAfterWarning, now);
            else if (congestion is null or < 80)
                Grow(now);
        }
    }

    /// <summary>Something that takes no window slot, such as enquire_link, was answered with a congestion_state.</summary>
    public void OnCongestionState(byte congestion, long now)
    {
        if (congestion <= 90)
            return;
        lock (_gate)
        {
            if (_earlier > 0 || now < _pausedUntil)
                return;
            if (congestion >= 100)
                Stop(WindowAfterFullQueue, atOnce: true, now);
            else
                Cut(WindowAfterWarning, RateAfterWarning, now);
        }
    }

    /// <summary>Measures what is answered; to be called at least a few times a second.</summary>
    public void OnHeartbeat(long now)
    {
        if (now - Volatile.Read(ref _measuredFrom) < _frequency)
            return;
        lock (_gate)
            Measure(now);
    }

    private int RoomNow(long now)
    {
        if (now < _pausedUntil)
            return 0;
        Refill(now);
        double room = (int)_window - _outstanding();
        if (_rate > 0)
            room = Math.Min(room, Math.Floor(_tokens));
        return (int)Math.Max(room, 0);
    }

    /// <summary>True for the answer to what was sent before the latest cut, as far as order tells.</summary>
    private bool IsEarlier()
    {
        if (_earlier == 0)
            return false;
        // What was lost, or timed out, is answered never.
        _earlier = Math.Min(_earlier, _outstanding() + 1) - 1;
        return true;
    }

    private void Stop(double factor, bool atOnce, long now)
    {
        double seconds = FirstPause * Math.Pow(2, _pauses);
        Volatile.Write(ref _pausedUntil, now + (long)(seconds * _frequency));
        Cut(factor, RateAfterRefusal, now);
        // Nothing was taken since the last stop, or the centre says that it takes nothing: from the start, slowly.
        if (_pauses > 0 || atOnce)
            _window = 1;
        _pauses = Math.Min(_pauses + 1, MostDoublings);
    }

    private void Cut(double window, double rate, long now)
    {
        int outstanding = _outstanding();
        // A window that is not cut says nothing about what the centre can take; what was in use does.
        double used = _window < _most ? _window : Math.Min(_window, outstanding + 1);
        _window = _threshold = Math.Max(1, used * window);
        _earlier = outstanding;
        CutRate(rate, now);
        _limiting = true;
    }

    private void CutRate(double factor, long now)
    {
        Refill(now);
        double taken = Math.Max(_measured, (_taken - _measuredTaken) / Math.Max(1, Seconds(now - _measuredFrom)));
        if (_rate > 0)
            taken = taken > 0 ? Math.Min(taken, _rate) : _rate / 2;
        _refusedRate = Math.Max(taken, 1);
        _rate = Math.Max(1, taken * factor);
        if (_mostRate > 0)
            _rate = Math.Min(_rate, _mostRate);
        // One at once when the pause is over: its answer says how it stands.
        _tokens = 1;
    }

    private void Grow(long now)
    {
        _pauses = 0;
        if (_window < _most)
            _window = Math.Min(_most, _window + (_window < _threshold ? 1 : 1 / _window));
        Refill(now);
        if (_window >= _most && _rate == 0 && now >= _pausedUntil)
            _limiting = false;
    }

    private void Refill(long now)
    {
        double seconds = Seconds(now - _refilledAt);
        if (seconds <= 0)
            return;
        _refilledAt = now;
        if (_rate == 0 || now < _pausedUntil)
            return;
        _tokens = Math.Min(_tokens + _rate * seconds, Math.Max(1, _rate * BurstSeconds));
        if (_rate == _mostRate)
            return;
        _rate += Math.Max(LeastGrowth, _refusedRate * RateGrowth) * seconds;
        // Twice what it refused, and nothing refused since: the reason has gone.
        if (_rate > 2 * _refusedRate || (_mostRate > 0 && _rate > _mostRate))
            _rate = _mostRate;
    }

    private void Measure(long now)
    {
        double seconds = Seconds(now - _measuredFrom);
        if (seconds < 1)
            return;
        _measured = (_taken - _measuredTaken) / seconds;
        _measuredTaken = Volatile.Read(ref _taken);
        Volatile.Write(ref _measuredFrom, now);
    }

    private double Seconds(long ticks) => ticks / _frequency;
}
