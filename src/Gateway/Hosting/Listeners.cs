using System.Net.Sockets;
using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Hosting;

/// <summary>The addresses that customers connect to, one server each; bind decisions and bans are common to all.</summary>
internal sealed class Listeners(AccountAuthorizer authorizer, LoginGuard? guard, Heartbeat heartbeat, ILogger logger)
{
    private readonly List<(ListenConfig Config, SmppServer Server, ListenerTls? Tls)> _all = [];

    public IEnumerable<SmppServer> Servers => _all.Select(listener => listener.Server);

    /// <summary>Opens one more.</summary>
    /// <exception cref="GatewayStartException">The address cannot be listened on.</exception>
    public void Add(ListenConfig listen, LimitsConfig limits)
    {
        var tls = listen.Tls is null ? null : new ListenerTls(listen.Tls, heartbeat.Time, logger);
        var options = new ServerOptions
        {
            EndPoint = listen.Address,
            TlsSource = tls is null ? null : tls.Current,
            Proxies = [.. listen.Proxies],
            Connections = limits.Connections,
            UnboundPerAddress = limits.UnboundPerAddress,
            Session = SessionOptions.Default with { BindTimeout = limits.BindTimeout },
        };
        var server = new SmppServer(options, authorizer, heartbeat, logger, guard);
        try
        {
            server.Start();
        }
        catch (SocketException e)
        {
            throw new GatewayStartException(
                $"cannot listen on {listen.Address}: {e.Message}; choose another address in [[listen]] or with --listen", e);
        }
        _all.Add((listen, server, tls));
    }

    /// <summary>Takes over the TLS settings of a reload for the addresses that are open; what else changed needs a restart.</summary>
    public void Configure(IReadOnlyCollection<ListenConfig> configured)
    {
        foreach (var (config, _, tls) in _all)
        {
            if (tls is not null && configured.FirstOrDefault(other => other.Address.Equals(config.Address))?.Tls is { } changed)
                tls.Configure(changed);
        }
    }

    public async Task CloseAsync()
    {
        foreach (var server in Servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _all.Clear();
    }
}
