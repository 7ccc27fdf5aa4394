using System.Globalization;
using System.Text.Json;
using Shared;

namespace Load;

/// <summary>A fresh folder with a configuration, and the processes that run on it: carriers and the gateway, on free ports.</summary>
internal sealed class Site(string smpp) : IAsyncDisposable
{
    public const string Host = "127.0.0.1";
    public const string SystemId = "demo";
    public const string Password = "demo";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly List<ChildProcess> _processes = [];

    public int GatewayPort { get; } = FreePort.Next();

    public string Folder => _folder.Path;

    public bool Keep { get; init; }

    public string Ledger(string name) => _folder[$"{name}.ledger"];

    public string CdrDatabase => Path.Combine(_folder["data"], "cdr.db");

    /// <summary>Writes a configuration with these carriers in one failover group; accounts and upstreams get wide windows.</summary>
    public void WriteConfiguration(params (string Name, int Port)[] carriers)
    {
        _folder.Write("conf/smpp.toml", $"""
            [node]
            name = "demo"

            [[listen]]
            address = "{Host}:{GatewayPort.ToString(CultureInfo.InvariantCulture)}"

            [store]
            durability = "fsync"

            [cdr]
            sink = "sqlite"
            """);
        _folder.Write("conf/accounts.toml", $"""
            [[account]]
            system_id = "{SystemId}"
            password = "plain:{Password}"
            binds = 8
            window = 200
            """);
        _folder.Write("conf/upstreams.toml", string.Join("\n\n", carriers.Select(carrier => $"""
            [[upstream]]
            name = "{carrier.Name}"
            address = "{Host}:{carrier.Port.ToString(CultureInfo.InvariantCulture)}"
            system_id = "gateway"
            password = "plain:secret"
            bind = "transceiver"
            binds = 2
            window = 100
            reconnect_min = "200ms"
            """)) + $"""


            [[group]]
            name = "default"
            strategy = "failover"
            upstreams = [{string.Join(", ", carriers.Select(carrier => $"\"{carrier.Name}\""))}]
            """);
        _folder.Write("conf/routes.toml", $$"""
            [[route]]
            name = "all"
            match = { account = "{{SystemId}}" }
            to = "default"
            mode = "store"
            """);
    }

    public async Task<ChildProcess> StartCarrierAsync(int port, params string[] arguments)
    {
        var carrier = Start(["sim", "--listen", $"{Host}:{port.ToString(CultureInfo.InvariantCulture)}", .. arguments]);
        await carrier.WaitForLineAsync("ready", StartLimit);
        return carrier;
    }

    public async Task<ChildProcess> StartGatewayAsync()
    {
        var gateway = Start(["run", "--conf", _folder["conf"], "--data", _folder["data"]]);
        await gateway.WaitForLineAsync("ready", StartLimit);
        return gateway;
    }

    /// <summary>Runs a verb to its end and returns what it wrote.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, TimeSpan limit)
    {
        var process = Start([.. arguments]);
        int exitCode = await process.WaitForExitAsync(limit);
        return (exitCode, process.Output);
    }

    /// <summary>Waits until every event of the gateway's journal has its CDR row.</summary>
    public Task WaitForCdrsAsync() => Until.Async(
        async () =>
        {
            var (exitCode, output) = await RunAsync(["status", "--data", _folder["data"], "--json"], StartLimit);
            if (exitCode != 0)
                throw new InvalidOperationException($"smpp status ended with exit code {exitCode}:\n{output}");
            using var status = JsonDocument.Parse(output);
            return status.RootElement.GetProperty("cdr").GetProperty("lag").GetInt64() == 0;
        },
        TimeSpan.FromMinutes(2));

    public static async Task<int> StopAsync(ChildProcess process)
    {
        process.Terminate();
        return await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (!Keep)
            _folder.Dispose();
    }

    private ChildProcess Start(IReadOnlyList<string> arguments)
    {
        var process = smpp.EndsWith(".dll", StringComparison.Ordinal)
            ? ChildProcess.StartProgram("dotnet", arguments.Prepend(smpp))
            : ChildProcess.StartProgram(smpp, arguments);
        _processes.Add(process);
        return process;
    }
}
