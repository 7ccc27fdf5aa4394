using System.Net;
using System.Net.Security;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>One listener and the limits on what it accepts. Immutable; configure with <c>with</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>TLS settings with the server's certificate, or null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Limits and timers of sessions until their bind decision brings the account's own.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;

    /// <summary>Connections at most; further ones are closed at once.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Connections of one address that have not bound yet; further ones are closed at once.</summary>
    public int UnboundPerAddress { get; init; } = 50;

    /// <summary>Time for a TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
