using System.Net;
using Routing;
using Smpp.Protocol;
using Smpp.Server;

namespace Gateway.Configuration;

/// <summary><c>[[account]]</c>: a customer that may bind to us.</summary>
public sealed record AccountConfig
{
    public required string SystemId { get; init; }

    /// <summary>Null where the certificate is enough.</summary>
    public required PasswordVerifier? Password { get; init; }

    /// <summary>The client certificate that its connections must show; null asks for none.</summary>
    public CertificateRule? Certificate { get; init; }

    /// <summary>Sessions at once.</summary>
    public int Binds { get; init; } = 4;

    /// <summary>The answer to a bind beyond them.</summary>
    public CommandStatus TooManyBinds { get; init; } = CommandStatus.BindFailed;

    /// <summary>Time in which the most silent session must answer when a bind comes beyond them, or be replaced; zero = never.</summary>
    public TimeSpan Takeover { get; init; }

    /// <summary>Where we connect and send outbind while something waits and no receiver is bound; null = nowhere.</summary>
    public HostAddress? Outbind { get; init; }

    /// <summary>The password in it, by which the customer knows us.</summary>
    public Secret? OutbindPassword { get; init; }

    /// <summary>How we connect there; null for plain TCP.</summary>
    public ConnectTls? OutbindTls { get; init; }

    /// <summary>Whether a receiver gets only what its address_range contains.</summary>
    public bool AddressRange { get; init; } = true;

    public bool Transmitter { get; init; } = true;

    public bool Receiver { get; init; } = true;

    public bool Transceiver { get; init; } = true;

    /// <summary>Networks it may connect from; empty = any.</summary>
    public ConfigList<IPNetwork> Addresses { get; init; }

    /// <summary>Source addresses it may send from.</summary>
    public SenderRules Sources { get; init; } = SenderRules.Any;

    /// <summary>Unanswered requests that we take from one of its sessions.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Unanswered deliver_sm that we send to one of its sessions.</summary>
    public int DeliverWindow { get; init; } = 100;

    /// <summary>Segments a second, all sessions together; 0 = unlimited.</summary>
    public int Rate { get; init; }

    /// <summary>Segments that may come at once; 0 = one second's worth.</summary>
    public int Burst { get; init; }

    /// <summary>Messages and deliveries of it that may be alive; 0 = three quarters of what the store may hold.</summary>
    public int Pending { get; init; }

    /// <summary>How long a message may take that does not say.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(48);

    /// <summary>What a message may ask for at most; one that asks for more gets this.</summary>
    public TimeSpan LongestValidity { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether it may ask for receipts.</summary>
    public bool Receipts { get; init; } = true;

    /// <summary>How what it sends is read.</summary>
    public Strictness Rules { get; init; }

    /// <summary>Which TLVs of vendors it gets with messages from carriers.</summary>
    public UnknownTlvs UnknownTlvs { get; init; } = UnknownTlvs.All;

    /// <summary>Its distribution lists.</summary>
    public ConfigList<DistributionList> Lists { get; init; }

    /// <summary>Silence after which we send enquire_link; zero = never.</summary>
    public TimeSpan EnquireLink { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time without a transaction after which we unbind a session (inactivity_timer, v3.4 §7.2); zero = never.</summary>
    public TimeSpan Inactivity { get; init; }

    /// <summary>How long a deliver_sm waits for its response.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>deliver_sm in a row without an answer after which a session is unbound; 0 = any number.</summary>
    public int MostUnanswered { get; init; } = 10;

    public SourceLocation Location { get; init; }
}

/// <summary>How PDUs are read.</summary>
public enum Strictness
{
    /// <summary>Whatever can be understood is taken.</summary>
    Tolerant,

    /// <summary>What departs from the specification is refused.</summary>
    Strict,
}
