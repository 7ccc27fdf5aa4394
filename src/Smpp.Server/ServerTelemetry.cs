using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>The meter and the activity source <c>Smpp.Server</c>. Nothing is measured while nobody listens.</summary>
internal static class ServerTelemetry
{
    private const string Name = "Smpp.Server";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "smpp.server.handler.duration", "s", "Time a handler took, by command and by whether it threw.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    private static readonly Counter<long> Floods =
        Meter.CreateCounter<long>("smpp.server.floods", "{flood}", "Floods of connections that do not bind, when they begin.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "smpp.server.connections.refused", "{connection}", "Connections turned away before their first PDU, by reason.");

    private static readonly Counter<long> Binds = Meter.CreateCounter<long>(
        "smpp.server.binds", "{bind}", "Binds decided about, by command and by the status that answers them.");

    private static readonly Counter<long> Bans = Meter.CreateCounter<long>(
        "smpp.server.bans", "{ban}", "Bans of addresses: each failure that begins or lengthens one.");

    private static readonly ConditionalWeakTable<SmppServer, object?> Servers = [];

    static ServerTelemetry() => Meter.CreateObservableUpDownCounter(
        "smpp.server.connections.open", Connections, "{connection}", "Connections, with a session or not yet, by listener.");

    public static bool IsMeasured => Durations.Enabled;

    /// <summary>The span of one handler's work, a child of its request's, or null while nobody listens.</summary>
    public static Activity? Handle(in Inbound request, string systemId) => Source.HasListeners()
        ? Source.StartActivity($"process {NameOf(request.Command)}", ActivityKind.Internal, request.Span?.Context ?? default)
            ?.SetTag("messaging.system", "smpp")
            .SetTag("messaging.operation.name", "process")
            .SetTag("smpp.command", NameOf(request.Command))
            .SetTag("smpp.system_id", systemId)
        : null;

    public static void Handled(CommandId command, bool threw, TimeSpan duration) => Durations.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("smpp.command", NameOf(command)),
        new KeyValuePair<string, object?>("smpp.outcome", threw ? "failed" : "answered"));

    public static void Flooded() => Floods.Add(1);

    /// <summary>The connections of a server are observed for as long as it lives.</summary>
    public static void Watch(SmppServer server) => Servers.TryAdd(server, null);

    public static void Unwatch(SmppServer server) => Servers.Remove(server);

    public static void OnRefused(Refusal reason)
    {
        if (Refused.Enabled)
            Refused.Add(1, new KeyValuePair<string, object?>("smpp.reason", reason.ToString()));
    }

    public static void OnBind(CommandId command, CommandStatus status)
    {
        if (Binds.Enabled)
            Binds.Add(1, new("smpp.command", NameOf(command)), new("smpp.command_status", NameOf(status)));
    }

    public static void OnBan() => Bans.Add(1);

    private static IEnumerable<Measurement<long>> Connections()
    {
        foreach (var (server, _) in Servers)
            yield return new(server.Connections, new KeyValuePair<string, object?>("smpp.listener", server.EndPoint.ToString()));
    }

    private static string NameOf(CommandStatus status) => Enum.IsDefined(status) ? status.Name : "other";

    /// <summary>A peer must not be able to make as many series as there are numbers.</summary>
    private static string NameOf(CommandId command) => Enum.IsDefined(command) ? command.Name : "other";
}
