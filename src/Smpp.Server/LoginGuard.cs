using System.Collections.Concurrent;
using System.Net;

namespace Smpp.Server;

/// <summary>
/// Growing bans for addresses that keep presenting wrong passwords: nothing for the first few failures, then 5 s, doubling
/// to 10 minutes. A successful bind clears the address, and an address with a bound session is never banned, so that one
/// misconfigured application behind a shared address does not lock its neighbours out.
/// </summary>
public sealed class LoginGuard
{
    /// <summary>Failures that go unpunished.</summary>
    public const int FreeFailures = 10;

    private const int MostAddresses = 100_000;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<IPAddress, Record> _records = new();

    /// <summary>Starts with no bans.</summary>
    public LoginGuard(TimeProvider time) => _time = time;

    /// <summary>True while connections of <paramref name="address"/> are turned away.</summary>
    public bool IsBanned(IPAddress address)
    {
        if (!_records.TryGetValue(address, out var record))
            return false;
        lock (record)
            return record.Bound == 0 && record.Failures > FreeFailures && _time.GetElapsedTime(record.Since) < record.Ban;
    }

    /// <summary>Counts a refused bind.</summary>
    public void OnFailure(IPAddress address)
    {
        if (_records.Count >= MostAddresses)
            Forget();
        var record = _records.GetOrAdd(address, static _ => new Record());
        lock (record)
        {
            record.Failures++;
            record.Since = _time.GetTimestamp();
            if (record.Failures > FreeFailures)
                record.Ban = record.Ban == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(record.Ban.Ticks * 2, Longest.Ticks));
        }
    }

    /// <summary>A bind of <paramref name="address"/> was accepted.</summary>
    public void OnBound(IPAddress address)
    {
        var record = _records.GetOrAdd(address, static _ => new Record());
        lock (record)
        {
            record.Bound++;
            record.Failures = 0;
            record.Ban = TimeSpan.Zero;
        }
    }

    /// <summary>A session of <paramref name="address"/> that was bound has ended.</summary>
    public void OnUnbound(IPAddress address)
    {
        if (!_records.TryGetValue(address, out var record))
            return;
        lock (record)
        {
            if (--record.Bound == 0 && record.Failures == 0)
                _records.TryRemove(address, out _);
        }
    }

    /// <summary>An attacker with many addresses must not grow this without bound: records whose ban is over go.</summary>
    private void Forget()
    {
        foreach (var (address, record) in _records)
        {
            lock (record)
            {
                if (record.Bound == 0 && _time.GetElapsedTime(record.Since) >= record.Ban)
                    _records.TryRemove(address, out _);
            }
        }
    }

    private sealed class Record
    {
        public int Failures;
        public int Bound;
        public long Since;
        public TimeSpan Ban;
    }
}
