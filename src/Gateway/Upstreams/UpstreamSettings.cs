using Gateway.Configuration;
using Smpp.Client;
using Smpp.Session;

namespace Gateway.Upstreams;

/// <summary>An upstream's configuration in the terms of the client library.</summary>
internal static class UpstreamSettings
{
    /// <summary>Receipts and messages a carrier may have unanswered: it paces itself, and each is answered by the next commit.</summary>
    private const int InboundWindow = 10_000;

    public static BindPoolOptions Of(UpstreamConfig config) => new()
    {
        Name = config.Name,
        EndPoint = config.Address.ToEndPoint(),
        Tls = config.Tls?.ToClientOptions(),
        SystemId = config.SystemId,
        Password = config.Password.Reveal(),
        SystemType = config.SystemType,
        Mode = config.Bind,
        Binds = config.Binds,
        ConnectTimeout = config.BindTimeout,
        ReconnectMin = config.ReconnectMin,
        ReconnectMax = config.ReconnectMax,
        Session = new SessionOptions
        {
            Window = config.Window,
            InboundWindow = InboundWindow,
            Version = config.InterfaceVersion,
            BindTimeout = config.BindTimeout,
            EnquireLink = config.EnquireLink,
            ResponseTimeout = config.ResponseTimeout,
        },
    };
}
