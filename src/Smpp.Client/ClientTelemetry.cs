using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Smpp.Protocol;
using Smpp.Session;

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

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "smpp.client.attempts", "{attempt}", "Attempts to connect and bind, by outcome and by the status that answered the bind.");

    private static readonly ConditionalWeakTable<BindPool, object?> Pools = [];

    private static readonly ConditionalWeakTable<SmppClient, object?> Clients = [];

    static ClientTelemetry()
    {
        Meter.CreateObservableUpDownCounter(
            "smpp.client.binds.wanted", () => Observe(static pool => pool.Binds.Count()), "{bind}", "Binds to keep.");
        Meter.CreateObservableUpDownCounter(
            "smpp.client.binds.bound", () => Observe(static pool => pool.Binds.Count(bind => bind.Session is { State.IsBound: true })),
            "{bind}", "Binds that are bound.");
        Meter.CreateObservableUpDownCounter(
            "smpp.client.congestion.window", () => Observe(static pool => pool.Congestion.Window), "{request}",
            "Own requests that may be unanswered, all binds together, as congestion has it.");
        Meter.CreateObservableGauge(
            "smpp.client.congestion.rate", () => Observe(static pool => pool.Congestion.Rate), "{request}/s",
            "Own requests a second that may be sent, all binds together; 0 while there is no limit.");
        Meter.CreateObservableUpDownCounter(
            "smpp.client.inbox.usage", InInboxes, "{item}", "Receipts and messages that wait to be read or handled.");
    }

    /// <summary>A pool is observed from its start until it stops.</summary>
    public static void Watch(BindPool pool) => Pools.TryAdd(pool, null);

    public static void Unwatch(BindPool pool) => Pools.Remove(pool);

    /// <summary>A client's inboxes are observed until it is disposed.</summary>
    public static void Watch(SmppClient client) => Clients.TryAdd(client, null);

    public static void Unwatch(SmppClient client) => Clients.Remove(client);

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
        new KeyValuePair<string, object?>("smpp.command_status", CommandStatuses.get_Name(result.Status)));

    private static string ProcessNameOf(Type kind) => kind == typeof(ReceivedReceipt) ? "process receipt"
        : kind == typeof(ReceivedMessage) ? "process message"
        : "process alert";

    /// <summary>The message centre answered a bind.</summary>
    public static void Answered(string client, CommandStatus status)
    {
        if (Attempts.Enabled)
        {
            Attempts.Add(
                1, new("smpp.client", client), new("smpp.outcome", status == CommandStatus.Ok ? "bound" : "refused"),
                new("smpp.command_status", Enum.IsDefined(status) ? status.Name : "other"));
        }
    }

    /// <summary>There was no connection, or it ended before its bind was answered.</summary>
    public static void Failed(string client, bool connected)
    {
        if (Attempts.Enabled)
            Attempts.Add(1, new("smpp.client", client), new("smpp.outcome", connected ? "unanswered" : "unconnected"));
    }

    /// <summary>Pools of one name count as one, so that no two measurements have the same tags.</summary>
    private static IEnumerable<Measurement<T>> Observe<T>(Func<BindPool, T> value) where T : struct, INumber<T>
    {
        var sums = new Dictionary<string, T>();
        foreach (var (pool, _) in Pools)
            sums[pool.Options.Name] = sums.GetValueOrDefault(pool.Options.Name) + value(pool);
        return sums.Select(sum => new Measurement<T>(sum.Value, new KeyValuePair<string, object?>("smpp.client", sum.Key)));
    }

    private static IEnumerable<Measurement<int>> InInboxes()
    {
        var sums = new Dictionary<(string Client, string Kind), int>();
        foreach (var (client, _) in Clients)
        {
            var (receipts, messages) = client.Waiting;
            sums[(client.Name, "receipt")] = sums.GetValueOrDefault((client.Name, "receipt")) + receipts;
            sums[(client.Name, "message")] = sums.GetValueOrDefault((client.Name, "message")) + messages;
        }
        return sums.Select(sum => new Measurement<int>(sum.Value, new("smpp.client", sum.Key.Client), new("smpp.kind", sum.Key.Kind)));
    }
}
