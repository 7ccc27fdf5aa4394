using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp sessions</c>: the customers' sessions.</summary>
internal static class SessionsVerb
{
    public static Command Build() => AdminVerb.Asking(
        "sessions", "The sessions of customers that are bound now.", "/sessions",
        rows => Sheet.Print(
            rows, "no sessions",
            Sheet.Column("system_id", "account"), Sheet.Column("remote"), Sheet.Column("state"), Sheet.Column("version"),
            ("since", row => row.GetProperty("since").GetDateTimeOffset().ToString("u", System.Globalization.CultureInfo.InvariantCulture)),
            ("submits unanswered", row => $"{Sheet.Text(row, "inbound_outstanding")} of {Sheet.Text(row, "inbound_window")}"),
            ("deliveries unanswered", row => $"{Sheet.Text(row, "outstanding")} of {Sheet.Text(row, "window")}"),
            Sheet.Column("pdus_in", "PDUs in"), Sheet.Column("pdus_out", "PDUs out"), Sheet.Column("throttled"), Sheet.Column("malformed"),
            Sheet.Column("timeouts")));
}
