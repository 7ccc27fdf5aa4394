namespace Smpp.Session;

/// <summary>
/// What the clock said when a batch first asked it. Of one thread; of the first of several clocks, others are read each time.
/// </summary>
internal sealed class BatchMoment
{
    private TimeProvider? _timestampOf;
    private TimeProvider? _utcOf;
    private long _timestamp;
    private DateTimeOffset _utc;

    public void Forget()
    {
        _timestampOf = null;
        _utcOf = null;
    }

    public long Timestamp(TimeProvider clock)
    {
        if (_timestampOf == clock)
            return _timestamp;
        long now = clock.GetTimestamp();
        if (_timestampOf is null)
        {
            _timestamp = now;
            _timestampOf = clock;
        }
        return now;
    }

    public DateTimeOffset UtcNow(TimeProvider clock)
    {
        if (_utcOf == clock)
            return _utc;
        var now = clock.GetUtcNow();
        if (_utcOf is null)
        {
            _utc = now;
            _utcOf = clock;
        }
        return now;
    }
}
