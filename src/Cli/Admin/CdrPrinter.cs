using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Smpp.Protocol;
using Storage.Cdr;

namespace Cli.Admin;

internal enum CdrForm
{
    Table,
    Json,
    Csv,
}

/// <summary>Prints CDRs and what they add up to.</summary>
internal static class CdrPrinter
{
    public static void Print(IReadOnlyList<CdrRecord> rows, CdrForm form)
    {
        if (Print(rows, form, JsonOutput.Default.CdrRecord))
            return;
        Sheet.Print(
            rows, "no rows",
            ("time", row => row.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
            ("message", row => row.MessageId),
            ("event", row => row.Event),
            ("account", row => row.Account ?? ""),
            ("from", row => row.Source ?? ""),
            ("to", row => row.Destination ?? ""),
            ("route", row => row.Route ?? ""),
            ("upstream", row => row.Upstream ?? ""),
            ("upstream's id", row => row.UpstreamMessageId ?? ""),
            ("status", row => row.Status == 0 ? "" : StatusOf(row.Status)),
            ("state", row => row.State ?? ""), ("twice?", row => row.PossibleDuplicate ? "possibly" : ""));
    }

    public static void Print(IReadOnlyList<CdrTotal> totals, CdrForm form)
    {
        if (!Print(totals, form, JsonOutput.Default.CdrTotal))
            Sheet.Print(totals, "no rows", ("event", total => total.Event), ("rows", total => Text(total.Count)));
    }

    public static void Print(IReadOnlyList<CdrSum> sums, CdrGrouping by, CdrForm form)
    {
        if (by == CdrGrouping.Status)
            sums = [.. sums.Select(sum => sum with { Group = StatusOf(long.Parse(sum.Group, CultureInfo.InvariantCulture)) })];
        if (Print(sums, form, JsonOutput.Default.CdrSum))
            return;
        Sheet.Print(
            sums, "no rows",
            (by.ToString().ToLowerInvariant(), sum => sum.Group),
            ("messages", sum => Text(sum.Messages)),
            ("segments", sum => Text(sum.Segments)),
            ("rejected", sum => Text(sum.Rejected)),
            ("sent", sum => Text(sum.Sent)),
            ("retried", sum => Text(sum.Retried)),
            ("uncertain", sum => Text(sum.Uncertain)),
            ("delivered", sum => Text(sum.Delivered)),
            ("undelivered", sum => Text(sum.Undelivered)),
            ("failed", sum => Text(sum.Failed)),
            ("expired", sum => Text(sum.Expired)),
            ("cancelled", sum => Text(sum.Cancelled)));
    }

    /// <summary>Prints for a script: one array with an item a line, or lines of values; false when it is for people.</summary>
    private static bool Print<T>(IReadOnlyList<T> items, CdrForm form, JsonTypeInfo<T> type)
    {
        if (form == CdrForm.Json)
            Console.WriteLine($"[{string.Join(",\n", items.Select(item => JsonSerializer.Serialize(item, type)))}]");
        if (form == CdrForm.Csv)
            PrintCsv(items, type);
        return form != CdrForm.Table;
    }

    private static void PrintCsv<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type)
    {
        Console.WriteLine(string.Join(',', type.Properties.Select(property => property.Name)));
        foreach (var item in items)
        {
            using var values = JsonSerializer.SerializeToDocument(item, type);
            var fields = values.RootElement.EnumerateObject().Select(value => CsvText.Quote(Written(value.Value)));
            Console.WriteLine(string.Join(',', fields));
        }
    }

    /// <summary>As the files of the exporter write it.</summary>
    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };

    private static string StatusOf(long status) => ((CommandStatus)status).Name;

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
