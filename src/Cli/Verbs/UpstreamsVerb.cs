using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp upstreams</c>: the carriers and our binds to them.</summary>
internal static class UpstreamsVerb
{
    public static Command Build() => AdminVerb.Asking(
        "upstreams", "The upstreams: binds, windows, queues, receipts awaited.", "/upstreams",
        upstreams =>
        {
            ShowSummary(upstreams);
            foreach (var upstream in upstreams.EnumerateArray())
                ShowBinds(upstream);
        });

    /// <summary>One line for each upstream.</summary>
    public static void ShowSummary(JsonElement upstreams) => Sheet.Print(
        upstreams, "no upstreams",
        Sheet.Column("name", "upstream"), Sheet.Column("address"),
        ("bound", upstream => $"{Sheet.Text(upstream, "bound")} of {Sheet.Text(upstream, "binds")}"),
        ("window", WindowOf),
        ("rate limit", RateOf), Sheet.Column("queued"), Sheet.Column("awaiting_receipts", "receipts awaited"),
        Sheet.Column("early_receipts", "receipts early"),
        Sheet.Column("paused"));

    /// <summary>What is unanswered on all binds, and what may be on those that can submit.</summary>
    private static string WindowOf(JsonElement upstream)
    {
        long most = upstream.GetProperty("window").GetInt64() * upstream.GetProperty("bound_to_submit").GetInt64();
        return string.Create(CultureInfo.InvariantCulture, $"{Sheet.Text(upstream, "in_flight")} of {most:N0}");
    }

    /// <summary>A rate limit, or that there is none.</summary>
    public static string RateOf(JsonElement element) => Sheet.Text(element, "rate") is var rate && rate is "0" or "" ? "none" : $"{rate}/s";

    private static void ShowBinds(JsonElement upstream)
    {
        Console.WriteLine($"binds of {Sheet.Text(upstream, "name")}:");
        Sheet.Print(
            upstream.GetProperty("sessions"), "none",
            Sheet.Column("kind"), Sheet.Column("state"), Sheet.Column("remote"),
            ("unanswered", bind => $"{Sheet.Text(bind, "outstanding")} of {Sheet.Text(bind, "window")}"),
            Sheet.Column("pdus_in", "PDUs in"), Sheet.Column("pdus_out", "PDUs out"), Sheet.Column("last_error", "last error"));
    }
}
