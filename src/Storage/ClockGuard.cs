namespace Storage;

/// <summary>
/// Says how far the wall clock has got ahead of the time that has passed, so that a jump of it ends nothing that lasts: within seconds it
/// would drop for good whatever is younger than the jump is long.
/// </summary>
/// <remarks>
/// A start takes the wall clock as it is. From there on it may get ahead by a leeway; what is beyond (a jump, a machine that was suspended)
/// makes things last longer, until the clock is set back or the process starts again. One thread at a time.
/// </remarks>
/// <param name="time">Both clocks.</param>
/// <param name="leeway">How far the wall clock may get ahead of what has passed since the start.</param>
public sealed class ClockGuard(TimeProvider time, TimeSpan leeway)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private bool _isAhead;

    /// <summary>How far beyond its leeway the wall clock is, zero at best.</summary>
    /// <param name="now">The wall clock.</param>
    /// <param name="parted">How far it is ahead, the first time that it is; null from then on until the two have met again.</param>
    public TimeSpan ExcessOf(DateTimeOffset now, out TimeSpan? parted)
    {
        TimeSpan ahead = now - (_started + time.GetElapsedTime(_startedAt));
        bool isAhead = ahead > leeway;
        parted = isAhead && !_isAhead ? ahead : null;
        _isAhead = isAhead;
        return isAhead ? ahead - leeway : TimeSpan.Zero;
    }
}
