using System.Net;
using System.Net.Security;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>One message centre and how to keep bound to it. Immutable; configure with <c>with</c>.</summary>
public sealed record BindPoolOptions
{
    /// <summary>A name for logs.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens: an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>
    /// Its other hosts, tried in their order when the one before cannot be connected to or does not bind; after the last, and after
    /// a session that lasted, comes <see cref="EndPoint"/> again.
    /// </summary>
    public IReadOnlyList<EndPoint> Alternates { get; init; } = [];

    /// <summary>
    /// How long a bind stays with an alternate host before it unbinds to try <see cref="EndPoint"/> again; zero = as long as it lasts.
    /// </summary>
    public TimeSpan ReturnAfter { get; init; }

    /// <summary>The local address, and port unless 0, to connect from; null leaves both to the system.</summary>
    public IPEndPoint? LocalEndPoint { get; init; }

    /// <summary>
    /// TLS settings, or null for plain TCP. The certificate is verified unless a callback in them says otherwise; without a
    /// TargetHost it must bear the name of the host that was connected to.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// Opens connections in another way than <see cref="SmppConnector"/> does, for example in memory; null for TCP, with
    /// <see cref="Tls"/> where that is set. It is given the end point and what ends the attempt.
    /// </summary>
    public Func<EndPoint, CancellationToken, ValueTask<Transport>>? Connect { get; init; }

    /// <summary>Our system_id there.</summary>
    public required string SystemId { get; init; }

    /// <summary>Our password there.</summary>
    public required string Password { get; init; }

    /// <summary>system_type</summary>
    public string SystemType { get; init; } = "";

    /// <summary>address_range: which addresses we serve, as the message centre understands it (v3.4 §5.2.7); for receivers.</summary>
    public string AddressRange { get; init; } = "";

    /// <summary>How to bind.</summary>
    public BindMode Mode { get; init; }

    /// <summary>Sessions to keep bound (pairs, in <see cref="BindMode.Pair"/>). 1..1,000.</summary>
    public int Binds { get; init; } = 1;

    /// <summary>Limits and timers of each session.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;

    /// <summary>Time for connecting, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait before binding again; doubles, with full jitter.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before binding again.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest wait before binding again after the message centre has refused the credentials; waits begin at 30 times
    /// <see cref="ReconnectMin"/> then.
    /// </summary>
    public TimeSpan ReconnectRefused { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Requests in a row that a bind may leave unanswered, though it answers enquire_link, before it is unbound and bound anew; 0 = any
    /// number.
    /// </summary>
    public int MostUnanswered { get; init; } = 10;
}
