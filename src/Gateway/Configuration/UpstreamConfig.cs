using System.Net;
using Routing;
using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary><c>[[upstream]]</c>: a carrier that we bind to.</summary>
public sealed record UpstreamConfig
{
    public required string Name { get; init; }

    public required HostAddress Address { get; init; }

    /// <summary>Its other hosts, tried in their order while <see cref="Address"/> does not bind.</summary>
    public ConfigList<HostAddress> Alternates { get; init; }

    /// <summary>How long a bind stays with an alternate host before it tries <see cref="Address"/> again; zero = while it lasts.</summary>
    public TimeSpan ReturnAfter { get; init; }

    /// <summary>The address of this machine to connect from; null = the system's choice.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Null for plain TCP.</summary>
    public ConnectTls? Tls { get; init; }

    public required string SystemId { get; init; }

    public required Secret Password { get; init; }

    public string SystemType { get; init; } = "";

    public string AddressRange { get; init; } = "";

    public BindMode Bind { get; init; } = BindMode.Transceiver;

    /// <summary>Where the carrier calls us by outbind; null = it does not.</summary>
    public OutbindConfig? Outbind { get; init; }

    /// <summary>Sessions to keep bound; pairs of them for <see cref="BindMode.Pair"/>. 0 only with <see cref="Outbind"/>.</summary>
    public int Binds { get; init; } = 1;

    public InterfaceVersion InterfaceVersion { get; init; } = InterfaceVersion.V34;

    /// <summary>What it counts as when its answer to a bind names no version: 3.3, which takes no TLVs, or 3.4.</summary>
    public InterfaceVersion UnnamedVersion { get; init; } = InterfaceVersion.V34;

    /// <summary>Unanswered submits on one bind.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Segments a second, all binds together; 0 = unlimited.</summary>
    public int Rate { get; init; }

    /// <summary>Segments that may go at once; 0 = one second's worth.</summary>
    public int Burst { get; init; }

    /// <summary>Unanswered submits to one destination, all binds together; 0 = as many as the windows hold.</summary>
    public int PerDestination { get; init; }

    /// <summary>Messages that may wait for it.</summary>
    public int Queue { get; init; } = 1_000_000;

    /// <summary>How the ids in its receipts relate to those in its responses.</summary>
    public ReceiptIdForm ReceiptId { get; init; } = ReceiptIdForm.Auto;

    /// <summary>Parts of a long message but the last bear more_messages_to_send.</summary>
    public bool MoreMessages { get; init; }

    /// <summary>Which TLVs of vendors its submits bear.</summary>
    public UnknownTlvs UnknownTlvs { get; init; } = UnknownTlvs.All;

    /// <summary>Its deliver_sm are answered with a message_id of ours instead of an empty one.</summary>
    public bool FillMessageId { get; init; }

    /// <summary>When a message that it refused for now is offered to it again.</summary>
    public RetryTimetable Retry { get; init; } = new();

    /// <summary>Silence after which we send enquire_link; zero = never.</summary>
    public TimeSpan EnquireLink { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time without a transaction after which a bind is made anew (inactivity_timer, v3.4 §7.2); zero = never.</summary>
    public TimeSpan Inactivity { get; init; }

    /// <summary>How long a submit waits for its response before its outcome counts as unknown.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for connecting and binding.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait before binding again after the credentials were refused.</summary>
    public TimeSpan ReconnectRefused { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Submits in a row without an answer after which a bind is made anew; 0 = any number.</summary>
    public int MostUnanswered { get; init; } = 10;

    public SourceLocation Location { get; init; }
}
