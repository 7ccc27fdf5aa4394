namespace Cli.Admin;

/// <summary>The query of an admin request.</summary>
internal static class Query
{
    /// <summary><c>?a=1&amp;b=2</c> out of the values that are there; empty when none is.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var parts = new List<string>();
        foreach (var (name, value) in values)
        {
            if (!string.IsNullOrEmpty(value))
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
