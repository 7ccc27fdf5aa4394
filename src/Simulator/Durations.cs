using System.Globalization;

namespace Simulator;

/// <summary>Durations as people write them: <c>250us</c>, <c>50ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    /// <summary>Reads a number and its unit; a bare 0 needs none.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
            return true;
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out double number)
                && number * seconds < TimeSpan.MaxValue.TotalSeconds)
            {
                duration = TimeSpan.FromSeconds(number * seconds);
                return true;
            }
        }
        return false;
    }
}
