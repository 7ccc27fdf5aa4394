using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Smpp.Client;

/// <summary>The meter and the activity source <c>Smpp.Client</c>. Nothing is measured while nobody listens.</summary>
internal static class ClientTelemetry
{
    private const string Name = "Smpp.Client";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> SubmitDuration = Meter.CreateHistogram<double>(
        "smpp.client.submit.duration", "s", "Time from a submit to its outcome, waiting for a session and for the window included.");

    public static bool IsSubmitMeasured => SubmitDuration.Enabled;

    public static void Submitted(string client, in SubmitResult result, TimeSpan duration) => SubmitDuration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("smpp.client", client),
        new KeyValuePair<string, object?>("smpp.outcome", result.Outcome.ToString()),
        new KeyValuePair<string, object?>("smpp.status", Protocol.CommandStatuses.get_Name(result.Status)));
}
