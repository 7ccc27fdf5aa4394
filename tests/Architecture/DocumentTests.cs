using System.Text.RegularExpressions;
using Shared;

namespace Architecture;

public partial class DocumentTests
{
    private static IEnumerable<string> Documents => Tree.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("SECURITY.md")]
    [InlineData("LICENSE")]
    [InlineData("docs/architecture.md")]
    [InlineData("conf/smpp.toml")]
    [InlineData("conf/accounts.toml")]
    [InlineData("conf/upstreams.toml")]
    [InlineData("conf/routes.toml")]
    public void The_tree_has(string path) => Assert.Contains(path, Tree.Files);

    [Fact]
    public void Every_path_that_a_document_names_exists() =>
        Found.Nothing(
            from document in Documents
            from Match named in NamedPath().Matches(Tree.Read(document))
            let path = named.Groups["path"].Value
            where !Exists(path)
            select $"{document}: {path}");

    [Fact]
    public void Every_link_between_documents_leads_somewhere() =>
        Found.Nothing(
            from document in Documents
            from Match link in Link().Matches(Tree.Read(document))
            let target = link.Groups["target"].Value
            where !target.Contains(':')
            let path = Path.Combine(Path.GetDirectoryName(Repository.PathOf(document))!, target)
            where !Path.Exists(path)
            select $"{document}: {target}");

    /// <summary>A star stands for any name in its folder; artifacts are made by the build.</summary>
    private static bool Exists(string path)
    {
        if (!path.Contains('*'))
            return Path.Exists(Repository.PathOf(path));
        var pattern = new Regex("^" + Regex.Escape(path).Replace("\\*", "[^/]*", StringComparison.Ordinal) + "(/|$)");
        return Tree.Files.Any(file => pattern.IsMatch(file));
    }

    [GeneratedRegex(@"`(?<path>(src|tests|docs|conf|scripts|benchmarks|\.ci)/[^`\s:]*)[^`]*`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
