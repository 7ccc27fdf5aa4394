using Shared;

namespace Interop;

/// <summary>
/// The gateway with one simulated carrier behind it, both as processes, on free ports and a fresh data folder; or without it, where a test
/// is the carrier itself.
/// </summary>
internal sealed class GatewayAndCarrier : IAsyncDisposable
{
    public const string Host = "127.0.0.1";
    public const string SystemId = "interop";
    public const string Password = "secret";

    private readonly TempFolder _folder = new();
    private SmppProcess? _carrier;
    private SmppProcess? _gateway;

    private GatewayAndCarrier()
    {
    }

    public int Port { get; private init; }

    /// <summary>Further <c>[[listen]]</c> tables.</summary>
    private string Listeners { get; init; } = "";

    /// <summary>Where the carrier listens.</summary>
    public int CarrierPort { get; private init; }

    public string DataFolder => _folder["data"];

    /// <summary>Whether the carrier is the simulated one.</summary>
    private bool IsSimulated { get; init; }

    public static async Task<GatewayAndCarrier> StartAsync(int port, int carrierPort, string listeners = "", bool simulated = true)
    {
        var started = new GatewayAndCarrier { Port = port, CarrierPort = carrierPort, Listeners = listeners, IsSimulated = simulated };
        try
        {
            await started.StartProcessesAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a verb that asks the running gateway and returns its output.</summary>
    public async Task<string> AskAsync(string verb)
    {
        var (exitCode, output) = await SmppProcess.RunAsync(verb, "--data", DataFolder, "--json");
        Assert.True(exitCode == 0, $"smpp {verb} ended with {exitCode}:\n{output}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (_carrier is not null)
            await _carrier.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartProcessesAsync()
    {
        WriteConfiguration();
        if (IsSimulated)
        {
            _carrier = SmppProcess.Start("sim", "--listen", $"{Host}:{CarrierPort}");
            await _carrier.WaitForPortAsync(CarrierPort);
        }
        _gateway = SmppProcess.Start("run", "--conf", _folder["conf"], "--data", DataFolder);
        await _gateway.WaitForLineAsync("ready");
    }

    private void WriteConfiguration()
    {
        _folder.Write("conf/smpp.toml", $"""
            [node]
            name = "interop"

            [[listen]]
            address = "{Host}:{Port}"

            {Listeners}

            [cdr]
            sink = "sqlite"
            """);
        _folder.Write("conf/accounts.toml", $"""
            [[account]]
            system_id = "{SystemId}"
            password = "plain:{Password}"
            window = 100
            """);
        _folder.Write("conf/upstreams.toml", $"""
            [[upstream]]
            name = "carrier"
            address = "{Host}:{CarrierPort}"
            system_id = "gateway"
            password = "plain:secret"
            bind = "transceiver"
            binds = 2
            window = 100

            [[group]]
            name = "default"
            strategy = "failover"
            upstreams = ["carrier"]
            """);
        _folder.Write("conf/routes.toml", """
            [[route]]
            name = "all"
            match = { destination = "44" }
            to = "default"
            mode = "store"

            [[route]]
            name = "inbound"
            direction = "mo"
            match = { destination = "12345" }
            account = "interop"
            """);
    }
}
