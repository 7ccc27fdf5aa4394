using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging;
using Smpp.Client;
using Smpp.Session;

namespace Gateway.Hosting;

/// <summary>
/// Where carriers call us by outbind (v3.4 §2.2.1): we bind as a receiver on the connection that they opened, and receipts and messages
/// come over it as over any other bind of that upstream.
/// </summary>
internal sealed class CarrierCalls(Heartbeat heartbeat, ILogger logger)
{
    private readonly ConcurrentDictionary<UpstreamState, OutbindListener> _listeners = new();

    /// <summary>What of a new configuration cannot be listened on: what is open here already can.</summary>
    public IEnumerable<ConfigError> Check(IEnumerable<UpstreamConfig> upstreams)
    {
        foreach (var upstream in upstreams)
        {
            if (upstream.Outbind is not { } outbind || _listeners.Keys.Any(open => outbind.Listen.Equals(open.Config.Outbind?.Listen)))
                continue;
            SocketException? fault = null;
            try
            {
                using var probe = new Socket(outbind.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(outbind.Listen);
            }
            catch (SocketException e)
            {
                fault = e;
            }
            if (fault is not null)
            {
                var location = upstream.Location.At("outbind.listen");
                yield return new ConfigError(location.File, location.Line, $"cannot listen on {outbind.Listen}: {fault.Message}");
            }
        }
    }

    /// <summary>Begins to listen for an upstream, where it calls and is not listened for yet.</summary>
    /// <exception cref="GatewayStartException">The address cannot be listened on.</exception>
    public void Open(UpstreamState upstream)
    {
        if (upstream.Config.Outbind is not { } outbind || _listeners.ContainsKey(upstream))
            return;
        var listener = new OutbindListener(UpstreamSettings.Of(upstream.Config, outbind), upstream, heartbeat, logger);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new GatewayStartException(
                $"cannot listen on {outbind.Listen} for outbinds of {upstream.Name}: {e.Message}; choose another address", e);
        }
        _listeners[upstream] = listener;
    }

    /// <summary>
    /// Follows a reload: begins to listen for the upstreams of now, and stops for those that are gone. Only what listens on a port that
    /// they leave waits for their unbinds.
    /// </summary>
    public async Task FollowAsync(IReadOnlyCollection<UpstreamState> gone, IReadOnlyCollection<UpstreamState> now)
    {
        var ports = gone.Select(upstream => upstream.Config.Outbind?.Listen.Port).ToHashSet();
        var closing = Task.WhenAll(gone.Select(CloseAsync));
        foreach (var upstream in now.Where(upstream => !ports.Contains(upstream.Config.Outbind?.Listen.Port)))
            TryOpen(upstream);
        await closing.ConfigureAwait(false);
        foreach (var upstream in now)
            TryOpen(upstream);
    }

    /// <summary>The same after a start, where nothing else stops for it.</summary>
    private void TryOpen(UpstreamState upstream)
    {
        try
        {
            Open(upstream);
        }
        catch (GatewayStartException e)
        {
            Log.NotCallable(logger, e.Message);
        }
    }

    /// <summary>The address at which an upstream may call, once it is open.</summary>
    public IPEndPoint? EndPointOf(UpstreamState upstream) => _listeners.GetValueOrDefault(upstream)?.EndPoint;

    /// <summary>The sessions that an upstream's calls have opened.</summary>
    public IEnumerable<SmppSession> SessionsOf(UpstreamState upstream) => _listeners.GetValueOrDefault(upstream)?.Sessions ?? [];

    /// <summary>Stops listening for an upstream and unbinds what it has opened.</summary>
    public async Task CloseAsync(UpstreamState upstream)
    {
        if (_listeners.TryRemove(upstream, out var listener))
            await listener.DisposeAsync().ConfigureAwait(false);
    }

    public Task CloseAsync() => Task.WhenAll(_listeners.Keys.Select(CloseAsync));
}
