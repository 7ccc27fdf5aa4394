namespace Storage.Cdr;

/// <summary>Values between commas (RFC 4180).</summary>
public static class CsvText
{
    /// <summary>The value as it stands, or in quotes where it holds a comma, a quote or a line end.</summary>
    public static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
