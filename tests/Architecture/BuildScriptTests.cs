using System.Diagnostics;
using System.Runtime.Versioning;
using Shared;

namespace Architecture;

[UnsupportedOSPlatform("windows")]
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
        using var tools = Tools("bash", "dirname", "env");

        var (exitCode, output) = Run("build", searchPath: tools.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("the .NET 10 SDK is missing", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./build.sh ci", "gcc libc6-dev")]
    [InlineData("source scripts/common.sh; install_node_packages tests/Interop/node \"$1\"", "nodejs")]
    public void A_machine_without_a_compiler_or_Node_gets_them_from_Debian(string script, string packages)
    {
        using var tools = Tools("bash", "dirname", "env", "mktemp", "cat", "rm");
        Program(tools, "apt-get", "echo \"apt-get $*\"; exit 1");

        var (exitCode, output) = Bash(script, tools);

        Assert.Equal(1, exitCode);
        Assert.Contains(packages, output, StringComparison.Ordinal);
        // Only root can install anything; the others are told what is missing.
        Assert.Equal(Environment.IsPrivilegedProcess, output.Contains("apt-get update -q", StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_of_Node_whose_installation_was_cut_off_are_installed_again_and_others_are_not()
    {
        using var tools = Tools("bash", "dirname", "mktemp", "cat", "rm", "cmp", "mkdir", "cp");
        Program(tools, "apt-get", "");
        Program(tools, "node", "");
        Program(tools, "npm", $"mkdir -p {tools["target"]}/node_modules; echo installs >>{tools["calls"]}; exit $STATUS");
        const string install = "source scripts/common.sh; install_node_packages tests/Interop/node \"$1/target\"";

        Assert.Equal(1, Bash("export STATUS=1; " + install, tools).ExitCode);
        Assert.Equal(0, Bash("export STATUS=0; " + install, tools).ExitCode);
        Assert.Equal(0, Bash("export STATUS=0; " + install, tools).ExitCode);

        Assert.Equal(2, File.ReadAllLines(tools["calls"]).Length);
    }

    [Fact]
    public void Libraries_of_which_the_SDK_makes_no_package_are_named()
    {
        using var tools = Tools("basename", "bash", "cat", "cp", "cut", "dirname", "mkdir", "mktemp", "paste", "readlink", "rm");
        Program(tools, "dotnet", "if [[ $1 == --list-sdks ]]; then echo '10.0.100 [/sdk]'; fi");

        var (exitCode, output) = Bash("scripts/pack.sh \"$1/packages\"", tools);

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no package of Smpp.Client", output, StringComparison.Ordinal);
    }

    /// <summary>A folder to be the whole PATH, with these of the system's programs.</summary>
    private static TempFolder Tools(params string[] names)
    {
        var tools = new TempFolder();
        foreach (string name in names)
            File.CreateSymbolicLink(tools[name], Path.Combine("/usr/bin", name));
        return tools;
    }

    private static void Program(TempFolder tools, string name, string script)
    {
        File.WriteAllText(tools[name], $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(tools[name], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static (int ExitCode, string Output) Run(string verb, string? searchPath = null) =>
        Start("/bin/sh", ["-c", "exec ./build.sh \"$0\" 2>&1", verb], searchPath);

    /// <summary>Runs lines of bash, for which $1 is the folder, with nothing but it on the PATH.</summary>
    private static (int ExitCode, string Output) Bash(string script, TempFolder tools) =>
        Start("/bin/bash", ["-c", $"exec 2>&1; set -euo pipefail; root=$PWD; {script}", "bash", tools.Path], tools.Path);

    private static (int ExitCode, string Output) Start(string program, string[] arguments, string? searchPath)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        if (searchPath is not null)
            start.Environment["PATH"] = searchPath;
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return (script.ExitCode, output);
    }
}
