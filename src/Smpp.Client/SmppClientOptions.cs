using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One message centre and how a <see cref="SmppClient"/> uses it. Settable, so that configuration can be bound to it; the client reads it
/// once, when it is made. No time is longer than <see cref="SessionOptions.MaxDuration"/>.
/// </summary>
public sealed class SmppClientOptions : SmppOptions
{
    /// <summary>The port that many message centres listen on.</summary>
    public const int DefaultPort = 2775;

    // Holds what the pool's options have too, so that there is one default and one rule for each; its end points are made of the texts.
    private BindPoolOptions _pool = new() { EndPoint = new IPEndPoint(IPAddress.None, DefaultPort) };

    /// <summary>
    /// The message centre's name or address, with its port where that is not <see cref="Port"/>, such as <c>smsc.example</c>,
    /// <c>smsc.example:2776</c> or <c>[2001:db8::1]:2776</c>; required, unless <see cref="Binds"/> is 0.
    /// </summary>
    public string Host { get; set; } = "";

    /// <summary>The port of the hosts that name none, 1..65,535.</summary>
    public int Port { get; set; } = DefaultPort;

    /// <summary>
    /// Its other hosts, with their ports where those differ from <see cref="Port"/>, such as <c>smsc2.example:2776</c>: tried in their
    /// order when the one before cannot be connected to or does not bind; after the last, and after a session that lasted, comes
    /// <see cref="Host"/> again.
    /// </summary>
    public IReadOnlyList<string> AlternateHosts { get; set; } = [];

    /// <summary>
    /// How long a bind stays with an alternate host before it unbinds to try <see cref="Host"/> again; zero = as long as it lasts.
    /// </summary>
    public TimeSpan ReturnAfter { get => _pool.ReturnAfter; set => _pool = _pool with { ReturnAfter = value }; }

    /// <summary>
    /// The local address to connect from, with a port where that matters, such as <c>192.0.2.7</c> or <c>192.0.2.7:40000</c>; empty leaves
    /// both to the system.
    /// </summary>
    public string LocalAddress { get; set; } = "";

    /// <inheritdoc cref="BindingOptions.SystemId"/>
    public string SystemId { get => _pool.SystemId; set => _pool = _pool with { SystemId = value }; }

    /// <inheritdoc cref="BindingOptions.Password"/>
    public string Password { get => _pool.Password; set => _pool = _pool with { Password = value }; }

    /// <inheritdoc cref="BindingOptions.SystemType"/>
    public string SystemType { get => _pool.SystemType; set => _pool = _pool with { SystemType = value }; }

    /// <inheritdoc cref="BindingOptions.AddressRange"/>
    public string AddressRange { get => _pool.AddressRange; set => _pool = _pool with { AddressRange = value }; }

    /// <inheritdoc cref="BindPoolOptions.Mode"/>
    public BindMode Mode { get => _pool.Mode; set => _pool = _pool with { Mode = value }; }

    /// <summary>
    /// Sessions to keep bound (pairs, in <see cref="BindMode.Pair"/>). 0..1,000; 0 only with <see cref="Outbind"/>.
    /// </summary>
    public int Binds { get => _pool.Binds; set => _pool = _pool with { Binds = value }; }

    /// <summary>
    /// Waits for the message centre to call by outbind (v3.4 §2.2.1), besides the own <see cref="Binds"/>: where, and by what it is known.
    /// What the bind says, its name and its session's limits are this client's; null does not listen.
    /// </summary>
    public OutbindListenerOptions? Outbind { get; set; }

    /// <summary>Connect with TLS.</summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// TLS settings, or null for the platform's checks; without effect unless <see cref="UseTls"/>. Without a TargetHost the certificate
    /// must bear the name of the host that was connected to.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// A file with the certificate, in PEM, that the message centre is shown (mutual TLS), those between it and its root behind it; empty
    /// shows none. When it or one of the other two changes, connections from then on go by the new ones. Without effect unless
    /// <see cref="UseTls"/>.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The file with the certificate's key in PEM.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// A file with the authorities, in PEM, of which the message centre must show a certificate; empty for those that the platform trusts.
    /// Without effect unless <see cref="UseTls"/>.
    /// </summary>
    public string AuthoritiesFile { get; set; } = "";

    /// <inheritdoc cref="BindPoolOptions.ConnectTimeout"/>
    public TimeSpan ConnectTimeout { get => _pool.ConnectTimeout; set => _pool = _pool with { ConnectTimeout = value }; }

    /// <inheritdoc cref="BindPoolOptions.ReconnectMin"/>
    public TimeSpan ReconnectMin { get => _pool.ReconnectMin; set => _pool = _pool with { ReconnectMin = value }; }

    /// <inheritdoc cref="BindPoolOptions.ReconnectMax"/>
    public TimeSpan ReconnectMax { get => _pool.ReconnectMax; set => _pool = _pool with { ReconnectMax = value }; }

    /// <inheritdoc cref="BindPoolOptions.ReconnectRefused"/>
    public TimeSpan ReconnectRefused { get => _pool.ReconnectRefused; set => _pool = _pool with { ReconnectRefused = value }; }

    /// <inheritdoc cref="BindPoolOptions.MaxRate"/>
    public double MaxRate { get => _pool.MaxRate; set => _pool = _pool with { MaxRate = value }; }

    /// <inheritdoc cref="BindPoolOptions.AdaptsToCongestion"/>
    public bool AdaptsToCongestion { get => _pool.AdaptsToCongestion; set => _pool = _pool with { AdaptsToCongestion = value }; }

