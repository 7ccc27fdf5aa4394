using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The meter <c>Smpp.Session</c>. While nobody listens a PDU costs one look at a flag. What can be counted when
/// it is asked for, sessions and their windows, is.
/// </summary>
internal static class SessionTelemetry
{
    private static readonly Meter Meter = new("Smpp.Session");

    private static readonly ConditionalWeakTable<Heartbeat, object?> Heartbeats = [];

    private static readonly Counter<long> Pdus =
        Meter.CreateCounter<long>("smpp.session.pdus", "{pdu}", "PDUs by direction, command and status.");

    private static readonly Counter<long> Lost =
        Meter.CreateCounter<long>("smpp.session.requests.lost", "{request}", "Own requests without a response, by command and reason.");

    private static readonly Counter<long> Ended =
        Meter.CreateCounter<long>("smpp.session.ended", "{session}", "Sessions that ended, by role and reason.");

    // The boundaries that OpenTelemetry advises for durations in seconds; those that collectors take without advice are milliseconds'.
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "smpp.session.request.duration", "s", "Time from a request to its response, by command and status.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        });

    static SessionTelemetry()
    {
        Meter.CreateObservableUpDownCounter(
            "smpp.session.count", () => Observe(static _ => 1, byState: true), "{session}", "Sessions by role and state.");
        Meter.CreateObservableUpDownCounter(
            "smpp.session.window.usage", () => Observe(static session => session.Outstanding, byState: false), "{request}",
            "Own requests unanswered.");
        Meter.CreateObservableUpDownCounter(
            "smpp.session.window.limit", () => Observe(static session => session.Options.Window, byState: false), "{request}",
            "Own requests that may be unanswered.");
    }

    public static bool IsDurationMeasured => Durations.Enabled;

    /// <summary>The sessions that a heartbeat ticks are observed for as long as it lives.</summary>
    public static void Watch(Heartbeat heartbeat) => Heartbeats.TryAdd(heartbeat, null);

    public static void Received(in PduHeader header)
    {
        if (Pdus.Enabled)
            Count("in", header.Id, header.Status);
    }

    public static void Sent(CommandId command, CommandStatus status)
    {
        if (Pdus.Enabled)
            Count("out", command, status);
    }

    public static void Answered(CommandId command, CommandStatus status, TimeSpan duration) => Durations.Record(
        duration.TotalSeconds, new("smpp.command", NameOf(command)), new("smpp.command_status", NameOf(status)));

    public static void OnLost(CommandId command, LossReason reason) =>
        Lost.Add(1, new("smpp.command", NameOf(command)), new("smpp.reason", reason.ToString()));

    public static void OnEnded(SessionRole role, SessionEndReason reason) =>
        Ended.Add(1, new("smpp.role", role.ToString()), new("smpp.reason", reason.ToString()));

    private static void Count(string direction, CommandId command, CommandStatus status) => Pdus.Add(
        1, new("smpp.direction", direction), new("smpp.command", NameOf(command)), new("smpp.command_status", NameOf(status)));

    /// <summary>A peer must not be able to make as many series as there are numbers.</summary>
    public static string NameOf(CommandId command) => Enum.IsDefined(command) ? command.Name : "other";

    public static string NameOf(CommandStatus status) => Enum.IsDefined(status) ? status.Name : "other";

    private static IEnumerable<Measurement<long>> Observe(Func<SmppSession, long> value, bool byState)
    {
        var sums = new Dictionary<(SessionRole Role, SessionState State), long>();
        foreach (var (heartbeat, _) in Heartbeats)
        {
            foreach (var session in heartbeat.Targets.OfType<SmppSession>())
            {
                var key = (session.Role, byState ? session.State : default);
                sums[key] = sums.GetValueOrDefault(key) + value(session);
            }
        }
        foreach (var (key, sum) in sums)
        {
            yield return byState
                ? new(sum, new("smpp.role", key.Role.ToString()), new("smpp.state", key.State.ToString()))
                : new(sum, new KeyValuePair<string, object?>("smpp.role", key.Role.ToString()));
        }
    }
}
