using System.Net;
using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Hosting;

/// <summary>
/// One address that customers connect to. A reload changes what it asks of connections to come, and leaves its port and sessions alone.
/// </summary>
internal sealed class Listener
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile IReadOnlyList<IPNetwork> _proxies;
    private volatile ListenerTls? _tls;

    public Listener(
        ListenConfig config, LimitsConfig limits, AccountAuthorizer authorizer, LoginGuard? guard, Heartbeat heartbeat, ILogger logger)
    {
        _time = heartbeat.Time;
        _logger = logger;
        _proxies = [.. config.Proxies];
        _tls = config.Tls is null ? null : new ListenerTls(config.Tls, _time, logger);
        Config = config;
        var options = new ServerOptions
        {
            EndPoint = config.Address,
            TlsSource = () => _tls?.Current(),
            ProxiesSource = () => _proxies,
            Connections = limits.Connections,
            UnboundPerAddress = limits.UnboundPerAddress,
            Unbound = limits.Unbound == 0 ? null : limits.Unbound,
            AcceptRate = limits.AcceptRate,
            Session = SessionOptions.Default with { BindTimeout = limits.BindTimeout },
        };
        Server = new SmppServer(options, authorizer, heartbeat, logger, guard);
    }

    public ListenConfig Config { get; private set; }

    public SmppServer Server { get; }

    /// <summary>Takes over what a reload says about this address.</summary>
    public void Configure(ListenConfig config)
    {
        if (config.Tls is null)
            _tls = null;
        else if (_tls is { } tls)
            tls.Configure(config.Tls);
        else
            _tls = new ListenerTls(config.Tls, _time, _logger);
        _proxies = [.. config.Proxies];
        Config = config;
    }
}
