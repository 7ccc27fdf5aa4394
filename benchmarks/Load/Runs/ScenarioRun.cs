using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Shared;
using Simulator.Customers;

namespace Load.Runs;

/// <summary>One run of a scenario: what the customer saw, and what each process used for it.</summary>
internal sealed record ScenarioRun(
    LoadResult Result, double GatewaySeconds, double JournalSeconds, double CdrSeconds, double CarrierSeconds, double DatabaseSeconds,
    double? CdrLag, StatusSample Before, StatusSample After)
{
    private const string JournalThreads = "journal";
    private const string CdrThread = "cdr sqlite";

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(3);

    /// <summary>Loads the site for so long, and waits for the last receipt and the last CDR row.</summary>
    public static async Task<ScenarioRun> RunAsync(ScenarioSite site, Scenario scenario, double seconds, double warmUp = 0)
    {
        var before = site.Status is null ? default : await site.Status.AskAsync();
        double gateway = site.Gateway is null ? 0 : ProcessUsage.CpuSeconds(site.Gateway.Id), carrier = site.CarrierSeconds();
        double journal = site.ThreadSeconds(JournalThreads), cdrs = site.ThreadSeconds(CdrThread);
        double database = site.DatabaseSeconds();
        var (exitCode, output) = await site.Site.RunAsync(
            Arguments(scenario, site.Port, seconds, warmUp), TimeSpan.FromSeconds(seconds) + Slack);
        long ended = Stopwatch.GetTimestamp();
        if (exitCode != 0)
            throw new InvalidOperationException($"{scenario.Name}: smpp load ended with exit code {exitCode}:\n{output}");
        double? lag = null;
        if (scenario is { HasGateway: true, Cdrs: not CdrSink.Away })
        {
            await site.Status!.WaitForCdrsAsync();
            lag = Stopwatch.GetElapsedTime(ended).TotalSeconds;
        }
        return new ScenarioRun(
            JsonSerializer.Deserialize(output, LoadJson.Default.LoadResult)!,
            site.Gateway is null ? 0 : ProcessUsage.CpuSeconds(site.Gateway.Id) - gateway,
            site.ThreadSeconds(JournalThreads) - journal,
            site.ThreadSeconds(CdrThread) - cdrs,
            site.CarrierSeconds() - carrier,
            site.DatabaseSeconds() - database,
            lag, before, site.Status is null ? default : await site.Status.AskAsync());
    }

    private static string[] Arguments(Scenario scenario, int port, double seconds, double warmUp)
    {
        List<string> arguments =
        [
            "load", "--target", Text($"{Site.Host}:{port}"), "--system-id", Site.SystemId, "--password", Site.Password, "--json",
            "--binds", Text($"{scenario.Binds}"), "--window", Text($"{scenario.Window}"), "--mix", scenario.Mix,
            "--duration", Text($"{seconds * 1000:0}ms"), "--warm-up", Text($"{warmUp * 1000:0}ms"),
        ];
        if (scenario.Rate > 0)
            arguments.AddRange(["--rate", Text($"{scenario.Rate:0.###}")]);
        if (scenario.Receipts)
            arguments.Add("--receipts");
        return [.. arguments];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
