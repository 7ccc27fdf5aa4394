using Load.Figures;

namespace Load.Runs;

/// <summary>
/// Latencies at a rate that is offered whatever becomes of it, each counted from the moment at which its message was due: 10,000 messages
/// a second, and 80 % of what the same scenario reached as fast as it could, right before each run: the machine's speed changes.
/// </summary>
internal static class OpenLoop
{
    public const string AddedByRelay = "open/relay-adds/10000";

    private const double Offered = 10_000;
    private const double ShareOfPeak = 0.8;

    private static readonly Scenario Durable = Scenarios.Durable with { Binds = 8 };
    private static readonly Scenario Relay = Scenarios.Relay with { Binds = 8 };

    public static IReadOnlyList<Scenario> AtOffered { get; } =
    [
        At(Scenarios.Carrier with { Binds = 8 }, "open/carrier/10000", Offered),
        At(Relay, "open/relay/10000", Offered),
        At(Durable, "open/durable/10000", Offered),
    ];

    public static IReadOnlyList<Scenario> AtShareOfPeak { get; } =
    [
        AtShare(Relay, "open/relay/80%"),
        AtShare(Durable, "open/durable/80%"),
    ];

    /// <summary>What the gateway adds to the carrier reached directly; null unless both were measured.</summary>
    public static Figure? Added(IReadOnlyList<Figure> figures)
    {
        var direct = figures.FirstOrDefault(figure => figure.Name == AtOffered[0].Name);
        var relayed = figures.FirstOrDefault(figure => figure.Name == AtOffered[1].Name);
        if (direct is null || relayed is null)
            return null;
        string[] latencies = [Quantity.P50, Quantity.P99, Quantity.P999];
        return new Figure(AddedByRelay, "the difference of the medians of relay and carrier", latencies.ToDictionary(
            quantity => quantity, quantity => Measure.Of(relayed.Median(quantity)!.Value - direct.Median(quantity)!.Value)));
    }

    private static Scenario At(Scenario scenario, string name, double rate) =>
        Scenarios.Of(scenario, name, FormattableString.Invariant($"{scenario.Binds} binds, {rate:0}/s offered")) with { Rate = rate };

    private static Scenario AtShare(Scenario scenario, string name) =>
        Scenarios.Of(scenario, name, FormattableString.Invariant($"{scenario.Binds} binds, {ShareOfPeak:0.#} of the peak offered")) with
        {
            ShareOfPeak = ShareOfPeak,
        };
}