    /// <summary>Time a request waits for a session to be bound, while none is, before it fails unsent; zero does not wait.</summary>
    public TimeSpan BindWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which receipts texts ask for. Who asks for any must take them: see <see cref="SmppClient.Receipts"/>.</summary>
    public RegisteredDelivery RegisteredDelivery { get; set; }

    /// <summary>
    /// Texts in several parts say in more_messages_to_send (v3.4 §5.3.2.34) that others follow, in all parts but the last, for message
    /// centres of v3.4 and later that want to be told.
    /// </summary>
    public bool MoreMessagesToSend { get; set; }

    /// <summary>How texts are encoded and cut, unless the call says it.</summary>
    public TextOptions Text { get; set; } = new();

    /// <summary>
    /// Receipts, and as many messages, that wait to be read or handled; at least 1. What comes beyond is answered ESME_RX_T_APPN, so that
    /// the message centre keeps it and tries again.
    /// </summary>
    public int InboxCapacity { get; set; } = 10_000;

    /// <summary>
    /// Handlers (<see cref="SmppClient.OnMessage"/>, <see cref="SmppClient.OnReceipt"/>) that run at once, of each kind; the rest waits.
    /// At least 1; 1 handles everything in the order in which it came.
    /// </summary>
    public int HandlersAtOnce { get; set; } = 16;

    /// <summary>
    /// Time from a PDU's arrival to its answer, waiting for its turn included: when its handler has not ended by then it is answered
    /// ESME_RX_T_APPN, so that the message centre tries again instead of giving the session up. Shorter than its response timer.
    /// </summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Message ids remembered to find the message of a receipt; beyond, the oldest are forgotten. At least 1.</summary>
    public int AwaitedReceipts { get; set; } = 100_000;

    /// <summary>Time in which all parts of an inbound message must come; what there is of it is then given incomplete.</summary>
    public TimeSpan ReassemblyTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Opens connections in another way than over TCP, for example in memory; null for TCP.</summary>
    public Func<EndPoint, CancellationToken, ValueTask<Transport>>? Connect { get; set; }

    /// <inheritdoc/>
    protected override string Kind => "client";

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        if (Binds > 0 && string.IsNullOrWhiteSpace(Host))
            yield return "Host is missing: the name or address of the message centre.";
        else if (Binds > 0 && HostName.Read(Host, DefaultPort) is null)
            yield return $"Host is '{Host}', which is no host, such as smsc.example or 192.0.2.1:2775.";
        if (Binds == 0 && Outbind is null)
            yield return "Binds is 0 and Outbind is not set: nothing would ever be bound.";
        if (Port is < 1 or > IPEndPoint.MaxPort)
            yield return $"Port is {Port}; 1..{IPEndPoint.MaxPort} are possible.";
        foreach (var host in AlternateHosts)
        {
            if (HostName.Read(host, DefaultPort) is null)
                yield return $"AlternateHosts has '{host}', which is no host, such as smsc2.example or 192.0.2.1:2775.";
        }
        if (LocalAddress.Length > 0 && !IPEndPoint.TryParse(LocalAddress, out _))
            yield return $"LocalAddress is '{LocalAddress}', which is no address, such as 192.0.2.7 or 192.0.2.7:40000.";
        foreach (var fault in TlsFaults())
            yield return fault;
        foreach (var fault in _pool.Validate())
            yield return fault;
        foreach (var fault in Outbind?.ListenFaults() ?? [])
            yield return $"Outbind: {fault}";
        (string Name, int Value)[] counts =
            [(nameof(InboxCapacity), InboxCapacity), (nameof(HandlersAtOnce), HandlersAtOnce), (nameof(AwaitedReceipts), AwaitedReceipts)];
        foreach (var (name, value) in counts)
        {
            if (value < 1)
                yield return $"{name} is {value}; it must be at least 1.";
        }
        var times = SessionOptions.DurationFaults(
            (nameof(BindWait), BindWait, true), (nameof(HandlerTimeout), HandlerTimeout, false),
            (nameof(ReassemblyTimeout), ReassemblyTimeout, false));
        foreach (var fault in times)
            yield return fault;
    }

    private IEnumerable<string> TlsFaults()
    {
        (string Name, string Path)[] files =
            [(nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile), (nameof(AuthoritiesFile), AuthoritiesFile)];
        foreach (var (name, path) in files)
        {
            if (path.Length > 0 && Tls is not null)
                yield return $"Tls and {name} are set; only one can be.";
            if (path.Length > 0 && !File.Exists(path))
                yield return $"{name} is '{path}', where there is no file.";
        }
        if (CertificateFile.Length > 0 != KeyFile.Length > 0)
            yield return "CertificateFile and KeyFile belong together; only one is set.";
    }

    internal SmppClientOptions Copy() => (SmppClientOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">A file for TLS cannot be used.</exception>
    internal BindPoolOptions ToPool(ILogger logger) => _pool with
    {
        Name = Name,
        EndPoint = Binds == 0 ? _pool.EndPoint : HostOf(Host),
        Alternates = [.. AlternateHosts.Select(HostOf)],
        LocalEndPoint = LocalAddress.Length == 0 ? null : IPEndPoint.Parse(LocalAddress),
        Tls = UseTls ? Tls ?? new SslClientAuthenticationOptions() : null,
        TlsSource = UseTls && CertificateFile.Length + AuthoritiesFile.Length > 0 ? new PemTls(this, logger).Current : null,
        Connect = Connect,
        Session = Session,
    };

    internal OutbindListenerOptions? ToOutbind() => Outbind is null ? null : Outbind with
    {
        Name = Name,
        SystemId = SystemId,
        Password = Password,
        SystemType = SystemType,
        AddressRange = AddressRange,
        Session = Session,
    };

    private EndPoint HostOf(string host) => HostName.Read(host, Port)!;
}
