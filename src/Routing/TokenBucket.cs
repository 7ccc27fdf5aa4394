namespace Routing;

/// <summary>
/// A rate limit in segments a second with a burst. The clock is an argument: timestamps of one monotonic source, at
/// <c>frequency</c> ticks a second (<see cref="TimeProvider.GetTimestamp"/> and <see cref="TimeProvider.TimestampFrequency"/>).
/// </summary>
/// <remarks>
/// Thread-safe; the lock is held for a few instructions. The level is counted in integers of one tick's worth, so nothing is lost to
/// rounding however often it is asked. The parts of a message are taken together: a request above the burst is admitted when the bucket
/// is full and leaves it in debt, so that no request waits for ever and the rate still holds. Parts that come one by one are taken
/// together too: the first pays ahead for the others, into a purse that all messages share, so that nothing is remembered of any one.
/// </remarks>
public sealed class TokenBucket
{
    /// <summary>The greatest rate and burst.</summary>
    public const int MaxRate = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly long _frequency;
    private readonly long _rate;
    private readonly long _capacity;
    private readonly int _mostPaidAhead;
    private long _level;
    private int _paidAhead;
    private long _last;

    /// <summary>A full bucket.</summary>
    /// <param name="rate">Segments a second, up to <see cref="MaxRate"/>; 0 = unlimited.</param>
    /// <param name="burst">Segments that may go at once after a pause; 0 = one second's worth.</param>
    /// <param name="frequency">Ticks of the clock in a second, up to 10⁹.</param>
    /// <param name="now">The time now, in ticks.</param>
    public TokenBucket(int rate, int burst, long frequency, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, MaxRate);
        ArgumentOutOfRangeException.ThrowIfNegative(burst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, MaxRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(frequency, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frequency, 1_000_000_000);
        _rate = rate;
        _frequency = frequency;
        int most = burst == 0 ? Math.Max(1, rate) : burst;
        _capacity = most * frequency;
        _mostPaidAhead = Math.Max(most, byte.MaxValue);
        _level = _capacity;
        _last = now;
    }

    public bool IsUnlimited => _rate == 0;

    /// <summary>Takes the tokens of all <paramref name="segments"/> or of none.</summary>
    public bool TryTake(int segments, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segments);
        if (_rate == 0)
            return true;
        lock (_gate)
            return Take(segments, now);
    }

    /// <summary>
    /// Takes for one part of a message whose parts come one by one. The first takes the tokens of all of them or of none, and what it
    /// has paid ahead admits the others, whatever else has taken in between and in whatever order they come. Others whose message has
    /// paid nothing, because they came before the first or after its refusal, take what is paid ahead of another's, or a token.
    /// </summary>
    /// <remarks>
    /// What is paid ahead for parts that never come stays for others, and is bounded by the burst or 255, whichever is more: so much
    /// may go at once after a pause beside the burst. Where that is reached the first part pays for no more than there is room for, so
    /// that no token is lost, and as many of the later parts take their own.
    /// </remarks>
    /// <param name="number">The part, 1..<paramref name="total"/>.</param>
    /// <param name="total">All parts of the message.</param>
    /// <param name="now">The time now, in ticks.</param>
    public bool TryTakePart(byte number, byte total, long now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, total);
        if (_rate == 0)
            return true;
        lock (_gate)
        {
            if (number > 1 && _paidAhead > 0)
            {
                _paidAhead--;
                return true;
            }
            int ahead = number == 1 ? Math.Min(total - 1, _mostPaidAhead - _paidAhead) : 0;
            if (!Take(1 + ahead, now))
                return false;
            _paidAhead += ahead;
            return true;
        }
    }

    /// <summary>
    /// The earliest time at which <see cref="TryTake"/> succeeds if nobody else takes; <paramref name="now"/> when it would at once.
    /// </summary>
    public long NextAt(int segments, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segments);
        if (_rate == 0)
            return now;
        lock (_gate)
        {
            Refill(now);
            var missing = Math.Min(segments * _frequency, _capacity) - _level;
            // A thread that read the clock before another refilled the bucket counts from that refill.
            return missing <= 0 ? now : unchecked(_last + TicksFor(missing));
        }
    }

    private bool Take(int segments, long now)
    {
        Refill(now);
        var cost = segments * _frequency;
        if (_level < Math.Min(cost, _capacity))
            return false;
        _level -= cost;
        return true;
    }

    private void Refill(long now)
    {
        // Unchecked: a clock that wraps around still gives the difference. A thread may come with an older time than the last: no refill.
        var elapsed = unchecked(now - _last);
        if (elapsed <= 0)
            return;
        _last = now;
        _level = elapsed >= TicksFor(_capacity - _level) ? _capacity : _level + elapsed * _rate;
    }

    private long TicksFor(long amount) => (amount + _rate - 1) / _rate;
}
