using System.Reflection;
using System.Xml.Linq;
using Shared;

namespace Architecture;

public class LayerTests
{
    public static TheoryData<string> Projects => Layers.Projects;

    public static TheoryData<string> Libraries => Layers.Libraries;

    [Fact]
    public void Every_folder_of_src_is_in_the_table_of_layers() =>
        Assert.Equal(Layers.MayReference.Keys.Order(), Directory.GetDirectories(Repository.PathOf("src")).Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_references_only_the_layers_below_it(string project)
    {
        var referenced = ProjectFile(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Found.Nothing(referenced.Except(Layers.MayReference[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_the_layers_that_its_arrows_reach(string project)
    {
        var ours = Layers.MayReference.Keys.ToDictionary(Layers.AssemblyOf);
        var used = Assembly.Load(Layers.AssemblyOf(project)).GetReferencedAssemblies()
            .Where(reference => ours.ContainsKey(reference.Name!))
            .Select(reference => ours[reference.Name!]);

        Found.Nothing(used.Except(Layers.Reach(project)));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_brings_only_its_allowed_packages(string library)
    {
        var packages = ProjectFile(library).Descendants("PackageReference")
            .Where(reference => reference.Attribute("PrivateAssets")?.Value != "all")
            .Select(reference => reference.Attribute("Include")!.Value);

        Found.Nothing(packages.Except(Layers.LibraryPackages[library]));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_uses_only_the_base_class_library_and_its_allowed_packages(string library)
    {
        var allowed = Layers.Reach(library).Where(Layers.LibraryPackages.ContainsKey)
            .SelectMany(reached => Layers.LibraryPackages[reached].Append(reached));
        var used = Assembly.Load(library).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Found.Nothing(used.Except(allowed));
    }

    [Fact]
    public void The_codec_knows_no_task_socket_or_logger()
    {
        string[] beyondTheCodec = ["System.Net", "System.Threading.", "System.IO.Pipelines", "Microsoft.Extensions"];
        var used = Assembly.Load("Smpp.Protocol").GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(used, name => beyondTheCodec.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static XDocument ProjectFile(string project) => XDocument.Load(Repository.PathOf("src", project, project + ".csproj"));
}
