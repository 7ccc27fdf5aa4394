using System.Diagnostics;
using System.Globalization;

namespace Simulation;

/// <summary>
/// Pools of binds under thousands of message centres that a seed invents. They run in a process whose thread pool has one thread, so that
/// no other thread decides what comes first. A failure names its seed: set POOL_SIMULATION_SEED to it to run that one alone with
/// a trace, or SIMULATION_SEEDS to run more than usual.
/// </summary>
public class PoolSimulationTests
{
    private const int Seeds = 2_000;

    private static readonly int? Replayed = Setting("POOL_SIMULATION_SEED");

    [Fact]
    public void Every_bind_comes_back_on_one_connection_and_every_request_has_one_outcome_whatever_the_hosts_do()
    {
        string output = Run(Replayed ?? 1, Replayed ?? Setting("SIMULATION_SEEDS") ?? Seeds);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        if (Replayed is null)
            Assert.Matches(@"Connects = \d{4,}, Binds = \d{4,}, Sent = \d{6,}, Answered = \d{6,}, Lost = \d{4,}", output);
    }

    [Fact]
    public void A_seed_gives_the_same_figures_in_another_process()
    {
        if (Replayed is null)
            Assert.Equal(Run(1, 30), Run(1, 30));
    }

    private static string Run(int first, int last)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["pools", $"{first}", $"{last}"])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1";
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    private static int? Setting(string name) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
