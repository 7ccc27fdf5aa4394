using System.Net;
using System.Net.Security;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Where an ESME waits for a message centre that calls it by outbind (v3.4 §2.2.1), and how it then binds. Immutable. No time is
/// longer than <see cref="SessionOptions.MaxDuration"/>.
/// </summary>
public sealed record OutbindListenerOptions : BindingOptions
{
    /// <summary>Where to listen; port 0 takes any that is free.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>TLS settings with the certificate to show, or null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Addresses that message centres may call from; none = any.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>The system_id that the message centre's outbind must bear.</summary>
    public required string CentreSystemId { get; init; }

    /// <summary>The password that the message centre's outbind must bear; empty when it sends none.</summary>
    public required string CentrePassword { get; init; }

    /// <summary>Time from a connection to its outbind, TLS included, after which it is closed (v5.0 §2.7).</summary>
    public TimeSpan OutbindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections at once, with an outbind or still without; further ones are closed at once. At least 1.</summary>
    public int Connections { get; init; } = 100;

    /// <summary>True binds as transceiver, so that it can submit too; the specification asks for a receiver.</summary>
    public bool AsTransceiver { get; init; }

    /// <summary>What is wrong with these options, one sentence for each fault, which names the option; empty when nothing is.</summary>
    public IEnumerable<string> Validate() => BindFaults().Concat(ListenFaults());

    internal IEnumerable<string> ListenFaults()
    {
        if (CentreSystemId.Length == 0 && CentrePassword.Length == 0)
            yield return "CentreSystemId and CentrePassword are missing: anybody could call.";
        foreach (var fault in SessionOptions.DurationFaults((nameof(OutbindTimeout), OutbindTimeout, false)))
            yield return fault;
        if (Connections < 1)
            yield return $"Connections is {Connections}; it must be at least 1.";
    }
}
