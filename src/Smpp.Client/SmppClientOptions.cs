using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One message centre and how a <see cref="SmppClient"/> uses it. Settable, so that configuration can be bound to it; the client reads it
/// once, when it is made.
/// </summary>
public sealed class SmppClientOptions
{
    /// <summary>The port that many message centres listen on.</summary>
    public const int DefaultPort = 2775;

    /// <summary>A name for logs, metrics and health checks.</summary>
    public string Name { get; set; } = "smpp";

    /// <summary>The message centre's name or address; required.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port, 1..65,535.</summary>
    public int Port { get; set; } = DefaultPort;

    /// <summary>Our system_id there, at most 15 characters.</summary>
    public string SystemId { get; set; } = "";

    /// <summary>Our password there; the specification has 8 characters at most, many operators issue more.</summary>
    public string Password { get; set; } = "";

    /// <summary>system_type, at most 12 characters; most message centres want none.</summary>
    public string SystemType { get; set; } = "";

    /// <summary>How to bind.</summary>
    public BindMode Mode { get; set; }

    /// <summary>Sessions to keep bound (pairs, in <see cref="BindMode.Pair"/>). 1..1,000.</summary>
    public int Binds { get; set; } = 1;

    /// <summary>Connect with TLS.</summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// TLS settings, or null for the platform's checks of a certificate for <see cref="Host"/>; without effect unless <see cref="UseTls"/>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>Limits and timers of each session; the properties below change single ones of them.</summary>
    public SessionOptions Session { get; set; } = SessionOptions.Default;

    /// <summary>Requests that may be unanswered on each session. 1..65,536; the carrier says how many it takes.</summary>
    public int Window
    {
        get => Session.Window;
        set => Session = Session with { Window = value };
    }

    /// <summary>The highest version to speak.</summary>
    public InterfaceVersion Version
    {
        get => Session.Version;
        set => Session = Session with { Version = value };
    }

    /// <summary>Silence after which an enquire_link is sent; zero turns it off.</summary>
    public TimeSpan EnquireLink
    {
        get => Session.EnquireLink;
        set => Session = Session with { EnquireLink = value };
    }

    /// <summary>Time a request waits for its response once it is sent; its outcome is unknown after that.</summary>
    public TimeSpan ResponseTimeout
    {
        get => Session.ResponseTimeout;
        set => Session = Session with { ResponseTimeout = value };
    }

    /// <summary>Time for connecting, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait before binding again; doubles, with full jitter.</summary>
    public TimeSpan ReconnectMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before binding again.</summary>
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time a request waits for a session to be bound, while none is, before it fails unsent; zero does not wait.</summary>
    public TimeSpan BindWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which receipts texts ask for. Who asks for any must read <see cref="SmppClient.Receipts"/>.</summary>
    public RegisteredDelivery RegisteredDelivery { get; set; }

    /// <summary>How texts are encoded and cut, unless the call says it.</summary>
    public TextOptions Text { get; set; } = TextOptions.Default;

    /// <summary>
    /// Receipts, and as many messages, that wait to be read; at least 1. What comes beyond is answered ESME_RX_T_APPN, so that the
    /// message centre keeps it and tries again.
    /// </summary>
    public int InboxCapacity { get; set; } = 10_000;

    /// <summary>Message ids remembered to find the message of a receipt; beyond, the oldest are forgotten. At least 1.</summary>
    public int AwaitedReceipts { get; set; } = 100_000;

    /// <summary>Time in which all parts of an inbound message must come; what there is of it is then given incomplete.</summary>
    public TimeSpan ReassemblyTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the log goes; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Opens connections in another way than over TCP, for example in memory; null for TCP.</summary>
    public Func<EndPoint, CancellationToken, ValueTask<Transport>>? Connect { get; set; }

    /// <summary>What is wrong with these options, one sentence for each fault; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        void Check(bool good, string fault)
        {
            if (!good)
                faults.Add($"SMPP client '{Name}': {fault}");
        }
        // A bind itself knows what its fields hold.
        void CheckField(string name, Func<Bind> bind)
        {
            try
            {
                bind();
            }
            catch (ArgumentException e)
            {
                Check(false, $"{name} cannot be sent: {e.Message}");
            }
        }
        Check(!string.IsNullOrWhiteSpace(Host), "Host is missing: the name or address of the message centre.");
        Check(Port is > 0 and <= IPEndPoint.MaxPort, $"Port is {Port}; 1..{IPEndPoint.MaxPort} are possible.");
        Check(SystemId.Length > 0, "SystemId is missing.");
        CheckField(nameof(SystemId), () => new Bind(CommandId.BindTransceiver) { SystemId = SystemId });
        CheckField(nameof(Password), () => new Bind(CommandId.BindTransceiver) { Password = Password });
        CheckField(nameof(SystemType), () => new Bind(CommandId.BindTransceiver) { SystemType = SystemType });
        Check(Enum.IsDefined(Mode), $"Mode is {Mode}, which is none.");
        Check(Binds is > 0 and <= 1_000, $"Binds is {Binds}; 1..1,000 are possible.");
        Check(Window is > 0 and <= 65_536, $"Window is {Window}; 1..65,536 are possible.");
        Check(ConnectTimeout > TimeSpan.Zero, "ConnectTimeout must be longer than zero.");
        Check(ReconnectMin > TimeSpan.Zero, "ReconnectMin must be longer than zero.");
        Check(ReconnectMax >= ReconnectMin, "ReconnectMax must not be shorter than ReconnectMin.");
        Check(BindWait >= TimeSpan.Zero, "BindWait must not be negative.");
        Check(InboxCapacity > 0, "InboxCapacity must be at least 1.");
        Check(AwaitedReceipts > 0, "AwaitedReceipts must be at least 1.");
        Check(ReassemblyTimeout > TimeSpan.Zero, "ReassemblyTimeout must be longer than zero.");
        return faults;
    }

    internal BindPoolOptions ToPool(Func<EndPoint, CancellationToken, ValueTask<Transport>> connect) => new()
    {
        Name = Name,
        EndPoint = IPAddress.TryParse(Host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port),
        Connect = connect,
        SystemId = SystemId,
        Password = Password,
        SystemType = SystemType,
        Mode = Mode,
        Binds = Binds,
        Session = Session,
        ConnectTimeout = ConnectTimeout,
        ReconnectMin = ReconnectMin,
        ReconnectMax = ReconnectMax,
    };

    internal SslClientAuthenticationOptions? EffectiveTls =>
        UseTls ? Tls ?? new SslClientAuthenticationOptions { TargetHost = Host } : null;
}
