using System.Globalization;
using System.Text.RegularExpressions;
using Smpp.Protocol;

namespace Architecture;

/// <summary>
/// docs/conformance.md says which test holds which rule, docs/field-reports.md which holds what others reported; here the pages and the
/// tests are held together.
/// </summary>
public partial class ConformanceTests
{
    private const int Last = 144;

    private static readonly HashSet<string> Tests = [.. Tree.Sources("tests").SelectMany(TestsOf)];

    [Fact]
    public void The_tests_are_found() => Assert.Contains("ConformanceTests.The_tests_are_found", Tests);

    [Theory]
    [InlineData(ConformancePage.Path)]
    [InlineData(ConformancePage.Reports)]
    public void Every_test_that_a_page_names_exists(string page) =>
        Found.Nothing(ConformancePage.TestsIn(Tree.Read(page)).Distinct().Except(Tests));

    [Fact]
    public void Every_rule_has_a_number_that_stands_once() =>
        Assert.Equal(
            Enumerable.Range(1, Last),
            ConformancePage.Rules.Select(rule => rule.Number).Order());

    [Fact]
    public void Rules_stand_in_the_order_of_their_numbers() =>
        Found.Nothing(
            from section in ConformancePage.Rules.GroupBy(rule => rule.Section)
            where !section.Select(rule => rule.Number).SequenceEqual(section.Select(rule => rule.Number).Order())
            select section.Key);

    [Fact]
    public void No_row_is_without_a_test() =>
        Found.Nothing(
            from row in ConformancePage.Rows
            where row.Section != ConformancePage.Elsewhere && !ConformancePage.TestsIn(row.Cells[^1]).Any()
            select $"{row} names no test");

    [Fact]
    public void Every_report_names_the_tests_that_hold_it_or_what_is_missing()
    {
        Assert.NotEmpty(ConformancePage.ReportRows);
        Found.Nothing(
            from row in ConformancePage.ReportRows
            let isDone = row.Section != ConformancePage.NotDone
            let isHeld = ConformancePage.TestsIn(row.Cells[^1]).Any()
            where row.Cells.Length != (isDone ? 4 : 2) || row.Cells.Contains("") || isHeld != isDone
            select row.ToString());
    }

    [Fact]
    public void Every_rule_cites_its_section() =>
        Found.Nothing(
            from rule in ConformancePage.Rules
            where rule.Section != ConformancePage.Elsewhere && !Citation().IsMatch(rule.Cells[2])
            select $"{rule} cites \"{rule.Cells[2]}\"");

    [Fact]
    public void Every_command_has_its_row_and_each_of_its_cells_a_test()
    {
        ConformancePage.Row[] rows = [.. ConformancePage.Rows.Where(row => row.Section == ConformancePage.Pdus)];

        Assert.Equal(
            Enum.GetValues<CommandId>().Select(id => (id.Name, (uint)id)).Order(),
            rows.Where(row => row.Cells[1].Length > 0).Select(row => (row.Cells[0], Number(row.Cells[1]))).Order());
        Found.Nothing(
            from row in rows
            from cell in row.Cells[^3..]
            where !ConformancePage.TestsIn(cell).Any()
            select $"{row}: \"{cell}\"");
    }

    private static uint Number(string hexadecimal) => uint.Parse(hexadecimal[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>What xunit runs of a file: the methods behind a Fact or a Theory, under the class before them.</summary>
    private static IEnumerable<string> TestsOf(string path)
    {
        string name = "";
        bool announced = false;
        foreach (string line in Tree.ReadLines(path))
        {
            if (ClassHead().Match(line) is { Success: true } head)
                name = head.Groups["name"].Value;
            announced |= TestAttribute().IsMatch(line);
            if (!announced || MethodHead().Match(line) is not { Success: true } method)
                continue;
            announced = false;
            yield return $"{name}.{method.Groups["name"].Value}";
        }
    }

    [GeneratedRegex(@"^\s*public .*class (?<name>\w+)")]
    private static partial Regex ClassHead();

    [GeneratedRegex(@"^\s*\[\w*(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^\s*public (async )?(void|Task|ValueTask) (?<name>\w+)\(")]
    private static partial Regex MethodHead();

    [GeneratedRegex(@"^(v3\.4|v5\.0|3GPP [\d.]+) (§|Table |Appendix )")]
    private static partial Regex Citation();
}
