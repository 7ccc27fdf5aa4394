using System.Globalization;
using System.Text.RegularExpressions;
using Load.Figures;

namespace Load.Runs;

/// <summary>
/// Minutes of a steady load: memory, latencies and collections should be at the end what they were at the beginning. Each minute is a run
/// of the figure, so that the report holds all of them in their order.
/// </summary>
internal static partial class Flat
{
    public const string Name = "flat";

    private const double Minute = 60;
    private const double MinutesPerHour = 60;

    public static async Task<Figure> MeasureAsync(string smpp, Databases databases, int minutes, double rate)
    {
        var scenario = Scenarios.Durable with { Name = Name, Binds = 8, Rate = rate };
        await using var site = await ScenarioSite.StartAsync(smpp, scenario, databases);
        await WarmUp.RunAsync(site, scenario, seconds: 5);
        var measured = new List<ScenarioRun>();
        var memory = new List<double>();
        var commits = new List<double>();
        var requests = new List<double>();
        using var disk = DiskWatch.Of(site.Site.Folder);
        int lines = site.Gateway!.Lines.Length;
        for (int minute = 0; minute < minutes; minute++)
        {
            disk?.TakeSlowest();
            measured.Add(await ScenarioRun.RunAsync(site, scenario, Minute, warmUp: 1));
            memory.Add(ProcessUsage.ResidentMebi(site.Gateway.Id));
            string[] written = site.Gateway.Lines;
            double[] slow = SlowCommits(written[lines..]);
            lines = written.Length;
            commits.Add(slow.DefaultIfEmpty().Max());
            requests.Add(disk?.TakeSlowest() ?? 0);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                minute {minute + 1} of {minutes}: p99 {measured[^1].Result.Latency.P99} ms, {memory[^1]:0.0} MiB,
                slowest commits {string.Join(", ", slow.DefaultIfEmpty())} ms, slowest request of the disk {requests[^1]:0} ms
                """));
        }
        return new Figure(Name, "half of the peak, with receipts and CDRs; each run is a minute", new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Measure.Of(measured.Select(run => run.Result.Rate)),
            [Quantity.P50] = Measure.Of(measured.Select(run => run.Result.Latency.P50)),
            [Quantity.P99] = Measure.Of(measured.Select(run => run.Result.Latency.P99)),
            [Quantity.P999] = Measure.Of(measured.Select(run => run.Result.Latency.P999)),
            [Quantity.GatewayCpu] = Measure.Of(measured.Select(run => run.GatewaySeconds * 1e6 / run.Result.Submitted)),
            [Quantity.Resident] = Measure.Of(memory),
            [Quantity.ResidentSlope] = Measure.Of(Slope(memory) * MinutesPerHour),
            [Quantity.SlowCommit] = Measure.Of(commits),
            [Quantity.SlowRequest] = Measure.Of(requests),
            [Quantity.Pause] = Measure.Of(measured.Select(
                run => (run.After.PauseMilliseconds - run.Before.PauseMilliseconds) / run.Result.Seconds)),
            [Quantity.Gen2] = Measure.Of(measured.Select(run => (double)(run.After.Gen2 - run.Before.Gen2))),
            [Quantity.Gen2Pause] = Measure.Of(measured.Select(run => run.After.LastGen2PauseMilliseconds)),
        });
    }

    /// <summary>Milliseconds of the commits that the gateway has warned of.</summary>
    private static double[] SlowCommits(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => SlowCommit().Match(line)).Where(match => match.Success)
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex("journal: the disk took ([0-9]+) ms")]
    private static partial Regex SlowCommit();

    /// <summary>Of the straight line through the second half of the values, by their number: the first half is growing up.</summary>
    public static double Slope(IReadOnlyList<double> values)
    {
        double[] settled = [.. values.Skip(values.Count / 2)];
        double middle = (settled.Length - 1) / 2.0, mean = settled.Average(), above = 0, below = 0;
        for (int i = 0; i < settled.Length; i++)
        {
            above += (i - middle) * (settled[i] - mean);
            below += (i - middle) * (i - middle);
        }
        return below == 0 ? 0 : above / below;
    }
}
