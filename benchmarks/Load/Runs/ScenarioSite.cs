using System.Globalization;
using Shared;

namespace Load.Runs;

/// <summary>The processes of one scenario: its carriers, and the gateway if it has one.</summary>
internal sealed class ScenarioSite : IAsyncDisposable
{
    // A carrier's own windows must not be what limits the gateway: with 100 receipts unanswered a bind, each for as long as a sync takes
    // on a busy machine, they come slower than the messages go, and pile up at the carrier.
    private const int UpstreamWindow = 1_000;

    private readonly Site _site;
    private readonly List<ChildProcess> _carriers = [];

    private ScenarioSite(Site site) => _site = site;

    private Databases? _databases;

    public ChildProcess? Gateway { get; private set; }

    public GatewayStatus? Status { get; private set; }

    /// <summary>Where the customer binds.</summary>
    public int Port { get; private set; }

    public Site Site => _site;

    public static async Task<ScenarioSite> StartAsync(string smpp, Scenario scenario, Databases databases)
    {
        var started = new ScenarioSite(new Site(smpp));
        try
        {
            await started.StartProcessesAsync(scenario, databases);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>What runs already.</summary>
    public static ScenarioSite Of(Site site, ChildProcess gateway, GatewayStatus status) =>
        new(site) { Gateway = gateway, Status = status, Port = site.GatewayPort };

    /// <summary>Processor time of the carriers.</summary>
    public double CarrierSeconds() => _carriers.Sum(carrier => ProcessUsage.CpuSeconds(carrier.Id));

    /// <summary>Processor time of the gateway's threads whose names begin so.</summary>
    public double ThreadSeconds(string name) => Gateway is null ? 0 : ProcessUsage.CpuSeconds(Gateway.Id, name);

    /// <summary>Processor time of the CDR database's own processes; 0 where it has none.</summary>
    public double DatabaseSeconds() => _databases?.CpuSeconds() ?? 0;

    public async ValueTask DisposeAsync()
    {
        Status?.Dispose();
        await _site.DisposeAsync();
    }

    private async Task StartProcessesAsync(Scenario scenario, Databases databases)
    {
        var carriers = Enumerable.Range(1, scenario.Upstreams).Select(number => ($"carrier-{number}", FreePort.Next())).ToArray();
        foreach (var (_, port) in carriers)
            _carriers.Add(await _site.StartCarrierAsync(port, "--window", UpstreamWindow.ToString(CultureInfo.InvariantCulture)));
        Port = carriers[0].Item2;
        if (!scenario.HasGateway)
            return;
        Port = _site.GatewayPort;
        if (scenario.Cdrs == CdrSink.Postgres)
            _databases = databases;
        _site.WriteConfiguration(Options(scenario, databases), carriers);
        Gateway = await _site.StartGatewayAsync();
        Status = _site.Status();
    }

    private static SiteOptions Options(Scenario scenario, Databases databases)
    {
        // What is relayed must find room in the upstream's windows, or is refused: in either of them room for all.
        int relayed = scenario.Way == Way.Relay ? scenario.Binds * scenario.Window : 0;
        return new SiteOptions
        {
            Durability = scenario.Durability,
            CdrLines = scenario.Cdrs switch
            {
                CdrSink.Sqlite => "sink = \"sqlite\"",
                CdrSink.Postgres => Postgres(databases.New()),
                _ => Postgres(string.Create(
                    CultureInfo.InvariantCulture, $"Host={Site.Host};Port={FreePort.Next()};Username=nobody;Database=nothing")),
            },
            AccountBinds = scenario.Binds,
            AccountWindow = Math.Max(200, scenario.Window),
            // One bind with the window of eight owes the receipts of eight.
            DeliverWindow = Math.Max(100, scenario.Window),
            UpstreamBinds = scenario.UpstreamBinds,
            UpstreamWindow = Math.Max(UpstreamWindow, relayed),
            Strategy = scenario.Upstreams == 1 ? "failover" : "weighted",
            Mode = scenario.Way == Way.Relay ? "relay" : "store",
        };
    }

    private static string Postgres(string connection) => $"sink = \"postgres\"\nconnection = \"plain:{connection}\"";
}
