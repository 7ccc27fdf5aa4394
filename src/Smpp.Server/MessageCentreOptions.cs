using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Where a <see cref="MessageCentre"/> listens and what it takes. Settable, so that configuration can be bound to it; the message centre
/// reads it once, when it is made.
/// </summary>
public sealed class MessageCentreOptions
{
    /// <summary>A name for logs, metrics and health checks.</summary>
    public string Name { get; set; } = "smpp";

    /// <summary>The address to listen on: one of this host's, or 0.0.0.0 or :: for all.</summary>
    public string Address { get; set; } = IPAddress.Any.ToString();

    /// <summary>The port to listen on, 0..65,535; 0 takes a free one.</summary>
    public int Port { get; set; } = 2775;

    /// <summary>Our system_id, in bind responses; at most 15 characters.</summary>
    public string SystemId { get; set; } = "centre";

    /// <summary>TLS settings with the certificate, or null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>Limits and timers of each session; the properties below change single ones of them.</summary>
    public SessionOptions Session { get; set; } = SessionOptions.Default;

    /// <summary>Own requests, such as deliver_sm, that may be unanswered on each session. 1..65,536.</summary>
    public int Window
    {
        get => Session.Window;
        set => Session = Session with { Window = value };
    }

    /// <summary>Requests of an ESME that may be unanswered; further ones get ESME_RTHROTTLED. At least 1.</summary>
    public int InboundWindow
    {
        get => Session.InboundWindow;
        set => Session = Session with { InboundWindow = value };
    }

    /// <summary>The highest version to speak.</summary>
    public InterfaceVersion Version
    {
        get => Session.Version;
        set => Session = Session with { Version = value };
    }

    /// <summary>
    /// Handlers of one session that run at once, at least 1; its other requests wait their turn, at most
    /// <see cref="InboundWindow"/> of them. 1 handles each session's requests in their order.
    /// </summary>
    public int HandlersPerSession { get; set; } = 16;

    /// <summary>Connections at most; further ones are closed at once.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>Connections of one address that have not bound yet; further ones are closed at once.</summary>
    public int UnboundPerAddress { get; set; } = 50;

    /// <summary>Turns addresses away that keep being refused, for growing times; see <see cref="LoginGuard"/>.</summary>
    public bool Ban { get; set; } = true;

    /// <summary>Time that sessions have to unbind when the message centre stops.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the log goes; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What is wrong with these options, one sentence for each fault; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        void Check(bool good, string fault)
        {
            if (!good)
                faults.Add($"SMPP server '{Name}': {fault}");
        }
        Check(IPAddress.TryParse(Address, out _), $"Address is '{Address}', which is no IP address; 0.0.0.0 listens on all.");
        Check(Port is >= 0 and <= IPEndPoint.MaxPort, $"Port is {Port}; 0..{IPEndPoint.MaxPort} are possible.");
        Check(SystemId.Length <= 15, $"SystemId has {SystemId.Length} characters; 15 are possible.");
        Check(Window is > 0 and <= 65_536, $"Window is {Window}; 1..65,536 are possible.");
        Check(InboundWindow > 0, "InboundWindow must be at least 1.");
        Check(HandlersPerSession > 0, "HandlersPerSession must be at least 1.");
        Check(Connections > 0, "Connections must be at least 1.");
        Check(UnboundPerAddress > 0, "UnboundPerAddress must be at least 1.");
        Check(StopTimeout >= TimeSpan.Zero, "StopTimeout must not be negative.");
        return faults;
    }

    internal ServerOptions ToServer() => new()
    {
        EndPoint = new IPEndPoint(IPAddress.Parse(Address), Port),
        Tls = Tls,
        Session = Session,
        Connections = Connections,
        UnboundPerAddress = UnboundPerAddress,
    };
}
