using Shared;

namespace Architecture;

/// <summary>What <c>./build.sh demo</c> runs, on the <c>smpp</c> beside the tests.</summary>
public class DemoTests
{
    private static readonly string Driver =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Load", "release", "Load.dll"));

    [Fact]
    public async Task A_demonstration_that_is_told_to_end_takes_its_gateway_and_carriers_along()
    {
        await using var demo = Start("--messages", "100000000");
        string folder = (await demo.WaitForLineAsync("==> folder "))["==> folder ".Length..];
        await demo.WaitForLineAsync("==> gateway on port");
        await Until.Async(() => RunningOn(folder).Count == 3);

        demo.Terminate();

        Assert.Equal(130, await demo.WaitForExitAsync());
        await Until.Async(() => RunningOn(folder).Count == 0);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task A_demonstration_of_no_message_is_refused(string messages)
    {
        await using var demo = Start("--messages", messages);

        Assert.NotEqual(0, await demo.WaitForExitAsync());
        Assert.Contains("--messages must be at least 1", demo.Output, StringComparison.Ordinal);
    }

    private static ChildProcess Start(params string[] arguments) => ChildProcess.StartProgram(
        "dotnet", [Driver, "demo", "--smpp", Path.Combine(AppContext.BaseDirectory, "smpp.dll"), .. arguments]);

    /// <summary>The processes whose arguments name something in the folder.</summary>
    private static List<string> RunningOn(string folder)
    {
        var running = new List<string>();
        foreach (string process in Directory.GetDirectories("/proc", "*").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains(folder, StringComparison.Ordinal))
                    running.Add(process);
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }
        return running;
    }
}
