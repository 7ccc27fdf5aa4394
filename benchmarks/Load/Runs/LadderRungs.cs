using Load.Figures;

namespace Load.Runs;

/// <summary>
/// The rungs of the cost ladder from the loopback on, each with a site of its own, in turns: the machine's speed changes by more than
/// what one rung adds to another.
/// </summary>
internal static class LadderRungs
{
    public const string Loopback = "ladder/loopback";
    public const string Relay = "ladder/relay";
    public const string Durable = "ladder/durable";
    public const string Receipts = "ladder/receipts";

    /// <summary>What <c>--figure</c> and the quick suite call all of them.</summary>
    public const string Name = "ladder";

    private static readonly Scenario[] Rungs =
    [
        Scenarios.Carrier with { Name = Loopback },
        Scenarios.Relay with { Name = Relay },
        Scenarios.Of(Scenarios.Durable, Durable, "no receipts") with { Receipts = false },
        Scenarios.Durable with { Name = Receipts },
    ];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string smpp, Databases databases, int rounds, double seconds)
    {
        var sites = new List<ScenarioSite>();
        try
        {
            var measured = Rungs.Select(_ => new List<ScenarioRun>()).ToArray();
            foreach (var rung in Rungs)
            {
                sites.Add(await ScenarioSite.StartAsync(smpp, rung, databases));
                await WarmUp.RunAsync(sites[^1], rung, seconds);
            }
            for (int round = 0; round < rounds; round++)
            {
                for (int rung = 0; rung < Rungs.Length; rung++)
                    measured[rung].Add(await ScenarioRun.RunAsync(sites[rung], Rungs[rung], seconds));
            }
            return
            [
                .. Rungs.Zip(measured, (rung, runs) => new Figure(rung.Name, $"{rung.Text}; in turns", ScenarioBench.Measures(rung, runs))),
            ];
        }
        finally
        {
            foreach (var site in sites)
                await site.DisposeAsync();
        }
    }
}
