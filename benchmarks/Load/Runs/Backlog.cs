using System.Globalization;
using Load.Figures;
using Shared;

namespace Load.Runs;

/// <summary>New traffic beside many messages that wait for an upstream that is away: it should not notice them.</summary>
internal static class Backlog
{
    public const string Name = "growth/backlog";

    private const string AwayPrefix = "4499";
    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(5);

    public static async Task<Figure> MeasureAsync(string smpp, int pending, int runs, double seconds)
    {
        await using var site = new Site(smpp);
        var scenario = Scenarios.Durable with { Binds = 4 };
        int port = FreePort.Next();
        site.WriteConfiguration(
            new SiteOptions
            {
                StoreLines = string.Create(CultureInfo.InvariantCulture, $"pending = {pending * 2}"),
                UpstreamLines = string.Create(CultureInfo.InvariantCulture, $"queue = {pending * 2}"),
                GroupMembers = ["carrier"],
                FirstRoutes = $$"""
                    [[route]]
                    name = "away"
                    match = { account = "{{Site.SystemId}}", destination = "{{AwayPrefix}}" }
                    to = "away"
                    """,
            },
            ("carrier", port), ("away", FreePort.Next()));
        await site.StartCarrierAsync(port);
        var gateway = await site.StartGatewayAsync();
        using var status = site.Status();
        var running = ScenarioSite.Of(site, gateway, status);
        var before = await RunsAsync(running, scenario, runs, seconds);
        double empty = ProcessUsage.ResidentMebi(gateway.Id);
        await FillAsync(site, pending);
        await status.WaitForCdrsAsync();
        var beside = await RunsAsync(running, scenario, runs, seconds);
        var (alone, with) = (Measure.Of(before.Select(run => run.Result.Rate)), Measure.Of(beside.Select(run => run.Result.Rate)));
        return new Figure(Name, string.Create(CultureInfo.InvariantCulture, $"{scenario.Text}; 4 binds, {pending} messages pending"),
            new Dictionary<string, Measure>
            {
                [Quantity.Rate] = with,
                [Quantity.RateBefore] = alone,
                [Quantity.RateRatio] = Measure.Of(with.Median / alone.Median),
                [Quantity.P50] = Measure.Of(beside.Select(run => run.Result.Latency.P50)),
                [Quantity.P99] = Measure.Of(beside.Select(run => run.Result.Latency.P99)),
                [Quantity.GatewayCpu] = Measure.Of(beside.Select(run => run.GatewaySeconds * 1e6 / run.Result.Submitted)),
                [Quantity.ResidentBefore] = Measure.Of(empty),
                [Quantity.PeakMemory] = Measure.Of(ProcessUsage.PeakMebi(gateway.Id)),
            });
    }

    private static async Task<List<ScenarioRun>> RunsAsync(ScenarioSite site, Scenario scenario, int runs, double seconds)
    {
        await ScenarioRun.RunAsync(site, scenario, seconds);
        var measured = new List<ScenarioRun>();
        for (int i = 0; i < runs; i++)
            measured.Add(await ScenarioRun.RunAsync(site, scenario, seconds));
        return measured;
    }

    private static async Task FillAsync(Site site, int pending)
    {
        var culture = CultureInfo.InvariantCulture;
        var (exitCode, output) = await site.RunAsync(
            [
                "load", "--target", $"{Site.Host}:{site.GatewayPort.ToString(culture)}", "--system-id", Site.SystemId,
                "--password", Site.Password, "--binds", "4", "--window", "200", "--messages", pending.ToString(culture),
                "--to-prefix", AwayPrefix, "--json",
            ],
            FillLimit);
        if (exitCode != 0)
            throw new InvalidOperationException($"{Name}: smpp load ended with exit code {exitCode}:\n{output}");
    }
}
