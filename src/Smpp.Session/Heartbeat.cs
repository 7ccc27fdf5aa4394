using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Smpp.Session;

/// <summary>What the heartbeat ticks.</summary>
public interface IHeartbeatTarget
{
    /// <summary>Called a few times a second with the current monotonic timestamp; must not block or throw.</summary>
    void OnHeartbeat(long now);
}

/// <summary>
/// The process's one timer: ticks every session and whatever else has deadlines. Deadlines are therefore exact to one
/// <see cref="Interval"/>.
/// </summary>
public sealed class Heartbeat : IDisposable
{
    private readonly ConcurrentDictionary<IHeartbeatTarget, byte> _targets = new();
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _frequency;
    private readonly long _intervalTicks;
    private long _now;
    private int _ticking;

    /// <summary>Starts ticking.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of targets that throw, which they must not.</param>
    public Heartbeat(TimeProvider time, ILogger? logger = null)
    {
        Time = time;
        _frequency = time.TimestampFrequency;
        _intervalTicks = Ticks(Interval);
        _logger = logger ?? NullLogger.Instance;
        _now = time.GetTimestamp();
        SessionTelemetry.Watch(this);
        _timer = time.CreateTimer(static state => ((Heartbeat)state!).Tick(), this, Interval, Interval);
    }

    /// <summary>Time between ticks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The timestamp of the latest tick: a clock that costs nothing to read, good to one interval.</summary>
    public long Now => Volatile.Read(ref _now);

    internal ICollection<IHeartbeatTarget> Targets => _targets.Keys;

    /// <summary>A duration in the clock's ticks, as far as they can be counted.</summary>
    public long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * _frequency);

    /// <summary>
    /// The moment that lies at least <paramref name="duration"/> ahead, and at most one interval more: reckoned from the next tick, since
    /// the latest is in the past.
    /// </summary>
    internal long DeadlineIn(TimeSpan duration) => After(Now + _intervalTicks, duration);

    /// <summary>The moment that lies <paramref name="duration"/> behind another; the last there is when that lies beyond it.</summary>
    internal long After(long moment, TimeSpan duration) => moment + Math.Min(Ticks(duration), long.MaxValue - moment);

    /// <summary>Begins to tick <paramref name="target"/>.</summary>
    public void Add(IHeartbeatTarget target) => _targets[target] = 0;

    /// <summary>Stops ticking <paramref name="target"/>; a tick under way may still reach it.</summary>
    public void Remove(IHeartbeatTarget target) => _targets.TryRemove(target, out _);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // A tick that takes longer than the interval must not pile up.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        try
        {
            long now = Time.GetTimestamp();
            Volatile.Write(ref _now, now);
            foreach (var (target, _) in _targets)
                Tick(target, now);
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    /// <summary>A target that throws must not stop the clock of all others, nor end the process from a timer's thread.</summary>
    private void Tick(IHeartbeatTarget target, long now)
    {
        try
        {
            target.OnHeartbeat(now);
        }
        catch (Exception e)
        {
            Log.HeartbeatTargetFailed(_logger, target.GetType().Name, e);
        }
    }
}
