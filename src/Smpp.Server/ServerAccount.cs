using System.Net;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Who may bind, and how. Immutable. While an account is at fault nobody binds to it: binds are refused with ESME_RSYSERR, and the end of
/// their sessions names the faults.
/// </summary>
public sealed record ServerAccount
{
    /// <summary>The account's system_id.</summary>
    public required string SystemId { get; init; }

    /// <summary>Its password; null for an account whose <see cref="Certificate"/> is enough.</summary>
    public required IPasswordVerifier? Password { get; init; }

    /// <summary>The client certificate that its connections must show, besides its password if it has one; null asks for none.</summary>
    public CertificateRule? Certificate { get; init; }

    /// <summary>Sessions that may be bound at once.</summary>
    public int Binds { get; init; } = 4;

    /// <summary>The answer to a bind beyond <see cref="Binds"/>: ESME_RBINDFAIL or ESME_RALYBND.</summary>
    public CommandStatus TooManyBinds { get; init; } = CommandStatus.BindFailed;

    /// <summary>
    /// Time in which the most silent session must answer an enquire_link when a bind comes beyond <see cref="Binds"/>, or lose its
    /// place to it, at most <see cref="SessionOptions.MaxDuration"/>. Zero: no session is ever replaced.
    /// </summary>
    public TimeSpan Takeover { get; init; }

    /// <summary>True to take address_range of a receiver's bind for the destinations it serves; false to overlook it.</summary>
    public bool ObeysAddressRange { get; init; } = true;

    /// <summary>May bind as transmitter.</summary>
    public bool Transmitter { get; init; } = true;

    /// <summary>May bind as receiver.</summary>
    public bool Receiver { get; init; } = true;

    /// <summary>May bind as transceiver.</summary>
    public bool Transceiver { get; init; } = true;

    /// <summary>Networks it may connect from; empty allows any.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Limits and timers of its sessions; null keeps the listener's.</summary>
    public SessionOptions? Session { get; init; }

    /// <summary>
    /// What is wrong with the account, one sentence for each fault, which names the option; empty when nothing is. Those of
    /// <see cref="Session"/> are among them.
    /// </summary>
    public IEnumerable<string> Validate() =>
        SessionOptions.DurationFaults((nameof(Takeover), Takeover, true)).Concat(Session?.Validate() ?? []);

    /// <summary>True when this kind of bind is allowed.</summary>
    public bool Allows(CommandId bind) => bind switch
    {
        CommandId.BindTransmitter => Transmitter,
        CommandId.BindReceiver => Receiver,
        CommandId.BindTransceiver => Transceiver,
        _ => false,
    };

    /// <summary>True when <paramref name="address"/> may bind.</summary>
    public bool Allows(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Networks.Count == 0 || NetworkList.Contains(Networks, address);
    }
}
