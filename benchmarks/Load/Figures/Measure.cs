using Measuring;

namespace Load.Figures;

/// <summary>One quantity over several runs.</summary>
/// <param name="Median">What counts.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="Runs">All, in their order.</param>
internal sealed record Measure(double Median, double Least, double Most, IReadOnlyList<double> Runs)
{
    private const int Digits = 4;

    public static Measure Of(params IEnumerable<double> runs)
    {
        double[] all = [.. runs.Select(Shorten)];
        return new Measure(Shorten(Middle.Of(all)), all.Min(), all.Max(), all);
    }

    /// <summary>Further digits would be noise, and make reports hard to read.</summary>
    private static double Shorten(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value;
        int whole = (int)Math.Ceiling(Math.Log10(Math.Abs(value)));
        return whole >= Digits ? Math.Round(value) : Math.Round(value, Math.Min(15, Digits - whole));
    }
}
