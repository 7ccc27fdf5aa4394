using System.Reflection;
using System.Text.RegularExpressions;
using Shared;

namespace Architecture;

public partial class SourceTests
{
    private const int MostLines = 450;
    private const int MostColumns = 140;

    private const BindingFlags AnyMethod =
        BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void No_source_file_outgrows_its_one_reason_to_exist() =>
        Found.Nothing(
            from path in Tree.Sources("src")
            let lines = Tree.ReadLines(path).Length
            where lines > MostLines
            select $"{path}: {lines} lines, at most {MostLines}");

    [Fact]
    public void No_line_is_wider_than_the_editorconfig_says() =>
        Found.Nothing(Hits(Tree.Sources("src", "tests", "benchmarks"), new Regex($"^.{{{MostColumns + 1}}}")));

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() => Found.Nothing(Hits(Tree.Sources("src", "tests", "benchmarks"), LeftForLater()));

    [Fact]
    public void No_test_is_switched_off_or_cannot_fail() => Found.Nothing(Hits(Tree.Sources("tests"), EmptyTest()));

    [Fact]
    public void No_file_is_a_drawer_for_whatever_fits_nowhere() =>
        Assert.DoesNotContain(Tree.Sources("src", "tests", "benchmarks"), path => Drawer().IsMatch(Path.GetFileName(path)));

    [Fact]
    public void The_tree_names_no_path_of_one_machine() =>
        Found.Nothing(Hits(Tree.TextFiles, MachinePath()));

    [Fact]
    public void The_tree_names_no_package_registry() =>
        Found.Nothing(Hits(
            Tree.TextFiles.Where(path => path != "tests/Architecture/SourceTests.cs"),
            new Regex(@"nuget\.org|npmjs\.(org|com)|deb\.debian\.org|pypi\.org|crates\.io", RegexOptions.CultureInvariant)));

    [Fact]
    public void The_tree_points_at_nothing_outside_itself() =>
        Found.Nothing(Hits(Tree.TextFiles.Where(path => path != "tests/Architecture/SourceTests.cs"), new Regex(@"\.\./shared")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Tree.Read("Smpp.sln").Replace('\\', '/');

        Found.Nothing(
            from path in Tree.Files
            where path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal)
            select path);
    }

    [Fact]
    public void Every_source_project_has_its_tests() =>
        Found.Nothing(
            from project in Layers.MayReference.Keys
            where !File.Exists(Repository.PathOf("tests", $"{project}.Tests", $"{project}.Tests.csproj"))
            select project);

    [Theory]
    [MemberData(nameof(Layers.Projects), MemberType = typeof(Layers))]
    public void A_log_event_id_is_used_once_in_its_project(string project)
    {
        var ids =
            from type in Assembly.Load(Layers.AssemblyOf(project)).GetTypes()
            from method in type.GetMethods(AnyMethod)
            from attribute in method.GetCustomAttributesData()
            where attribute.AttributeType.Name == "LoggerMessageAttribute"
            select (Id: EventId(attribute), Name: $"{type.Name}.{method.Name}");

        Found.Nothing(
            from use in ids
            group use.Name by use.Id into uses
            where uses.Key <= 0 || uses.Count() > 1
            select $"event id {uses.Key}: {string.Join(", ", uses)}");
    }

    private static int EventId(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Where(argument => argument.ArgumentType == typeof(int))
            .Select(argument => argument.Value)
            .Concat(attribute.NamedArguments.Where(argument => argument.MemberName == "EventId")
                .Select(argument => argument.TypedValue.Value))
            .Cast<int>().FirstOrDefault();

    private static IEnumerable<string> Hits(IEnumerable<string> paths, Regex wanted) =>
        from path in paths
        from line in Tree.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1))
        where wanted.IsMatch(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex(@"\bTO[D]O\b|\bFIX[M]E\b|\bHA[C]K\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"\bSkip[ ]*=|Assert\.True\(true|Assert\.Skip")]
    private static partial Regex EmptyTest();

    [GeneratedRegex("(?<![a-zA-Z0-9._~-])(/work|/tmp|/home|/root)/[a-zA-Z0-9]")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(Utils?|Helpers?|Misc|Common)\.cs$")]
    private static partial Regex Drawer();
}
