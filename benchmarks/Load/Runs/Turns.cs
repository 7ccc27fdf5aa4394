using Load.Figures;

namespace Load.Runs;

/// <summary>
/// What is asked about, each time right behind what it is held against: the machine's speed changes by more than what is to be seen.
/// </summary>
internal static class Turns
{
    /// <param name="runs">How often each of the two runs.</param>
    /// <param name="before">What it is held against.</param>
    /// <param name="after">What is asked about.</param>
    /// <param name="gateway">The gateway that it is asked about.</param>
    public static async Task<Dictionary<string, Measure>> MeasureAsync(
        int runs, Func<Task<ScenarioRun>> before, Func<Task<ScenarioRun>> after, int gateway)
    {
        var (held, asked) = (new List<ScenarioRun>(), new List<ScenarioRun>());
        for (int i = 0; i < runs; i++)
        {
            held.Add(await before());
            asked.Add(await after());
        }
        return new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Measure.Of(asked.Select(run => run.Result.Rate)),
            [Quantity.RateBefore] = Measure.Of(held.Select(run => run.Result.Rate)),
            [Quantity.RateRatio] = Measure.Of(asked.Zip(held, (after, before) => after.Result.Rate / before.Result.Rate)),
            [Quantity.P50] = Measure.Of(asked.Select(run => run.Result.Latency.P50)),
            [Quantity.P99] = Measure.Of(asked.Select(run => run.Result.Latency.P99)),
            [Quantity.GatewayCpu] = Measure.Of(asked.Select(run => run.GatewaySeconds * 1e6 / run.Result.Submitted)),
            [Quantity.PeakMemory] = Measure.Of(ProcessUsage.PeakMebi(gateway)),
        };
    }
}
