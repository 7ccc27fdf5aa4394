using System.Net;
using System.Net.Security;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One message centre and how to keep bound to it. Immutable; configure with <c>with</c>. No time is longer than
/// <see cref="SessionOptions.MaxDuration"/>.
/// </summary>
public sealed record BindPoolOptions : BindingOptions
{
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

    /// <summary>Gives the settings for each connection in place of <see cref="Tls"/>, such as from files that may change.</summary>
    internal Func<SslClientAuthenticationOptions>? TlsSource { get; init; }

    /// <summary>The settings for a connection that is made now.</summary>
    internal SslClientAuthenticationOptions? TlsNow => TlsSource is null ? Tls : TlsSource();

    /// <summary>
    /// Opens connections in another way than <see cref="SmppConnector"/> does, for example in memory; null for TCP, with
    /// <see cref="Tls"/> where that is set. It is given the end point and what ends the attempt.
    /// </summary>
    public Func<EndPoint, CancellationToken, ValueTask<Transport>>? Connect { get; init; }

    /// <summary>How to bind.</summary>
    public BindMode Mode { get; init; }

    /// <summary>
    /// Sessions to keep bound (pairs, in <see cref="BindMode.Pair"/>). 0..1,000; 0 for an ESME that is only called by outbind.
    /// </summary>
    public int Binds { get; init; } = 1;

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
    /// Requests a second at most, all binds together, such as an operator's contract allows; zero sets no limit. A second may have a
    /// quarter more after a pause.
    /// </summary>
    public double MaxRate { get; init; }

    /// <summary>
    /// Sends less while the message centre answers ESME_RTHROTTLED or ESME_RMSGQFUL or says that it is congested, and goes back to more
    /// by and by: see <see cref="CongestionControl"/>. False leaves that to the application.
    /// </summary>
    public bool AdaptsToCongestion { get; init; } = true;

    /// <summary>What is wrong with these options, one sentence for each fault, which names the option; empty when nothing is.</summary>
    public IEnumerable<string> Validate() => BindFaults().Concat(PoolFaults());

    /// <summary>What is wrong but for what the bind says: that is seen when it binds, which is tried again and again.</summary>
    internal IEnumerable<string> PoolFaults()
    {
        if (!Enum.IsDefined(Mode))
            yield return $"Mode is {Mode}, which is none.";
        if (Binds is < 0 or > 1_000)
            yield return $"Binds is {Binds}; 0..1,000 are possible.";
        var times = SessionOptions.DurationFaults(
            (nameof(ConnectTimeout), ConnectTimeout, false), (nameof(ReconnectMin), ReconnectMin, false),
            (nameof(ReconnectMax), ReconnectMax, true), (nameof(ReconnectRefused), ReconnectRefused, true),
            (nameof(ReturnAfter), ReturnAfter, true));
        foreach (var fault in times)
            yield return fault;
        (string Name, TimeSpan Value)[] longest = [(nameof(ReconnectMax), ReconnectMax), (nameof(ReconnectRefused), ReconnectRefused)];
        foreach (var (name, value) in longest)
        {
            if (value >= TimeSpan.Zero && value < ReconnectMin)
                yield return $"{name} is {value}; it must not be shorter than ReconnectMin, {ReconnectMin}.";
        }
        if (MaxRate < 0 || !double.IsFinite(MaxRate))
            yield return $"MaxRate is {MaxRate}; it must not be negative.";
    }
}
