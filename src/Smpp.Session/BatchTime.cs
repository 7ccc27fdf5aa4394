namespace Smpp.Session;

/// <summary>
/// A clock that is read once for each batch: within a <see cref="FlushScope"/> it stands at the moment when it was first asked there. A
/// message of a loaded gateway would otherwise read the clock a dozen times, a thirtieth of all that it costs. Everything of a batch had
/// come before it began, so that no answer is ever older than its request. Timers are those of the clock behind it. Thread-safe.
/// </summary>
/// <param name="clock">The clock behind it.</param>
public sealed class BatchTime(TimeProvider clock) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long GetTimestamp() => FlushScope.Moment is { } moment ? moment.Timestamp(clock) : clock.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => FlushScope.Moment is { } moment ? moment.UtcNow(clock) : clock.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
