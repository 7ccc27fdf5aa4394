namespace Shared;

/// <summary>The working tree that the running test was built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Smpp.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Smpp.sln above {AppContext.BaseDirectory}: run the tests from a build of the tree.");
    }
}
