using System.Net;

namespace Smpp.Server;

/// <summary>
/// Growing bans for addresses that keep presenting wrong passwords: nothing for the first few failures, then 5 s, doubling
/// to 10 minutes, or to one minute for those that keep speaking another protocol. A successful bind clears the address, as does an hour
/// without a failure, and an address with a bound session is never banned, so that one misconfigured application behind a shared address
/// does not lock its neighbours out.
/// </summary>
/// <remarks>The IPv6 addresses of one /64 count as one, since a host may use any of them. Thread-safe.</remarks>
public sealed class LoginGuard
{
    /// <summary>Failures that go unpunished.</summary>
    public const int FreeFailures = 10;

    internal const int MostAddresses = 100_000;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestOfAliens = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgiven = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Record> _records = [];
    private long _lastForgot;

    /// <summary>Starts with no bans.</summary>
    public LoginGuard(TimeProvider time) => _time = time;

    /// <summary>Addresses remembered now.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _records.Count;
        }
    }

    /// <summary>True while connections of <paramref name="address"/> are turned away.</summary>
    public bool IsBanned(IPAddress address)
    {
        address = PeerAddress.Counted(address);
        lock (_gate)
            return _records.TryGetValue(address, out var record) && record.Bound == 0 && _time.GetElapsedTime(record.Since) < record.Ban;
    }

    /// <summary>Counts a refused bind.</summary>
    public void OnFailure(IPAddress address)
    {
        address = PeerAddress.Counted(address);
        bool banned;
        lock (_gate)
            banned = Punish(address, Longest);
        if (banned)
            ServerTelemetry.OnBan();
    }

    /// <summary>Counts a connection that began with something else than a PDU, unless its address has a bound session.</summary>
    public void OnAlien(IPAddress address)
    {
        address = PeerAddress.Counted(address);
        bool banned;
        lock (_gate)
            banned = (!_records.TryGetValue(address, out var record) || record.Bound == 0) && Punish(address, LongestOfAliens);
        if (banned)
            ServerTelemetry.OnBan();
    }

    /// <summary>A bind of <paramref name="address"/> was accepted.</summary>
    public void OnBound(IPAddress address)
    {
        address = PeerAddress.Counted(address);
        lock (_gate)
        {
            if (!_records.TryGetValue(address, out var record))
                _records[address] = record = new Record();
            record.Bound++;
            record.Failures = 0;
            record.Ban = TimeSpan.Zero;
        }
    }

    /// <summary>A session of <paramref name="address"/> that was bound has ended.</summary>
    public void OnUnbound(IPAddress address)
    {
        address = PeerAddress.Counted(address);
        lock (_gate)
        {
            if (_records.TryGetValue(address, out var record) && --record.Bound == 0 && record.Failures == 0)
                _records.Remove(address);
        }
    }

    /// <summary>True when that bans the address; not while it has a bound session.</summary>
    private bool Punish(IPAddress address, TimeSpan longest)
    {
        if (!_records.TryGetValue(address, out var record))
        {
            if (_records.Count >= MostAddresses && !TryForget())
                return false;
            _records[address] = record = new Record();
        }
        long now = _time.GetTimestamp();
        if (record.Failures > 0 && _time.GetElapsedTime(record.Since, now) >= Forgiven)
            (record.Failures, record.Ban) = (0, TimeSpan.Zero);
        record.Since = now;
        if (++record.Failures <= FreeFailures)
            return false;
        var next = TimeSpan.FromTicks(Math.Clamp(record.Ban.Ticks * 2, First.Ticks, longest.Ticks));
        // One that is banned for passwords gets off no sooner for speaking another protocol.
        record.Ban = next > record.Ban ? next : record.Ban;
        return record.Bound == 0;
    }

    /// <summary>
    /// An attacker with many addresses must not grow this without bound: records whose ban is over go. The walk over all of them
    /// is not repeated for every failure while none is over; addresses that find no room meanwhile are not counted.
    /// </summary>
    private bool TryForget()
    {
        long now = _time.GetTimestamp();
        if (_lastForgot != 0 && _time.GetElapsedTime(_lastForgot, now) < First)
            return false;
        _lastForgot = now;
        foreach (var (address, record) in _records)
        {
            if (record.Bound == 0 && _time.GetElapsedTime(record.Since, now) >= record.Ban)
                _records.Remove(address);
        }
        return _records.Count < MostAddresses;
    }

    private sealed class Record
    {
        public int Failures;
        public int Bound;
        public long Since;
        public TimeSpan Ban;
    }
}
