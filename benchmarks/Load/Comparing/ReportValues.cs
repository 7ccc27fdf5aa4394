using System.Globalization;
using System.Text.Json;

namespace Load.Comparing;

/// <summary>
/// The quantities of any suite's JSON by lasting names: where in the report, and, in a list, which entry by the words and settings in it.
/// </summary>
internal static class ReportValues
{
    private const string Nanoseconds = "ns";

    // What tells entries of a list apart, in whatever suite.
    private static readonly string[] Settings =
        ["group", "name", "pair", "attack", "processes", "connections", "binds", "window", "batch"];

    // Of an attack's single rounds; what counts are the medians over them, beside them.
    private const string Rounds = "rounds";

    // What a figure is held against is not what is asked about.
    private static readonly string[] References = ["rate_before", "control_ratio"];

    private static readonly string[] MoreIsBetter = ["rate", "per_second"];

    private static readonly string[] LessIsBetter =
    [
        "_ms", "_us", "microseconds", "milliseconds", "nanoseconds", "ready_seconds", "allocated", "_octets", "octets_each", "_mib",
        "_mebi", "syscalls", "contentions", "_lag_s", "_per_s", "percent_of_core", "ratio",
    ];

    /// <summary>Names and values; of a quantity with several runs the median.</summary>
    public static Dictionary<string, double> Read(string path)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(path));
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        Walk(report.RootElement, "", values);
        return values;
    }

    /// <summary>True if more of it is better, false if less is; null for what is neither.</summary>
    public static bool? IsMoreBetter(string name)
    {
        string last = name[(name.LastIndexOf(' ') + 1)..];
        if (References.Contains(last))
            return null;
        if (MoreIsBetter.Any(word => last.StartsWith(word, StringComparison.Ordinal) || last.EndsWith(word, StringComparison.Ordinal)))
            return true;
        return last == Nanoseconds || LessIsBetter.Any(word => last.EndsWith(word, StringComparison.Ordinal)) ? false : null;
    }

    private static void Walk(JsonElement element, string name, Dictionary<string, double> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.TryGetProperty("median", out var median):
                values[name] = median.GetDouble();
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject().Where(property => property.Name != Rounds))
                    Walk(property.Value, property.Name == "measures" ? name : $"{name} {property.Name}".TrimStart(), values);
                break;
            case JsonValueKind.Array:
                foreach (var entry in element.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object))
                    Walk(entry, KeyOf(entry), values);
                break;
            case JsonValueKind.Number:
                values[name] = element.GetDouble();
                break;
        }
    }

    private static string KeyOf(JsonElement entry) => string.Join(
        '/',
        from setting in Settings
        where entry.TryGetProperty(setting, out _)
        let value = entry.GetProperty(setting)
        select value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString(CultureInfo.InvariantCulture) : value.ToString());
}
