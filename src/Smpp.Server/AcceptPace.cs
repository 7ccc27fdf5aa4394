using System.Net;
using Microsoft.Extensions.Logging;

namespace Smpp.Server;

/// <summary>
/// Keeps a flood of connections that never bind from slowing the sessions that are bound: even to accept and close one costs the processor,
/// so fewer are accepted, and the others wait in the kernel. Each connection takes a token, of which there are at most as many as are
/// refilled in a second, and gives it back once it is bound: customers that all come back at once and bind are not held up. A flood begins
/// when there is no token left, and is over when none is missing. Thread-safe.
/// </summary>
/// <param name="perSecond">Tokens a second, or 0 to accept whatever comes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of floods.</param>
internal sealed class AcceptPace(int perSecond, TimeProvider time, ILogger logger)
{
    // To wait for each token by itself would cost more than to accept: whoever comes meanwhile is accepted in one go.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();

    // A token is as much as there are of the clock's ticks in a second: then a tick refills as much as there are tokens a second, and
    // nothing is rounded.
    private readonly long _token = time.TimestampFrequency;
    private readonly long _full = perSecond * time.TimestampFrequency;
    private long _left = perSecond * time.TimestampFrequency;
    private long _refilledAt = time.GetTimestamp();
    private long _floodedAt;
    private bool _isFlood;

    /// <summary>Waits until one more connection may be accepted, at most until <paramref name="stop"/>. Blocks.</summary>
    /// <param name="listener">Whom the log names.</param>
    /// <param name="stop">Gives up.</param>
    public void Await(EndPoint listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !TryTake(listener))
            // Does not throw when the delay is given up.
            Task.WaitAny([Task.Delay(Pause, time, stop)], CancellationToken.None);
    }

    /// <summary>True when one more connection may be accepted, which has its token then.</summary>
    /// <param name="listener">Whom the log names.</param>
    public bool TryTake(EndPoint listener)
    {
        if (perSecond == 0)
            return true;
        lock (_gate)
        {
            long now = time.GetTimestamp();
            Refill(now);
            if (_left >= _token)
            {
                _left -= _token;
                return true;
            }
            if (_isFlood)
                return false;
            _isFlood = true;
            _floodedAt = now;
        }
        ServerTelemetry.Flooded();
        Log.FloodBegins(logger, listener, perSecond);
        return false;
    }

    /// <summary>A connection that was accepted is bound: to be called once for each.</summary>
    public void OnBound()
    {
        lock (_gate)
            _left = Math.Min(_full, _left + _token);
    }

    /// <summary>To be called a few times a second.</summary>
    /// <param name="listener">Whom the log names.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void OnTime(EndPoint listener, long now)
    {
        TimeSpan lasted;
        lock (_gate)
        {
            if (!_isFlood)
                return;
            Refill(now);
            if (_left < _full)
                return;
            _isFlood = false;
            lasted = time.GetElapsedTime(_floodedAt, now);
        }
        Log.FloodEnds(logger, listener, lasted);
    }

    private void Refill(long now)
    {
        // The heartbeat's moment may be a little older than what the acceptor has seen.
        long elapsed = Math.Clamp(now - _refilledAt, 0, _token);
        _refilledAt = Math.Max(_refilledAt, now);
        _left = Math.Min(_full, _left + (elapsed * perSecond));
    }
}
