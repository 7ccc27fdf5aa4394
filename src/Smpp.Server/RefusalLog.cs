using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Counts and says which connections were turned away before their first PDU: in the log the first at once, then one line a second for each
/// cause with the number of those left out, so that a flood of connections is none of log lines. Thread-safe.
/// </summary>
internal sealed class RefusalLog(ILogger logger, Heartbeat heartbeat)
{
    // What a peer can make details of is not bounded.
    private const int MostDetails = 16;

    private readonly Cause _connections = new();
    private readonly Cause _unbound = new();
    private readonly Cause _unboundOfAddress = new();
    private readonly Cause _banned = new();
    private readonly Cause _mayNotConnect = new();
    private readonly ConcurrentDictionary<SessionEnd, Cause> _ended = new();
    private readonly ConcurrentDictionary<string, Cause> _handshakes = new();

    public void TooManyConnections(EndPoint remote, int limit)
    {
        ServerTelemetry.OnRefused(Refusal.TooManyConnections);
        if (MaySay(_connections, out int omitted))
            Log.TooManyConnections(logger, remote, limit, omitted);
    }

    public void TooManyUnbound(EndPoint remote, int limit)
    {
        ServerTelemetry.OnRefused(Refusal.TooManyUnbound);
        if (MaySay(_unbound, out int omitted))
            Log.TooManyUnbound(logger, remote, limit, omitted);
    }

    public void TooManyUnboundOfAddress(EndPoint remote, int limit)
    {
        ServerTelemetry.OnRefused(Refusal.TooManyUnboundOfAddress);
        if (MaySay(_unboundOfAddress, out int omitted))
            Log.TooManyUnboundOfAddress(logger, remote, limit, omitted);
    }

    public void Banned(EndPoint remote)
    {
        ServerTelemetry.OnRefused(Refusal.Banned);
        if (MaySay(_banned, out int omitted))
            Log.Banned(logger, remote, omitted);
    }

    public void MayNotConnect(EndPoint remote)
    {
        ServerTelemetry.OnRefused(Refusal.MayNotConnect);
        if (MaySay(_mayNotConnect, out int omitted))
            Log.MayNotConnect(logger, remote, omitted);
    }

    /// <summary>It came to an end before its first PDU.</summary>
    public void Ended(EndPoint remote, SessionEnd end)
    {
        // One that has gone by itself was not refused.
        if (end.Reason == SessionEndReason.BadLength)
            ServerTelemetry.OnRefused(Refusal.NoPdu);
        else if (end.Reason == SessionEndReason.BindTimeout)
            ServerTelemetry.OnRefused(Refusal.BindTimeout);
        if (MaySay(CauseOf(_ended, end, new SessionEnd(end.Reason)), out int omitted))
            Log.EndedBeforePdu(logger, remote, end, omitted);
    }

    public void HandshakeFailed(EndPoint remote, string reason)
    {
        ServerTelemetry.OnRefused(Refusal.HandshakeFailed);
        if (MaySay(CauseOf(_handshakes, reason, ""), out int omitted))
            Log.HandshakeFailed(logger, remote, reason, omitted);
    }

    /// <summary>A listed proxy sent no header that can be used.</summary>
    public void ProxyRefused(EndPoint proxy, string reason)
    {
        ServerTelemetry.OnRefused(Refusal.ProxyHeader);
        Log.ProxyRefused(logger, proxy, reason);
    }

    private static Cause CauseOf<T>(ConcurrentDictionary<T, Cause> causes, T detail, T beyond) where T : notnull =>
        causes.TryGetValue(detail, out var cause)
            ? cause
            : causes.GetOrAdd(causes.Count < MostDetails ? detail : beyond, static _ => new Cause());

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
