using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Store;

/// <summary>
/// All figures of the store, each beside a reference. Each round measures every figure of a group once, so that what disturbs the
/// machine for a while disturbs all of them; a figure is the median of the rounds.
/// </summary>
internal sealed class StoreBench(
    string data, int runs, double seconds, long records, int outstanding, long audited, string? only, string? figure, bool json)
{
    private readonly List<Figure> _figures = [];

    public int Run()
    {
        Directory.CreateDirectory(data);
        string before = Machine.Load;
        Measure("life", [
            .. from batch in LifeBench.Batches
               from store in LifeBench.Stores
               select new Cell(store.Name, batch, folder => LifeBench.Run(folder, store.Open, batch, seconds)),
            new Cell("journal, 4 threads", 512, folder => LifeBench.RunShared(folder, exportsCdrs: false, 4, 512, seconds)),
            new Cell("journal, 4 threads, 4 CDRs", 512, folder => LifeBench.RunShared(folder, exportsCdrs: true, 4, 512, seconds)),
        ]);
        Measure("accept", [
            new Cell("reference: raw log, fdatasync of 4,000 messages at a time", null, folder => AcceptBench.RunRaw(folder, seconds)),
            new Cell("journal, 4 producers, window 1,000", null, folder => AcceptBench.Run(folder, seconds)),
            new Cell("the same with 400,000 a second", null, folder => AcceptBench.Run(folder, seconds, 400_000)),
        ]);
        if (Wants("recovery"))
        {
            using var folder = new Scratch(data);
            RecoveryBench.Write(folder.Path, records);
            Measure("recovery", [
                new Cell("reference: the same files read, CRC-32C", null, _ => Child("scan", folder.Path, records)),
                new Cell("start", null, _ => Child("recover", folder.Path, records)),
            ]);
        }
        Measure("index", [
            new Cell("reference: Dictionary<UInt128, Place>", null, folder => Child("dictionary", folder, outstanding)),
            new Cell("receipt index, all of it places", null, folder => Child("index", folder, outstanding)),
        ]);
        if (audited > 0 && Wants("audit"))
        {
            using var folder = new Scratch(data);
            AuditBench.Write(folder.Path, audited);
            Measure("audit", [
                new Cell("reference: SQLite, two sums over the rows", null, _ => Child("audit-scan", folder.Path, audited)),
                new Cell("audit", null, _ => Child("audit", folder.Path, audited)),
            ]);
        }
        Report(new StoreReport(
            Machine.Commit(), Machine.Processor, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, runs, before,
            Machine.Load, _figures));
        return 0;
    }

    private sealed record Cell(string Name, int? Batch, Func<string, RunResult> Run);

    private bool Wants(string group) => only is null || only.Contains(group, StringComparison.Ordinal);

    private void Measure(string group, Cell[] cells)
    {
        if (!Wants(group))
            return;
        if (figure is not null)
            cells = [.. cells.Where(cell => $"{cell.Name}/{cell.Batch}".Contains(figure, StringComparison.Ordinal))];
        var results = cells.Select(_ => new List<RunResult>()).ToArray();
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                using var folder = new Scratch(data);
                results[i].Add(cells[i].Run(folder.Path));
            }
            Console.Error.WriteLine($"{group}: round {run + 1} of {runs}, load average {Machine.Load}");
        }
        for (int i = 0; i < cells.Length; i++)
            _figures.Add(RunResult.Median(group, cells[i].Name, cells[i].Batch, results[i]));
    }

    /// <summary>Runs one measurement in a process of its own.</summary>
    private static RunResult Child(string verb, string folder, long count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])[verb, folder, count.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize(output, FigureJson.Default.RunResult)!
            : throw new InvalidOperationException($"{verb} ended with {child.ExitCode}");
    }

    private void Report(StoreReport report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Commit {report.Commit}, {report.Cores} cores of {report.Processor}, {report.Runtime}.
            Median of {report.Runs} runs. Load average {report.LoadBefore} before, {report.LoadAfter} after.

            | | batch | a second | from–to | CPU µs | p50 ms | p99 ms | GB/s | ready s | MiB resident | octets each | ns add | take |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """));
        foreach (var figure in report.Figures)
            Console.WriteLine(Row(figure));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, FigureJson.Default.StoreReport));
    }

    private static string Row(Figure figure)
    {
        string[] fields =
        [
            $"{figure.Group}: {figure.Name}", Of(figure.Batch, "0"), Of(figure.Rate, "N0"),
            $"{Of(figure.Rates.Min(), "N0")}–{Of(figure.Rates.Max(), "N0")}", Of(figure.CpuMicroseconds, "0.00"),
            Of(figure.P50Milliseconds, "0.00"), Of(figure.P99Milliseconds, "0.00"), Of(figure.GigaoctetsPerSecond, "0.00"),
            Of(figure.ReadySeconds, "0.0"), Of(figure.ResidentMebi, "N0"), Of(figure.OctetsEach, "0.0"), Of(figure.AddNanoseconds, "N0"),
            Of(figure.TakeNanoseconds, "N0"),
        ];
        return $"| {string.Join(" | ", fields)} |";

        static string Of(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
    }
}
