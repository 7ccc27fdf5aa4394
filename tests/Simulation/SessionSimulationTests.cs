using System.Globalization;

namespace Simulation;

/// <summary>
/// Sessions of both roles under hundreds of networks and applications that a seed invents. A failure names its seed:
/// set SIMULATION_SEED to it to run that one alone, or SIMULATION_SEEDS to run more than usual.
/// </summary>
public class SessionSimulationTests
{
    private const int Seeds = 200;

    private static readonly int? Replayed = Setting("SIMULATION_SEED");

    [Fact]
    public void Every_request_has_one_outcome_and_no_session_is_stuck_whatever_the_network_does()
    {
        var total = default(World.Outcome);
        int first = Replayed ?? 1, last = Replayed ?? Setting("SIMULATION_SEEDS") ?? Seeds;
        for (int seed = first; seed <= last; seed++)
        {
            var outcome = Run(seed);
            total = new World.Outcome(
                total.Connections + outcome.Connections, total.Events + outcome.Events, total.Sent + outcome.Sent,
                total.Answered + outcome.Answered, total.Lost + outcome.Lost, total.Seen + outcome.Seen);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{total}");
        // A simulation in which nothing happens would hold every promise.
        int seeds = last - first + 1;
        if (seeds >= 100)
            Assert.True(total.Connections > 2 * seeds && total.Answered > 300 * seeds && total.Lost > 10 * seeds, $"{total}");
    }

    [Fact]
    public void A_seed_always_gives_the_same_run()
    {
        for (int seed = 1; seed <= 10; seed++)
            Assert.Equal(Run(seed), Run(seed));
    }

    private static World.Outcome Run(int seed)
    {
        try
        {
            return new World(seed).Run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"seed {seed}: {e.Message} (replay: SIMULATION_SEED={seed} dotnet run --project tests/Simulation)", e);
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
