using System.Net;
using System.Net.Sockets;
using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Hosting;

/// <summary>The addresses that customers connect to, one server each; bind decisions and bans are common to all.</summary>
internal sealed class Listeners(AccountAuthorizer authorizer, LoginGuard? guard, Heartbeat heartbeat, ILogger logger)
{
    private static readonly TimeSpan UnbindLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private volatile Listener[] _open = [];
    private volatile SmppServer[] _leaving = [];

    /// <summary>All servers that have sessions: those that accept more, and those whose address a reload has removed.</summary>
    public IEnumerable<SmppServer> Servers => _open.Select(listener => listener.Server).Concat(_leaving);

    /// <summary>The addresses that are listened on.</summary>
    public IEnumerable<IPEndPoint> EndPoints => _open.Select(listener => listener.Server.EndPoint);

    /// <summary>Opens all addresses.</summary>
    /// <exception cref="GatewayStartException">One cannot be listened on.</exception>
    public void Open(IEnumerable<ListenConfig> configured, LimitsConfig limits)
    {
        foreach (var listen in configured)
        {
            var listener = New(listen, limits);
            try
            {
                listener.Server.Start();
            }
            catch (SocketException e)
            {
                throw new GatewayStartException(
                    $"cannot listen on {listen.Address}: {e.Message}; choose another address in [[listen]] or with --listen", e);
            }
            _open = [.. _open, listener];
        }
    }

    /// <summary>
    /// Follows a reload: opens what is new, changes what stays, and closes what is gone, whose sessions are unbound. When an address cannot
    /// be listened on it says so, and everything is as it was.
    /// </summary>
    public async Task<ConfigError?> ChangeAsync(IReadOnlyList<ListenConfig> configured, LimitsConfig limits)
    {
        var gone = _open.ToList();
        var staying = new List<(Listener Listener, ListenConfig Config)>();
        var added = new List<ListenConfig>();
        foreach (var listen in configured)
        {
            if (gone.Find(listener => listener.Config.Address.Equals(listen.Address)) is { } same && gone.Remove(same))
                staying.Add((same, listen));
            else
                added.Add(listen);
        }
        // A port that one address leaves to another, such as 127.0.0.1 to 0.0.0.0, is free only when it is closed.
        var yielding = gone.Where(listener => added.Exists(listen => listen.Address.Port == listener.Server.EndPoint.Port)).ToList();
        foreach (var listener in yielding)
            await listener.Server.StopAcceptingAsync().ConfigureAwait(false);
        var opened = new List<Listener>();
        foreach (var listen in added)
        {
            var listener = New(listen, limits);
            try
            {
                listener.Server.Start();
                opened.Add(listener);
            }
            catch (SocketException e)
            {
                foreach (var other in opened)
                    await other.Server.DisposeAsync().ConfigureAwait(false);
                Reopen(yielding, limits);
                return new ConfigError(
                    listen.Location.At("address").File, listen.Location.At("address").Line,
                    $"cannot listen on {listen.Address}: {e.Message}");
            }
        }
        foreach (var (listener, config) in staying)
            listener.Configure(config);
        _open = [.. staying.Select(one => one.Listener), .. opened];
        foreach (var listener in gone)
        {
            Log.ListenerClosed(logger, listener.Server.EndPoint);
            _ = LeaveAsync(listener.Server, unbinds: true);
        }
        foreach (var listener in opened)
            Log.ListenerOpened(logger, listener.Server.EndPoint);
        return null;
    }

    public async Task CloseAsync()
    {
        foreach (var server in Servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _open = [];
    }

    private Listener New(ListenConfig listen, LimitsConfig limits) => new(listen, limits, authorizer, guard, heartbeat, logger);

    /// <summary>Opens again what has made room in vain. The sessions stay, each with the server that has accepted it.</summary>
    private void Reopen(List<Listener> closed, LimitsConfig limits)
    {
        foreach (var listener in closed)
        {
            var again = New(listener.Config, limits);
            try
            {
                again.Server.Start();
            }
            catch (SocketException e)
            {
                Log.ListenerLost(logger, listener.Config.Address, e.Message);
            }
            _open = [.. _open.Select(open => open == listener ? again : open)];
            _ = LeaveAsync(listener.Server, unbinds: false);
        }
    }

    /// <summary>Keeps a server that accepts no more in sight until its sessions have ended.</summary>
    private async Task LeaveAsync(SmppServer server, bool unbinds)
    {
        lock (_gate)
            _leaving = [.. _leaving, server];
        try
        {
            if (unbinds)
                await server.StopAsync(UnbindLimit).ConfigureAwait(false);
            foreach (var session in server.Sessions)
                await session.Completion.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _leaving = [.. _leaving.Where(other => other != server)];
        }
    }
}
