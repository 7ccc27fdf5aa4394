using System.Net.Security;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Where a <see cref="MessageCentre"/> listens and what it takes. Settable, so that configuration can be bound to it; the message centre
/// reads it once, when it is made.
/// </summary>
public sealed class MessageCentreOptions : SmppOptions
{
    private readonly ListenerOptions _first = new();

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
    public IList<ListenerOptions> Listeners { get; } = [];

    /// <summary>Our system_id, in bind responses; at most 15 characters.</summary>
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

    /// <summary>Connections at most, on each listener; further ones are closed at once.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>Connections of one address that have not bound yet, on each listener; further ones are closed at once.</summary>
    public int UnboundPerAddress { get; set; } = 50;

    /// <summary>Time for a PROXY header and the TLS handshake together, at most <see cref="SessionOptions.MaxDuration"/>.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Turns addresses away that keep being refused, for growing times; see <see cref="LoginGuard"/>.</summary>
    public bool Ban { get; set; } = true;

    /// <summary>
    /// Time that sessions have to unbind when the message centre stops, at most <see cref="SessionOptions.MaxDuration"/>.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override string Kind => "server";

    internal IEnumerable<ListenerOptions> AllListeners => Listeners.Prepend(_first);

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
        if (SystemId.Length > 15)
            yield return $"SystemId has {SystemId.Length} characters; 15 are possible.";
        foreach (var fault in NetworkList.Faults(nameof(Networks), Networks))
            yield return fault;
        (string Name, int Value)[] counts =
        [
            (nameof(HandlersPerSession), HandlersPerSession), (nameof(Connections), Connections),
            (nameof(UnboundPerAddress), UnboundPerAddress),
        ];
        foreach (var (name, value) in counts)
        {
            if (value < 1)
                yield return $"{name} is {value}; it must be at least 1.";
        }
        var times = SessionOptions.DurationFaults(
            (nameof(HandshakeTimeout), HandshakeTimeout, false), (nameof(StopTimeout), StopTimeout, true));
        foreach (var fault in times)
            yield return fault;
    }
}
