using System.Globalization;
using Load.Figures;

namespace Load.Runs;

/// <summary>
/// Many customer binds beside one with a wide window, in turns on one gateway.
/// </summary>
internal static class BindGrowth
{
    public const string Name = "growth/binds";

    private static readonly Scenario One = Scenarios.Durable with { Window = 800 };
    private static readonly Scenario Many = Scenarios.Crowd(Scenarios.Durable);

    public static async Task<Figure> MeasureAsync(string smpp, Databases databases, int runs, double seconds)
    {
        await using var site = await ScenarioSite.StartAsync(smpp, Many with { Name = Name, Window = One.Window }, databases);
        await WarmUp.RunAsync(site, One, seconds);
        await WarmUp.RunAsync(site, Many, seconds);
        var measures = await Turns.MeasureAsync(
            runs, () => ScenarioRun.RunAsync(site, One, seconds), () => ScenarioRun.RunAsync(site, Many, seconds), site.Gateway!.Id);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Many.Text}; {Many.Binds} binds with windows of {Many.Window}, in turns with 1 bind with a window of {One.Window}");
        return new Figure(Name, text, measures);
    }
}
