using System.Globalization;
using Load.Figures;
using Shared;

namespace Load.Runs;

/// <summary>
/// New traffic beside many messages that wait for an upstream that is away: it should not notice them. Each run is held against one of
/// another gateway, which has none, right before it.
/// </summary>
internal static class Backlog
{
    public const string Name = "growth/backlog";

    private const string AwayPrefix = "4499";
    private const int MostWarmUps = 10;

    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(5);

    public static async Task<Figure> MeasureAsync(string smpp, int pending, int runs, double seconds)
    {
        var scenario = Scenarios.Durable with { Binds = 4 };
        await using var empty = await StartAsync(smpp, pending);
        await using var full = await StartAsync(smpp, pending);
        await WarmUp.RunAsync(empty, scenario, seconds);
        await WarmUp.RunAsync(full, scenario, seconds);
        double without = ProcessUsage.ResidentMebi(full.Gateway!.Id);
        await FillAsync(full.Site, pending);
        await full.Status!.WaitForCdrsAsync();
        await RunUntilGrownAsync(full, scenario, seconds);
        var measures = await Turns.MeasureAsync(
            runs, () => ScenarioRun.RunAsync(empty, scenario, seconds), () => ScenarioRun.RunAsync(full, scenario, seconds),
            full.Gateway.Id);
        measures[Quantity.ResidentBefore] = Measure.Of(without);
        return new Figure(
            Name, string.Create(CultureInfo.InvariantCulture, $"{scenario.Text}; 4 binds, {pending} messages pending"), measures);
    }

    /// <summary>
    /// What waits is written again when enough beside it is dead; until then the journal takes more of the disk with each segment, and what
    /// that costs is over once it has got it.
    /// </summary>
    private static async Task RunUntilGrownAsync(ScenarioSite site, Scenario scenario, double seconds)
    {
        for (int i = 0; i < MostWarmUps; i++)
        {
            var run = await ScenarioRun.RunAsync(site, scenario, seconds);
            if (run.After.JournalOctets <= run.Before.JournalOctets)
                return;
        }
    }

    private static async Task<ScenarioSite> StartAsync(string smpp, int pending)
    {
        var site = new Site(smpp);
        try
        {
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
            return ScenarioSite.Of(site, await site.StartGatewayAsync(), site.Status());
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
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
