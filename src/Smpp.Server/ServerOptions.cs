using System.Net;
using System.Net.Security;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>One listener and the limits on what it accepts. Immutable; configure with <c>with</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>
    /// TLS settings with the server's certificate, or null for plain TCP. Versions below 1.2 are not spoken, whatever they say.
    /// </summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// Asked at each handshake, in place of <see cref="Tls"/>, so that a certificate can be replaced while sessions go on; null
    /// when it never is. Where it gives null the connection is plain, so that TLS can come and go too. Must be thread-safe and quick.
    /// </summary>
    public Func<SslServerAuthenticationOptions?>? TlsSource { get; init; }

    /// <summary>
    /// Proxies, by their addresses: each of their connections must begin with a PROXY header of version 2, and the address in it is
    /// the peer's for limits, allow-lists, bans and logs.
    /// </summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>
    /// Asked for each connection, in place of <see cref="Proxies"/>, so that the list can be replaced while sessions go on; null when it
    /// never is. Must be thread-safe and quick.
    /// </summary>
    public Func<IReadOnlyList<IPNetwork>>? ProxiesSource { get; init; }

    /// <summary>Networks that may connect; what comes from elsewhere is closed at once. None allows any.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Limits and timers of sessions until their bind decision brings the account's own.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;

    /// <summary>Connections at most, 1 or more; further ones are closed at once.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>
    /// Connections of one address that have not bound yet, 1 or more; further ones are closed at once. The IPv6 addresses of one /64 count
    /// as one.
    /// </summary>
    public int UnboundPerAddress { get; init; } = 50;

    /// <summary>
    /// Connections of all addresses that have not bound yet, 1 or more; further ones are closed at once. Null, the default, is half of
    /// <see cref="Connections"/>, but no less than <see cref="UnboundPerAddress"/>.
    /// </summary>
    public int? Unbound { get; init; }

    /// <summary>
    /// Connections accepted a second while a flood of such that do not bind lasts, or 0 to accept whatever comes. As many more are accepted
    /// at once, and one more for each that binds, so that customers who all come back at once are not held up. Further ones wait in the
    /// kernel, which has room for 4,096 at most and lets those beyond it try again.
    /// </summary>
    public int AcceptRate { get; init; } = 5_000;

    /// <summary>
    /// Time for a PROXY header and the TLS handshake together, longer than zero and at most <see cref="SessionOptions.MaxDuration"/>. They
    /// have no more than the <see cref="SessionOptions.BindTimeout"/> of <see cref="Session"/>, which runs since the accept.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><see cref="Unbound"/>, or its default.</summary>
    internal int UnboundLimit => Unbound ?? Math.Max(Connections / 2, UnboundPerAddress);

    /// <summary>What a handshake may take: the bind timer runs meanwhile.</summary>
    internal TimeSpan HandshakeLimit => HandshakeTimeout < Session.BindTimeout ? HandshakeTimeout : Session.BindTimeout;

    /// <summary>The TLS settings of the next handshake, or null for plain TCP.</summary>
    internal SslServerAuthenticationOptions? TlsNow => TlsSource is null ? Tls : TlsSource();

    /// <summary>The proxies of the next connection.</summary>
    internal IReadOnlyList<IPNetwork> ProxiesNow => ProxiesSource is null ? Proxies : ProxiesSource();

    /// <summary>
    /// What is wrong with these options, one sentence for each fault, which names the option; empty when nothing is. Of
    /// <see cref="Session"/> its own <see cref="SessionOptions.Validate"/> tells.
    /// </summary>
    public IEnumerable<string> Validate()
    {
        if (Connections < 1)
            yield return $"Connections is {Connections}; it must be at least 1.";
        if (UnboundPerAddress < 1)
            yield return $"UnboundPerAddress is {UnboundPerAddress}; it must be at least 1.";
        if (Unbound < 1)
            yield return $"Unbound is {Unbound}; it must be at least 1.";
        if (AcceptRate < 0)
            yield return $"AcceptRate is {AcceptRate}; it must be at least 0.";
        foreach (var fault in SessionOptions.DurationFaults((nameof(HandshakeTimeout), HandshakeTimeout, false)))
            yield return fault;
    }
}
