using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Shared;
using Simulator.Customers;
using Spectre.Console;

namespace Load;

/// <summary>
/// The whole-system figures: a loading customer against a carrier, and the same through the durable gateway with receipts and
/// CDRs; customer, gateway and carrier are processes of their own. Each figure is the median of several runs after a warm-up.
/// </summary>
internal sealed class Bench(string smpp, int runs, bool json)
{
    private const int Window = 100;
    private const int DirectMessages = 3_000_000;
    private const int GatewayMessages = 300_000;
    private const int RowsOfMessage = 4;
    private const int WideEnough = 160;

    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(5);

    public async Task<int> RunAsync()
    {
        try
        {
            Figure[] figures =
            [
                await DirectAsync(1), await DirectAsync(4),
                await GatewayAsync(1), await GatewayAsync(4),
            ];
            Report(new BenchReport(Version, Processor(), Environment.ProcessorCount, figures));
            return 0;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static string Version =>
        typeof(LoadRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private async Task<Figure> DirectAsync(int binds)
    {
        await using var site = new Site(smpp);
        int port = FreePort.Next();
        var carrier = await site.StartCarrierAsync(port);
        return await MeasureAsync("carrier", binds, () => RunAsync(site, carrier, port, binds, DirectMessages, receipts: false));
    }

    private async Task<Figure> GatewayAsync(int binds)
    {
        await using var site = new Site(smpp);
        int port = FreePort.Next();
        site.WriteConfiguration(("carrier", port));
        await site.StartCarrierAsync(port);
        var gateway = await site.StartGatewayAsync();
        var figure = await MeasureAsync("gateway", binds, () =>
            RunAsync(site, gateway, site.GatewayPort, binds, GatewayMessages, receipts: true));
        int exitCode = await Site.StopAsync(gateway);
        long rows = CdrBooks.CountRows(site.CdrDatabase), expected = (long)RowsOfMessage * GatewayMessages * (runs + 1);
        if (exitCode != 0 || rows != expected)
            throw new InvalidOperationException(
                $"the gateway ended with exit code {exitCode} and wrote {rows} CDR rows instead of {expected}");
        return figure;
    }

    private async Task<Figure> MeasureAsync(string name, int binds, Func<Task<BenchRun>> measure)
    {
        await measure();
        var measured = new List<BenchRun>();
        for (int i = 0; i < runs; i++)
        {
            measured.Add(await measure());
            var result = measured[^1].Result;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {binds} x {Window}: {result.Rate:N0}/s, p50 {result.Latency.P50:0.000} ms, p99 {result.Latency.P99:0.000} ms"));
        }
        return Figure.Of(name, binds, Window, measured);
    }

    private static async Task<BenchRun> RunAsync(Site site, ChildProcess messageCentre, int port, int binds, int messages, bool receipts)
    {
        var culture = CultureInfo.InvariantCulture;
        var before = ProcessorTime(messageCentre);
        string[] arguments =
        [
            "load", "--target", $"{Site.Host}:{port.ToString(culture)}", "--system-id", Site.SystemId, "--password", Site.Password,
            "--json",
            "--binds", binds.ToString(culture), "--window", Window.ToString(culture), "--messages", messages.ToString(culture),
        ];
        var (exitCode, output) = await site.RunAsync(receipts ? [.. arguments, "--receipts"] : arguments, RunLimit);
        long ended = Stopwatch.GetTimestamp();
        if (exitCode != 0)
            throw new InvalidOperationException($"smpp load ended with exit code {exitCode}:\n{output}");
        var result = JsonSerializer.Deserialize(output, LoadJson.Default.LoadResult)!;
        TimeSpan? lag = null;
        if (receipts)
        {
            await site.WaitForCdrsAsync();
            lag = Stopwatch.GetElapsedTime(ended);
        }
        return new BenchRun(result, ProcessorTime(messageCentre) - before, lag);
    }

    private static TimeSpan ProcessorTime(ChildProcess process)
    {
        using var found = Process.GetProcessById(process.Id);
        return found.TotalProcessorTime;
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? ""
        : "";

    private void Report(BenchReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = new Table()
            .AddColumns("figure", "binds x window", "messages/s (median)", "p50 ms", "p99 ms", "CPU us/message", "last CDR after s");
        foreach (var figure in report.Figures)
        {
            table.AddRow(
                figure.Name == "carrier" ? "load against a carrier" : "through the gateway, receipts and CDRs",
                $"{figure.Binds} x {figure.Window}",
                figure.Rate.ToString("N0", culture), figure.P50.ToString("0.000", culture), figure.P99.ToString("0.000", culture),
                figure.CpuMicroseconds.ToString("0.00", culture), figure.CdrSeconds?.ToString("0.0", culture) ?? "");
        }
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = WideEnough;
        AnsiConsole.Write(table);
        Console.WriteLine($"{report.Version} on {report.Cores} cores of {report.Processor}");
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.BenchReport));
    }
}
