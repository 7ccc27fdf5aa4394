using System.Globalization;

namespace Load.Comparing;

/// <summary>Two reports of one suite beside each other: the ratio of each quantity, and which have become worse.</summary>
/// <param name="before">The report that is the measure.</param>
/// <param name="after">The one that is judged.</param>
/// <param name="percent">How much worse a quantity may be; null for any amount.</param>
/// <param name="only">Parts of the names of the quantities that count; empty for all.</param>
internal sealed class Comparison(string before, string after, double? percent, IReadOnlyList<string> only)
{
    /// <returns>The exit code: 0, 1 when a quantity is worse by more than the threshold, 2 when the reports cannot be compared.</returns>
    public int Run(TextWriter output)
    {
        Dictionary<string, double> old, now;
        try
        {
            (old, now) = (ReportValues.Read(before), ReportValues.Read(after));
        }
        catch (Exception e) when (e is IOException or System.Text.Json.JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        string[] names = [.. old.Keys.Where(name => now.ContainsKey(name) && Counts(name))];
        if (names.Length == 0)
        {
            Console.Error.WriteLine($"{before} and {after} have no quantity in common: are they reports of the same suite?");
            return 2;
        }
        int worse = 0;
        output.WriteLine("| quantity | before | after | ratio | |\n|---|---|---|---|---|");
        foreach (string name in names)
        {
            bool isWorse = IsWorse(name, old[name], now[name]);
            worse += isWorse ? 1 : 0;
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {name} | {old[name]:0.###} | {now[name]:0.###} | ")
                + (old[name] == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{now[name] / old[name]:0.000}"))
                + (isWorse ? " | worse |" : " | |"));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{names.Length} quantities, {worse} worse than allowed"));
        return worse > 0 ? 1 : 0;
    }

    private bool Counts(string name) =>
        ReportValues.IsMoreBetter(name) is not null && (only.Count == 0 || only.Any(part => name.Contains(part, StringComparison.Ordinal)));

    private bool IsWorse(string name, double old, double now)
    {
        if (percent is not { } allowed || old <= 0)
            return false;
        double ratio = ReportValues.IsMoreBetter(name) == true ? old / Math.Max(now, double.Epsilon) : now / old;
        return ratio > 1 + (allowed / 100);
    }
}
