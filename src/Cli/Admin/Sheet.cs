using System.Globalization;
using System.Text.Json;
using Smpp.Protocol;
using Spectre.Console;

namespace Cli.Admin;

/// <summary>Tables for people, filled from JSON. Off a terminal lines are not cut at its width.</summary>
internal static class Sheet
{
    private const int WideEnough = 400;

    /// <summary>One row for each element; a column is a heading and what to show of an element.</summary>
    public static void Print(JsonElement rows, string none, params (string Heading, Func<JsonElement, string> Cell)[] columns) =>
        Print([.. rows.EnumerateArray()], none, columns);

    /// <summary>One row for each item; a column is a heading and what to show of an item.</summary>
    public static void Print<T>(IReadOnlyList<T> rows, string none, params (string Heading, Func<T, string> Cell)[] columns)
    {
        if (rows.Count == 0)
        {
            Console.WriteLine(none);
            return;
        }
        var table = New();
        foreach (var (heading, _) in columns)
            table.AddColumn(new TableColumn(Markup.Escape(heading)).NoWrap());
        foreach (var row in rows)
            table.AddRow([.. columns.Select(column => Shown(column.Cell(row)))]);
        Write(table);
    }

    /// <summary>Names and values, one a line.</summary>
    public static void Print(params (string Name, string Value)[] lines)
    {
        var table = New().AddColumns("", "").HideHeaders();
        foreach (var (name, value) in lines)
            table.AddRow(Markup.Escape(name), Shown(value));
        Write(table);
    }

    /// <summary>A property as text: numbers with thousands separated, null and what is absent as nothing.</summary>
    public static string Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return "";
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.TryGetInt64(out long whole) => whole.ToString("N0", CultureInfo.InvariantCulture),
            JsonValueKind.Number => value.GetDouble().ToString("N1", CultureInfo.InvariantCulture),
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => item.ToString())),
            _ => "",
        };
    }

    /// <summary>A column that shows a property under its own name.</summary>
    public static (string Heading, Func<JsonElement, string> Cell) Column(string name, string? heading = null) =>
        (heading ?? name.Replace('_', ' '), row => Text(row, name));

    /// <summary>A time as hours, minutes and seconds ago.</summary>
    public static string Duration(double seconds) => seconds < 86_400
        ? TimeSpan.FromSeconds(seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : TimeSpan.FromSeconds(seconds).ToString(@"d'd 'h\:mm\:ss", CultureInfo.InvariantCulture);

    // Addresses and ids are what peers have sent.
    private static string Shown(string text) => Markup.Escape(PeerText.Shown(text));

    private static Table New() => new Table().Border(TableBorder.Simple);

    private static void Write(Table table)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = WideEnough;
        AnsiConsole.Write(table);
    }
}
