using Shared;

namespace Architecture;

/// <summary>The files of the tree as a clone has them: without what a build or a run adds.</summary>
internal static class Tree
{
    private static readonly HashSet<string> NotOurs = [".git", "artifacts", "bin", "obj", "node_modules", "data", "TestResults"];

    private static readonly HashSet<string> TextKinds =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".js", ".yml", ".toml", ".sql", ".sh", ".md", ".txt", ".hex",
        ".config", "",
    ];

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Enumerate(Repository.Root).Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles => Files.Where(path => TextKinds.Contains(Path.GetExtension(path)));

    public static IEnumerable<string> Sources(params string[] folders) =>
        Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && folders.Contains(path.Split('/')[0]));

    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    public static string[] ReadLines(string path) => File.ReadAllLines(Repository.PathOf(path));

    private static IEnumerable<string> Enumerate(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
            if (!NotOurs.Contains(Path.GetFileName(inner)))
                foreach (var file in Enumerate(inner))
                    yield return file;
    }
}
