using System.Globalization;
using System.Text.RegularExpressions;

namespace Architecture;

/// <summary>The tables of docs/conformance.md, and those of docs/field-reports.md, which name tests in the same way.</summary>
internal static partial class ConformancePage
{
    public const string Path = "docs/conformance.md";
    public const string Reports = "docs/field-reports.md";
    public const string NotDone = "Not done yet";
    public const string Elsewhere = "Not the codec's";
    public const string Pdus = "PDUs";

    private const string RuleHeading = "#";

    /// <summary>The rows of all tables, heads and rules left out, each with the section and the first heading of its table.</summary>
    public static IReadOnlyList<Row> Rows { get; } = [.. Read(Path)];

    public static IReadOnlyList<Row> ReportRows { get; } = [.. Read(Reports)];

    public static IEnumerable<Row> Rules => Rows.Where(row => row.Heading == RuleHeading);

    /// <summary>What the page names as <c>Class.Method</c> in a piece of its text.</summary>
    public static IEnumerable<string> TestsIn(string text) => NamedTest().Matches(text).Select(named => named.Groups["test"].Value);

    private static IEnumerable<Row> Read(string path)
    {
        string section = "";
        string? heading = null;
        string[] lines = Tree.ReadLines(path);
        foreach (string line in lines)
        {
            if (line.StartsWith("##", StringComparison.Ordinal))
                section = line.TrimStart('#', ' ');
            if (!line.StartsWith('|'))
            {
                heading = null;
                continue;
            }
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
            if (heading is null)
                heading = cells[0];
            else if (!cells[0].StartsWith("---", StringComparison.Ordinal))
                yield return new Row(section, heading, cells);
        }
    }

    [GeneratedRegex(@"`(?<test>[A-Z]\w*Tests\.[A-Z]\w*)`")]
    private static partial Regex NamedTest();

    internal sealed record Row(string Section, string Heading, string[] Cells)
    {
        public int Number => int.Parse(Cells[0], CultureInfo.InvariantCulture);

        public override string ToString() => $"{Section}: {Cells[0]}";
    }
}
