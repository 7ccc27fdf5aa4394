using System.Globalization;
using Simulation.Pools;
using Xunit.Runner.InProc.SystemConsole;

// Worlds with pools need a thread pool of one thread, and so a process of their own: they are this program, started again by its tests.
if (args is not ["pools", var first, var last])
    return await ConsoleRunner.Run(args);

var sum = default(PoolOutcome);
for (int seed = int.Parse(first, CultureInfo.InvariantCulture); seed <= int.Parse(last, CultureInfo.InvariantCulture); seed++)
{
    try
    {
        using var world = new PoolWorld(seed, first == last ? Console.Out : null);
        // On the pool from its first step on.
        sum += await Task.Run(world.RunAsync);
    }
    catch (Exception e)
    {
        Console.WriteLine($"seed {seed}: {e.Message} (replay: POOL_SIMULATION_SEED={seed} dotnet run --project tests/Simulation)\n{e}");
        return 1;
    }
}
Console.WriteLine(sum);
return 0;
