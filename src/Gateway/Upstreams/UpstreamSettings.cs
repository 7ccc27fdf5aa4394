using System.Net;
using Gateway.Configuration;
using Smpp.Client;
using Smpp.Session;

namespace Gateway.Upstreams;

/// <summary>An upstream's configuration in the terms of the client library.</summary>
internal static class UpstreamSettings
{
    /// <summary>Receipts and messages a carrier may have unanswered: it paces itself, and each is answered by the next commit.</summary>
    private const int InboundWindow = 10_000;

    /// <summary>With 30 s of silence before it, a dead carrier is found within 40 s.</summary>
    private static readonly TimeSpan EnquireLinkTimeout = TimeSpan.FromSeconds(9);

    public static BindPoolOptions Of(UpstreamConfig config) => new()
    {
        Name = config.Name,
        EndPoint = config.Binds == 0 ? new IPEndPoint(IPAddress.None, 0) : config.Address.ToEndPoint(),
        Alternates = [.. config.Alternates.Select(address => address.ToEndPoint())],
        ReturnAfter = config.ReturnAfter,
        LocalEndPoint = config.LocalAddress is { } local ? new IPEndPoint(local, 0) : null,
        Tls = config.Tls?.ToClientOptions(),
        SystemId = config.SystemId,
        Password = config.Password.Reveal(),
        SystemType = config.SystemType,
        AddressRange = config.AddressRange,
        Mode = config.Bind,
        Binds = config.Binds,
        ConnectTimeout = config.BindTimeout,
        ReconnectMin = config.ReconnectMin,
        ReconnectMax = config.ReconnectMax,
        ReconnectRefused = config.ReconnectRefused,
        Session = SessionOf(config),
    };

    /// <summary>Where and how its carrier calls.</summary>
    public static OutbindListenerOptions Of(UpstreamConfig config, OutbindConfig outbind) => new()
    {
        Name = config.Name,
        EndPoint = outbind.Listen,
        CentreSystemId = outbind.SystemId,
        CentrePassword = outbind.Password?.Reveal() ?? "",
        Addresses = [.. outbind.Addresses],
        Tls = outbind.Tls?.ToServerOptions(),
        OutbindTimeout = config.BindTimeout,
        SystemId = config.SystemId,
        Password = config.Password.Reveal(),
        SystemType = config.SystemType,
        AddressRange = config.AddressRange,
        Session = SessionOf(config),
    };

    private static SessionOptions SessionOf(UpstreamConfig config) => new()
    {
        Window = config.Window,
        InboundWindow = InboundWindow,
        Version = config.InterfaceVersion,
        UnnamedVersion = config.UnnamedVersion,
        BindTimeout = config.BindTimeout,
        EnquireLink = config.EnquireLink,
        EnquireLinkTimeout = EnquireLinkTimeout,
        Inactivity = config.Inactivity,
        ResponseTimeout = config.ResponseTimeout,
        MostUnanswered = config.MostUnanswered,
    };
}
