namespace Load.Runs;

/// <summary>Runs before those that count, until the gateway's code is compiled: a service is started once and runs for months.</summary>
internal static class WarmUp
{
    private const string CompilerThreads = ".NET Tiered";
    private const double AtRest = 0.03;
    private const int MostRuns = 6;

    public static async Task RunAsync(ScenarioSite site, Scenario scenario, double seconds)
    {
        for (int i = 0; i < MostRuns; i++)
        {
            double before = Compiling(site);
            var run = await ScenarioRun.RunAsync(site, scenario, seconds);
            if (Compiling(site) - before <= run.GatewaySeconds * AtRest)
                return;
        }
    }

    private static double Compiling(ScenarioSite site) => site.ThreadSeconds(CompilerThreads);
}
