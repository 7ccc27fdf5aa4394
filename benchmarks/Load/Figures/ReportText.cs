using System.Globalization;

namespace Load.Figures;

/// <summary>A report as Markdown, for people and for documents.</summary>
internal static class ReportText
{
    private static readonly (string Quantity, string Head)[] Columns =
    [
        (Quantity.Rate, "/s"), (Quantity.P50, "p50 ms"), (Quantity.P99, "p99 ms"), (Quantity.P999, "p99.9 ms"),
        (Quantity.CustomerCpu, "CPU customer"), (Quantity.GatewayCpu, "gateway"), (Quantity.CarrierCpu, "carrier"),
        (Quantity.JournalCpu, "journal"), (Quantity.CdrCpu, "CDRs"), (Quantity.DatabaseCpu, "database"),
        (Quantity.Cpu, "in all"), (Quantity.Allocated, "allocated"), (Quantity.Syscalls, "syscalls"), (Quantity.PeakMemory, "peak MiB"),
        (Quantity.CdrLag, "CDR lag s"), (Quantity.Nanoseconds, "ns"),
    ];

    public static void Write(TextWriter to, Report report)
    {
        to.WriteLine(Text($"""
            Commit {report.Commit}, {report.Cores} cores of {report.Processor}, {report.Runtime}, kernel {report.Kernel}.
            Median of {report.Runs} runs of {report.Seconds} s. Load average {report.LoadBefore} before, {report.LoadAfter} after.
            CPU in µs, allocation in octets, system calls: each of a message.

            """));
        string[] heads = ["figure", "from–to", .. Columns.Select(column => column.Head)];
        to.WriteLine($"| {string.Join(" | ", heads)} |");
        to.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", heads.Length))}");
        foreach (var figure in report.Figures)
            to.WriteLine(Row(figure));
        if (report.Ladder.Count > 1)
            WriteLadder(to, report.Ladder);
        foreach (var figure in report.Figures)
            WriteOthers(to, figure);
    }

    /// <summary>One figure in a line, as soon as it is measured.</summary>
    public static string Line(Figure figure) =>
        $"{figure.Name}: {string.Join(", ", figure.Measures.Select(entry => $"{entry.Key} {Number(entry.Value.Median)}"))}";

    private static string Row(Figure figure)
    {
        figure.Measures.TryGetValue(Quantity.Rate, out var rate);
        string[] fields =
        [
            $"`{figure.Name}`", rate is null ? "" : $"{Number(rate.Least)}–{Number(rate.Most)}",
            .. Columns.Select(column => Number(figure.Median(column.Quantity))),
        ];
        return $"| {string.Join(" | ", fields)} |";
    }

    private static void WriteLadder(TextWriter to, IReadOnlyList<Rung> ladder)
    {
        to.WriteLine("\n| the cost ladder | µs CPU a message | more than below |");
        to.WriteLine("|---|---|---|");
        foreach (var rung in ladder)
            to.WriteLine(Text($"| {rung.Text} (`{rung.Name}`) | {rung.Microseconds:0.00} | {rung.Added:+0.00;-0.00} |"));
    }

    private static void WriteOthers(TextWriter to, Figure figure)
    {
        var others = figure.Measures.Where(entry => !Columns.Any(column => column.Quantity == entry.Key)).ToArray();
        if (others.Length > 0)
            to.WriteLine($"\n`{figure.Name}`: {string.Join(", ", others.Select(entry => $"{entry.Key} {Number(entry.Value.Median)}"))}");
    }

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 1000 => Text($"{value:N0}"),
        >= 10 => Text($"{value:0.#}"),
        _ => Text($"{value:0.###}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
