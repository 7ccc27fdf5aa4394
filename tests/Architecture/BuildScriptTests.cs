using System.Diagnostics;
using Shared;

namespace Architecture;

public class BuildScriptTests
{
    [Theory]
    [InlineData("build")]
    [InlineData("run")]
    [InlineData("demo")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData("fuzz")]
    [InlineData("format")]
    [InlineData("pack")]
    [InlineData("ci")]
    public void The_help_lists(string verb)
    {
        var (exitCode, output) = Run("help");

        Assert.Equal(0, exitCode);
        Assert.Contains(output.Split('\n'), line => line.StartsWith($"  {verb} ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_verb_that_it_does_not_know_fails_and_shows_those_that_it_knows()
    {
        var (exitCode, output) = Run("deploy");

        Assert.Equal(1, exitCode);
        Assert.Contains("unknown verb 'deploy'", output, StringComparison.Ordinal);
        Assert.Contains("./build.sh VERB", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_the_SDK_is_told_what_is_missing()
    {
        using var tools = new TempFolder();
        foreach (var tool in new[] { "bash", "dirname", "env" })
            File.CreateSymbolicLink(tools[tool], Path.Combine("/usr/bin", tool));

        var (exitCode, output) = Run("build", searchPath: tools.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("the .NET 10 SDK is missing", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Run(string verb, string? searchPath = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec ./build.sh \"$0\" 2>&1", verb])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        if (searchPath is not null)
            start.Environment["PATH"] = searchPath;
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return (script.ExitCode, output);
    }
}
