using System.Globalization;
using Load.Figures;

namespace Load.Runs;

/// <summary>
/// Many customer binds beside one with about as many messages under way, in turns on one gateway: the machine's speed changes by more
/// than what is to be seen.
/// </summary>
internal static class BindGrowth
{
    public const string Name = "growth/binds";

    private static readonly Scenario One = Scenarios.Durable with { Window = 800 };
    private static readonly Scenario Many = Scenarios.Durable with { Binds = 200, Window = 10 };

    public static async Task<Figure> MeasureAsync(string smpp, Databases databases, int runs, double seconds)
    {
        await using var site = await ScenarioSite.StartAsync(smpp, Many with { Name = Name, Window = One.Window }, databases);
        await WarmUp.RunAsync(site, One, seconds);
        await WarmUp.RunAsync(site, Many, seconds);
        var (one, many) = (new List<ScenarioRun>(), new List<ScenarioRun>());
        for (int i = 0; i < runs; i++)
        {
            one.Add(await ScenarioRun.RunAsync(site, One, seconds));
            many.Add(await ScenarioRun.RunAsync(site, Many, seconds));
        }
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Many.Text}; {Many.Binds} binds with windows of {Many.Window}, in turns with 1 bind with a window of {One.Window}");
        return new Figure(Name, text, new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Measure.Of(many.Select(run => run.Result.Rate)),
            [Quantity.RateBefore] = Measure.Of(one.Select(run => run.Result.Rate)),
            [Quantity.RateRatio] = Measure.Of(many.Zip(one, (after, before) => after.Result.Rate / before.Result.Rate)),
            [Quantity.P50] = Measure.Of(many.Select(run => run.Result.Latency.P50)),
            [Quantity.P99] = Measure.Of(many.Select(run => run.Result.Latency.P99)),
            [Quantity.GatewayCpu] = Measure.Of(many.Select(run => run.GatewaySeconds * 1e6 / run.Result.Submitted)),
            [Quantity.PeakMemory] = Measure.Of(ProcessUsage.PeakMebi(site.Gateway!.Id)),
        });
    }
}
