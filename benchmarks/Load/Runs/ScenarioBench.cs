using Load.Figures;
using Shared;

namespace Load.Runs;

/// <summary>Measures scenarios: runs to warm up, those that count, and one more to count system calls.</summary>
internal sealed class ScenarioBench(string smpp, int runs, double seconds, bool syscalls, Databases databases)
{
    private const double MostWarmUp = 1;

    public async Task<Figure> MeasureAsync(Scenario scenario)
    {
        await using var site = await ScenarioSite.StartAsync(smpp, scenario, databases);
        await WarmUp.RunAsync(site, scenario, seconds);
        // In an open loop the latencies are what counts, and the customer is a new process each time.
        double warmUp = scenario.IsOpenLoop ? Math.Min(MostWarmUp, seconds / 4) : 0;
        var measured = new List<ScenarioRun>();
        var peaks = new List<double>();
        var offered = scenario;
        for (int i = 0; i < runs; i++)
        {
            if (scenario.ShareOfPeak > 0)
            {
                peaks.Add((await ScenarioRun.RunAsync(site, scenario, seconds)).Result.Rate);
                offered = scenario with { Rate = scenario.ShareOfPeak * peaks[^1] };
            }
            measured.Add(await ScenarioRun.RunAsync(site, offered, seconds, warmUp));
        }
        var measures = Measures(scenario, measured);
        if (peaks.Count > 0)
            measures[Quantity.RateBefore] = Measure.Of(peaks);
        if (site.Gateway is { } gateway)
        {
            measures[Quantity.PeakMemory] = Measure.Of(ProcessUsage.PeakMebi(gateway.Id));
            if (syscalls && await CountSyscallsAsync(site, offered) is { } calls)
                measures[Quantity.Syscalls] = Measure.Of(calls);
            int exitCode = await Site.StopAsync(gateway);
            if (exitCode != 0)
                throw new InvalidOperationException($"{scenario.Name}: the gateway ended with exit code {exitCode}:\n{gateway.Output}");
        }
        return new Figure(scenario.Name, scenario.Text, measures);
    }

    private async Task<double?> CountSyscallsAsync(ScenarioSite site, Scenario scenario)
    {
        await using var counter = await Syscalls.StartAsync(site.Gateway!.Id);
        if (counter is null)
            return null;
        var run = await ScenarioRun.RunAsync(site, scenario, seconds);
        return (double)await counter.EndAsync() / run.Result.Submitted;
    }

    public static Dictionary<string, Measure> Measures(Scenario scenario, IReadOnlyList<ScenarioRun> measured)
    {
        var measures = new Dictionary<string, Measure>();
        Add(Quantity.Rate, run => run.Result.Rate);
        Add(Quantity.P50, run => run.Result.Latency.P50);
        Add(Quantity.P99, run => run.Result.Latency.P99);
        Add(Quantity.P999, run => run.Result.Latency.P999);
        Add(Quantity.CustomerCpu, run => run.Result.ProcessorSeconds * 1e6 / run.Result.Submitted);
        if (scenario.HasGateway)
        {
            Add(Quantity.GatewayCpu, run => run.GatewaySeconds * 1e6 / run.Result.Submitted);
            Add(Quantity.JournalCpu, run => run.JournalSeconds * 1e6 / run.Result.Submitted);
            if (scenario.Cdrs == CdrSink.Sqlite)
                Add(Quantity.CdrCpu, run => run.CdrSeconds * 1e6 / run.Result.Submitted);
            Add(Quantity.Contentions, run => (double)(run.After.Contentions - run.Before.Contentions) / run.Result.Submitted);
            Add(Quantity.Allocated, run => (double)(run.After.Allocated - run.Before.Allocated) / run.Result.Submitted);
            Add(Quantity.Pause, run => (run.After.PauseMilliseconds - run.Before.PauseMilliseconds) / run.Result.Seconds);
            Add(Quantity.Gen2, run => run.After.Gen2 - run.Before.Gen2);
        }
        Add(Quantity.CarrierCpu, run => run.CarrierSeconds * 1e6 / run.Result.Submitted);
        if (scenario.Cdrs == CdrSink.Postgres)
            Add(Quantity.DatabaseCpu, run => run.DatabaseSeconds * 1e6 / run.Result.Submitted);
        if (scenario is { HasGateway: true, Cdrs: not CdrSink.Away })
            Add(Quantity.CdrLag, run => run.CdrLag ?? 0);
        return measures;

        void Add(string quantity, Func<ScenarioRun, double> of) => measures[quantity] = Measure.Of(measured.Select(of));
    }
}
