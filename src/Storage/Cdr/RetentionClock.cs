using Microsoft.Extensions.Logging;

namespace Storage.Cdr;

/// <summary>
/// The time by which rows are too old: that of the wall clock, as long as it runs with the monotonic one. A wall clock that jumps ahead
/// would drop for good, within a minute, whatever is younger than its jump is long.
/// </summary>
/// <remarks>
/// A start takes the wall clock as it is. From there on it may get ahead by <see cref="Leeway"/>, which is more than an adjustment of a
/// clock that was about right; what is beyond (a jump, a machine that was suspended) makes rows stay longer, until the clock is set back
/// or the process starts again.
/// </remarks>
internal sealed class RetentionClock(TimeProvider time, ILogger logger)
{
    /// <summary>How far the wall clock may get ahead of what has passed since the start.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    private readonly long _startedAt = time.GetTimestamp();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private bool _isAhead;

    /// <summary>
    /// How far ahead of what can be true the wall clock is, zero at best. Logs when the two part, once until they meet again.
    /// </summary>
    public TimeSpan ExcessOf(DateTimeOffset now)
    {
        TimeSpan ahead = now - (_started + time.GetElapsedTime(_startedAt));
        bool isAhead = ahead > Leeway;
        if (isAhead && !_isAhead) Log.ClockAhead(logger, ahead);
        _isAhead = isAhead;
        return isAhead ? ahead - Leeway : TimeSpan.Zero;
    }
}
