using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp status</c>: how the gateway stands.</summary>
internal static class StatusVerb
{
    /// <summary>The counts that are shown, in this order.</summary>
    public static IReadOnlyList<string> Counters { get; } =
    [
        "accepted", "rejected", "throttled", "sent", "relayed", "failed", "expired", "uncertain", "retried", "receipts_in", "receipts_out",
        "receipts_early", "receipts_orphaned", "mo_in", "mo_out", "deliveries_dropped",
    ];

    public static Command Build() =>
        AdminVerb.Asking("status", "How the running gateway stands: counts, journal, CDRs, accounts, upstreams.", "/status", Show);

    private static void Show(JsonElement status)
    {
        var journal = status.GetProperty("journal");
        var cdr = status.GetProperty("cdr");
        var counters = status.GetProperty("counters");
        Sheet.Print(
            ("node", $"{Sheet.Text(status, "node")}, {Sheet.Text(status, "state")} for {UptimeOf(status)}"),
            ("version", $"{Sheet.Text(status, "version")}, configuration {Sheet.Text(status, "revision")}"),
            ("listening", Sheet.Text(status, "listen")),
            ("durability", Sheet.Text(status, "durability")),
            ("messages", $"{Sheet.Text(status, "live")} under way, at most {Sheet.Text(status, "pending_limit")}"),
            ("journal", $"{Sheet.Text(journal, "disk_bytes")} octets{(Sheet.Text(journal, "disk_full") == "yes" ? ", DISK FULL" : "")}"),
            ("commits", $"{Sheet.Text(journal, "commits")}, {MillisecondsOf(journal)}"),
            ("CDRs", $"{Sheet.Text(cdr, "sink")}, {Sheet.Text(cdr, "lag")} events behind {Sheet.Text(cdr, "last_error")}".TrimEnd()),
            ("since the start", Since(counters)));
        ShowAccounts(status.GetProperty("accounts"));
        UpstreamsVerb.ShowSummary(status.GetProperty("upstreams"));
    }

    /// <summary>One line for each account.</summary>
    public static void ShowAccounts(JsonElement accounts) => Sheet.Print(
        accounts, "no accounts",
        Sheet.Column("system_id", "account"),
        ("sessions", account => $"{Sheet.Text(account, "sessions")} of {Sheet.Text(account, "binds")}"),
        ("rate limit", account => UpstreamsVerb.RateOf(account)), Sheet.Column("waiting", "deliveries waiting"));

    /// <summary>How long the gateway has run, for people.</summary>
    public static string UptimeOf(JsonElement status) => Sheet.Duration(status.GetProperty("uptime_seconds").GetDouble());

    private static string MillisecondsOf(JsonElement journal)
    {
        double all = journal.GetProperty("commit_milliseconds").GetDouble(), count = journal.GetProperty("commits").GetInt64();
        double longest = journal.GetProperty("longest_commit_milliseconds").GetDouble();
        return string.Create(CultureInfo.InvariantCulture, $"{(count > 0 ? all / count : 0):0.00} ms each, the longest {longest:0.0} ms");
    }

    /// <summary>The counts that are not zero.</summary>
    private static string Since(JsonElement counters) => string.Join(
        ", ",
        from name in Counters
        let count = Sheet.Text(counters, name)
        where count is not ("" or "0")
        select $"{name.Replace('_', ' ')} {count}");
}
