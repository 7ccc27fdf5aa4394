using System.Collections.Frozen;

namespace Architecture;

/// <summary>The arrows of docs/architecture.md: which project may reference which, and which packages the libraries take.</summary>
internal static class Layers
{
    public static readonly FrozenDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Smpp.Protocol"] = [],
        ["Smpp.Session"] = ["Smpp.Protocol"],
        ["Smpp.Server"] = ["Smpp.Session"],
        ["Smpp.Client"] = ["Smpp.Session"],
        ["Smpp.Testing"] = ["Smpp.Session"],
        ["Smpp.Hosting"] = ["Smpp.Client", "Smpp.Server"],
        ["Routing"] = ["Smpp.Protocol"],
        ["Storage"] = ["Smpp.Protocol"],
        ["Gateway"] = ["Smpp.Server", "Smpp.Client", "Routing", "Storage"],
        ["Simulator"] = ["Smpp.Server", "Smpp.Client"],
        ["Cli"] = ["Gateway", "Simulator"],
    }.ToFrozenDictionary();

    /// <summary>What an application takes along with a library from the package feed.</summary>
    public static readonly FrozenDictionary<string, string[]> LibraryPackages = new Dictionary<string, string[]>
    {
        ["Smpp.Protocol"] = [],
        ["Smpp.Session"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Smpp.Server"] = [],
        ["Smpp.Client"] = [],
        ["Smpp.Testing"] = [],
        ["Smpp.Hosting"] =
        [
            "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Options",
        ],
    }.ToFrozenDictionary();

    public static TheoryData<string> Projects => [.. MayReference.Keys.Order()];

    public static TheoryData<string> Libraries => [.. LibraryPackages.Keys.Order()];

    /// <summary>The project and all that its arrows lead to.</summary>
    public static HashSet<string> Reach(string project)
    {
        HashSet<string> reached = [project];
        foreach (var next in MayReference[project])
            reached.UnionWith(Reach(next));
        return reached;
    }

    public static string AssemblyOf(string project) => project == "Cli" ? "smpp" : project;
}
