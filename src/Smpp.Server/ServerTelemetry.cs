using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smpp.Protocol;

namespace Smpp.Server;

/// <summary>The meter and the activity source <c>Smpp.Server</c>. Nothing is measured while nobody listens.</summary>
internal static class ServerTelemetry
{
    private const string Name = "Smpp.Server";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "smpp.server.handler.duration", "s", "Time a handler took, by command and by whether it threw.");

    public static bool IsMeasured => Durations.Enabled;

    /// <summary>The span of one handler's work, or null while nobody listens.</summary>
    public static Activity? Handle(CommandId command, string systemId) => Source.HasListeners()
        ? Source.StartActivity($"smpp.{command.Name}", ActivityKind.Server)?.SetTag("smpp.system_id", systemId)
        : null;

    public static void Handled(CommandId command, bool threw, TimeSpan duration) => Durations.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("smpp.command", Enum.IsDefined(command) ? command.Name : "other"),
        new KeyValuePair<string, object?>("smpp.outcome", threw ? "failed" : "answered"));
}
