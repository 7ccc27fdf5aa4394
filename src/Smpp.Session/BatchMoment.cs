namespace Smpp.Session;

/// <summary>
/// What the clock said when a batch first asked it. Of one thread; of the first of several clocks, others are read each time.
/// </summary>
internal sealed class BatchMoment
{
    private TimeProvider? _clock;
    private long? _timestamp;
    private DateTimeOffset? _utc;

    public void Forget()
    {
        _clock = null;
        _timestamp = null;
        _utc = null;
    }

    public long Timestamp(TimeProvider clock) => IsOf(clock) ? _timestamp ??= clock.GetTimestamp() : clock.GetTimestamp();

    public DateTimeOffset UtcNow(TimeProvider clock) => IsOf(clock) ? _utc ??= clock.GetUtcNow() : clock.GetUtcNow();

    private bool IsOf(TimeProvider clock) => (_clock ??= clock) == clock;
}
