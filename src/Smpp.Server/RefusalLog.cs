using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Says which connections were turned away before their first PDU: the first at once, then one line a second for each
/// cause with the number of those left out, so that a flood of connections is none of log lines. Thread-safe.
/// </summary>
internal sealed class RefusalLog(ILogger logger, Heartbeat heartbeat)
{
    // What a peer can make details of is not bounded.
    private const int MostEnds = 16;

    private readonly Cause _connections = new();
    private readonly Cause _unbound = new();
    private readonly Cause _banned = new();
    private readonly Cause _mayNotConnect = new();
    private readonly ConcurrentDictionary<SessionEnd, Cause> _ended = new();

    public void TooManyConnections(EndPoint remote, int limit)
    {
        if (MaySay(_connections, out int omitted))
            Log.TooManyConnections(logger, remote, limit, omitted);
    }

    public void TooManyUnbound(EndPoint remote, int limit)
    {
        if (MaySay(_unbound, out int omitted))
            Log.TooManyUnbound(logger, remote, limit, omitted);
    }

    public void Banned(EndPoint remote)
    {
        if (MaySay(_banned, out int omitted))
            Log.Banned(logger, remote, omitted);
    }

    public void MayNotConnect(EndPoint remote)
    {
        if (MaySay(_mayNotConnect, out int omitted))
            Log.MayNotConnect(logger, remote, omitted);
    }

    /// <summary>It came to an end before its first PDU.</summary>
    public void Ended(EndPoint remote, SessionEnd end)
    {
        if (!_ended.TryGetValue(end, out var cause))
            cause = _ended.GetOrAdd(_ended.Count < MostEnds ? end : new SessionEnd(end.Reason), static _ => new Cause());
        if (MaySay(cause, out int omitted))
            Log.EndedBeforePdu(logger, remote, end, omitted);
    }

    private bool MaySay(Cause cause, out int omitted)
    {
        omitted = 0;
        lock (cause)
        {
            long now = heartbeat.Now;
            if (cause.HasSaid && now - cause.SaidAt < heartbeat.Ticks(TimeSpan.FromSeconds(1)))
            {
                cause.Omitted++;
                return false;
            }
            cause.HasSaid = true;
            cause.SaidAt = now;
            (omitted, cause.Omitted) = (cause.Omitted, 0);
            return true;
        }
    }

    private sealed class Cause
    {
        public bool HasSaid;
        public long SaidAt;
        public int Omitted;
    }
}
