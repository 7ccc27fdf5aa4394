using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Smpp.Client;

/// <summary>The meter and the activity source <c>Smpp.Client</c>. Nothing is measured while nobody listens.</summary>
internal static class ClientTelemetry
{
    private const string Name = "Smpp.Client";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> SubmitDuration = Meter.CreateHistogram(
        "smpp.client.submit.duration", "s", "Time from a submit to its outcome, waiting for a session and for the window included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    /// <summary>The span of a text, with its parts' spans below it, or null while nobody listens.</summary>
    public static Activity? Send(string client, int parts) => Source.HasListeners()
        ? Source.StartActivity("send", ActivityKind.Producer)
            ?.SetTag("messaging.system", "smpp")
            .SetTag("messaging.operation.name", "send")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.batch.message_count", parts)
            .SetTag("smpp.client", client)
        : null;

    /// <summary>The span of a handler's work, a child of the PDU's, or null while nobody listens.</summary>
    public static Activity? Handle(string client, Type kind, Activity? request) => Source.HasListeners()
        ? Source.StartActivity(ProcessNameOf(kind), ActivityKind.Internal, request?.Context ?? default)
            ?.SetTag("messaging.system", "smpp")
            .SetTag("messaging.operation.name", "process")
            .SetTag("messaging.operation.type", "process")
            .SetTag("smpp.client", client)
        : null;

    public static bool IsSubmitMeasured => SubmitDuration.Enabled;

    public static void Submitted(string client, in SubmitResult result, TimeSpan duration) => SubmitDuration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("smpp.client", client),
        new KeyValuePair<string, object?>("smpp.outcome", result.Outcome.ToString()),
        new KeyValuePair<string, object?>("smpp.command_status", Protocol.CommandStatuses.get_Name(result.Status)));

    private static string ProcessNameOf(Type kind) => kind == typeof(ReceivedReceipt) ? "process receipt"
        : kind == typeof(ReceivedMessage) ? "process message"
        : "process alert";
}
