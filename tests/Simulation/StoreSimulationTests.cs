using System.Diagnostics;
using System.Globalization;
using Simulation.Stores;

namespace Simulation;

/// <summary>
/// The journal and what is alive in it, on thousands of disks that a seed invents: they fail, fill up, tear what was not synced. One
/// thread runs at a time, and the seed says which. A failure names its seed: set STORE_SIMULATION_SEED to it to run that one alone
/// with a trace, or SIMULATION_SEEDS to run more than usual.
/// </summary>
public class StoreSimulationTests
{
    private const int Seeds = 2_000;

    private static readonly int? Replayed = Setting("STORE_SIMULATION_SEED");

    [Fact]
    public void Nothing_that_was_acknowledged_is_lost_and_accepted_is_ended_and_pending_whatever_the_disk_does()
    {
        if (Replayed is { } seed)
        {
            Replay(seed);
            return;
        }

        var sum = default(StoreOutcome);
        var gate = new Lock();
        Parallel.For(
            1, (Setting("SIMULATION_SEEDS") ?? Seeds) + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            static () => default(StoreOutcome), static (seed, _, sum) => sum + Run(seed), part =>
            {
                lock (gate)
                    sum += part;
            });

        TestContext.Current.TestOutputHelper?.WriteLine($"{sum}");
        // A simulation in which nothing happens would hold every promise.
        if (sum.Worlds >= 100)
        {
            Assert.True(
                sum.Starts > 4 * sum.Worlds && sum.FailedStarts > sum.Worlds / 10 && sum.FullSegmentStarts > sum.Worlds / 50
                && sum.Cuts > sum.Worlds && sum.Kills > sum.Worlds && sum.FailedLives > sum.Worlds / 4 && sum.FullDisks > sum.Worlds
                && sum.Accepted > 10 * sum.Worlds && sum.Rows > 30 * sum.Worlds && sum.Carried > 100 * sum.Worlds,
                $"{sum}");
        }
    }

    [Fact]
    public void A_seed_always_gives_the_same_life_of_a_store()
    {
        for (int seed = 1; seed <= 20; seed++)
            Assert.Equal(Run(seed), Run(seed));
    }

    [Fact]
    public void A_seed_gives_the_same_life_of_a_store_in_another_process()
    {
        if (Replayed is not null)
            return;
        const int Seed = 7;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-noColor", "-showLiveOutput", "-method", "*.Nothing_that_was_acknowledged*"])
            start.ArgumentList.Add(argument);
        start.Environment["STORE_SIMULATION_SEED"] = $"{Seed}";
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Contains($"{Run(Seed)}", output, StringComparison.Ordinal);
    }

    private static StoreOutcome Run(int seed)
    {
        try
        {
            return new StoreWorld(seed).Run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"seed {seed}: {e.Message} (replay: STORE_SIMULATION_SEED={seed} dotnet run --project tests/Simulation -- "
                + $"-class '*StoreSimulationTests')", e);
        }
    }

    /// <summary>Runs one seed and writes all that happens to a file.</summary>
    private static void Replay(int seed)
    {
        string path = Path.Combine(Path.GetTempPath(), $"store-simulation-{seed}-{Environment.ProcessId}.trace");
        TestContext.Current.TestOutputHelper?.WriteLine($"the trace is in {path}");
        using var text = File.CreateText(path);
        try
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{new StoreWorld(seed, text).Run()}");
        }
        catch (Exception e)
        {
            text.WriteLine(e);
            throw new InvalidOperationException($"seed {seed}: {e.Message} (trace: {path})", e);
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
