using System.Globalization;

namespace Gateway.Configuration;

/// <summary>Durations as the files write them: a number and ms, s, m, h or d; a bare integer is seconds.</summary>
internal static class Duration
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            var digits = text.AsSpan(0, text.Length - suffix.Length);
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                continue;
            if (count > TimeSpan.MaxValue / unit)
                return false;
            duration = unit * count;
            return true;
        }
        return false;
    }

    /// <summary>The shortest way to write it.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (suffix, unit) in Units.Reverse())
        {
            if (duration.Ticks % unit.Ticks == 0 && duration >= unit)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / unit.Ticks}{suffix}");
        }
        return "0s";
    }
}
