using System.Net;
using System.Net.Security;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Where a <see cref="MessageCentre"/> listens and what it takes. Settable, so that configuration can be bound to it; the message centre
/// reads it once, when it is made.
/// </summary>
public sealed class MessageCentreOptions : SmppOptions
{
    private ListenerOptions _first = new();

    // Holds what the options of each listener's server have too, so that there is one default and one rule for each.
    private ServerOptions _limits = new() { EndPoint = new IPEndPoint(IPAddress.None, 0) };

    /// <inheritdoc cref="ListenerOptions.Address"/>
    public string Address { get => _first.Address; set => _first.Address = value; }

    /// <inheritdoc cref="ListenerOptions.Port"/>
    public int Port { get => _first.Port; set => _first.Port = value; }

    /// <inheritdoc cref="ListenerOptions.Tls"/>
    public SslServerAuthenticationOptions? Tls { get => _first.Tls; set => _first.Tls = value; }

    /// <inheritdoc cref="ListenerOptions.CertificateFile"/>
    public string CertificateFile { get => _first.CertificateFile; set => _first.CertificateFile = value; }

    /// <inheritdoc cref="ListenerOptions.KeyFile"/>
    public string KeyFile { get => _first.KeyFile; set => _first.KeyFile = value; }

    /// <inheritdoc cref="ListenerOptions.ClientAuthoritiesFile"/>
    public string ClientAuthoritiesFile { get => _first.ClientAuthoritiesFile; set => _first.ClientAuthoritiesFile = value; }

    /// <inheritdoc cref="ListenerOptions.Proxies"/>
    public IReadOnlyList<string> Proxies { get => _first.Proxies; set => _first.Proxies = value; }

    /// <summary>Listened on besides <see cref="Address"/> and <see cref="Port"/>, such as one with TLS next to one without.</summary>
    public IList<ListenerOptions> Listeners { get; private set; } = [];

    /// <summary>Our system_id, in bind responses: at most 15 characters of Latin-1, none of them NUL.</summary>
    public string SystemId { get; set; } = "centre";

    /// <summary>
    /// Networks, such as <c>10.0.0.0/8</c>, and addresses that may connect; what comes from elsewhere is closed at once. Empty allows any.
    /// </summary>
    public IReadOnlyList<string> Networks { get; set; } = [];

    /// <summary>
    /// Handlers of one session that run at once, at least 1; its other requests wait their turn, at most
    /// <see cref="SmppOptions.InboundWindow"/> of them. 1 handles each session's requests in their order.
    /// </summary>
    public int HandlersPerSession { get; set; } = 16;

    /// <summary>Connections at most, 1 or more, on each listener; further ones are closed at once.</summary>
    public int Connections { get => _limits.Connections; set => _limits = _limits with { Connections = value }; }

    /// <summary>
    /// Connections of one address that have not bound yet, 1 or more, on each listener; further ones are closed at once. The IPv6 addresses
    /// of one /64 count as one.
    /// </summary>
    public int UnboundPerAddress
    {
        get => _limits.UnboundPerAddress;
        set => _limits = _limits with { UnboundPerAddress = value };
    }

    /// <summary>
    /// Connections of all addresses that have not bound yet, 1 or more, on each listener; further ones are closed at once. Null, the
    /// default, is half of <see cref="Connections"/>, but no less than <see cref="UnboundPerAddress"/>.
    /// </summary>
    public int? Unbound { get => _limits.Unbound; set => _limits = _limits with { Unbound = value }; }

    /// <summary>
    /// Connections accepted a second on each listener while a flood of such that do not bind lasts, or 0 to accept whatever comes; see
    /// <see cref="ServerOptions.AcceptRate"/>.
    /// </summary>
    public int AcceptRate { get => _limits.AcceptRate; set => _limits = _limits with { AcceptRate = value }; }

    /// <inheritdoc cref="ServerOptions.HandshakeTimeout"/>
    public TimeSpan HandshakeTimeout
    {
        get => _limits.HandshakeTimeout;
        set => _limits = _limits with { HandshakeTimeout = value };
    }

    /// <summary>
    /// True for <see cref="DecodeRules.Strict"/> as the sessions' <see cref="SessionOptions.Rules"/>: what departs from the specification
    /// is refused, such as a TLV that it knows of a wrong length (ESME_RINVTLVLEN) or with a value that it reserves (ESME_RINVTLVVAL), and
    /// a password of more than 8 characters. False, the default, takes whatever can be understood. The <see cref="ServerAccount.Session"/>
    /// of an account has rules of its own.
    /// </summary>
    public bool Strict
    {
        get => Session.Rules == DecodeRules.Strict;
        set => Session = Session with { Rules = value ? DecodeRules.Strict : Strict ? null : Session.Rules };
    }

    /// <summary>Turns addresses away that keep being refused, for growing times; see <see cref="LoginGuard"/>.</summary>
    public bool Ban { get; set; } = true;

    /// <summary>
    /// Time that sessions have to unbind when the message centre stops, at most <see cref="SessionOptions.MaxDuration"/>.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override string Kind => "server";

    internal IEnumerable<ListenerOptions> AllListeners => Listeners.Prepend(_first);

    /// <summary>What is alike for all listeners.</summary>
    internal ServerOptions Limits => _limits;

    /// <summary>These options as they are now, whatever their owner does with them later.</summary>
    internal MessageCentreOptions Copy()
    {
        var copy = (MessageCentreOptions)MemberwiseClone();
        copy._first = _first.Copy();
        copy.Listeners = [.. Listeners.Select(listener => listener.Copy())];
        copy.Networks = [.. Networks];
        return copy;
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in _first.Faults())
            yield return fault;
        for (int i = 0; i < Listeners.Count; i++)
        {
            foreach (var fault in Listeners[i].Faults())
                yield return $"Listeners[{i}]: {fault}";
        }
        if (SystemIdFault() is { } unsent)
            yield return $"SystemId cannot be sent: {unsent}";
        foreach (var fault in NetworkList.Faults(nameof(Networks), Networks))
            yield return fault;
        if (HandlersPerSession < 1)
            yield return $"HandlersPerSession is {HandlersPerSession}; it must be at least 1.";
        foreach (var fault in _limits.Validate())
            yield return fault;
        foreach (var fault in SessionOptions.DurationFaults((nameof(StopTimeout), StopTimeout, true)))
            yield return fault;
    }

    /// <summary>A response itself knows what its field holds.</summary>
    private string? SystemIdFault()
    {
        try
        {
            _ = new BindResp(CommandId.BindTransceiverResp) { SystemId = SystemId };
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
