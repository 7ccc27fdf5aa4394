using System.Globalization;
using Load.Runs;
using Shared;

namespace Load;

/// <summary>What may differ between the configurations of sites; accounts and upstreams get wide windows.</summary>
internal sealed record SiteOptions
{
    public string Durability { get; init; } = "fsync";

    /// <summary>Further lines of the table [store].</summary>
    public string StoreLines { get; init; } = "";

    /// <summary>The lines of the table [cdr].</summary>
    public string CdrLines { get; init; } = "sink = \"sqlite\"";

    public int AccountBinds { get; init; } = 8;

    public int AccountWindow { get; init; } = 200;

    /// <summary>Receipts that one session of the account may have unanswered.</summary>
    public int DeliverWindow { get; init; } = 100;

    public int UpstreamBinds { get; init; } = 2;

    public int UpstreamWindow { get; init; } = 100;

    /// <summary>Further lines of every upstream.</summary>
    public string UpstreamLines { get; init; } = "";

    /// <summary>Which carriers the group is made of; all unless it is given.</summary>
    public IReadOnlyList<string>? GroupMembers { get; init; }

    /// <summary>"failover" or "weighted".</summary>
    public string Strategy { get; init; } = "failover";

    /// <summary>"store" or "relay".</summary>
    public string Mode { get; init; } = "store";

    /// <summary>Tables of routes that come before the one that takes everything.</summary>
    public string FirstRoutes { get; init; } = "";
}

/// <summary>A fresh folder with a configuration, and the processes that run on it: carriers and the gateway, on free ports.</summary>
internal sealed class Site(string smpp) : IAsyncDisposable
{
    public const string Host = "127.0.0.1";
    public const string SystemId = "demo";
    public const string Password = "demo";

    // A customer is a new process in each run, on the processors that the gateway needs: it is compiled once and not, better, twice.
    private static readonly Dictionary<string, string> ShortLived = new() { ["DOTNET_TieredPGO"] = "0" };

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly List<ChildProcess> _processes = [];

    public int GatewayPort { get; } = FreePort.Next();

    public string Folder => _folder.Path;

    public bool Keep { get; init; }

    public string Ledger(string name) => _folder[$"{name}.ledger"];

    public string CdrDatabase => Path.Combine(_folder["data"], "cdr.db");

    /// <summary>Writes a configuration with these carriers in one group, which takes every message.</summary>
    public void WriteConfiguration(SiteOptions options, params (string Name, int Port)[] carriers)
    {
        var members = options.GroupMembers ?? [.. carriers.Select(carrier => carrier.Name)];
        _folder.Write("conf/smpp.toml", $"""
            [node]
            name = "demo"

            [[listen]]
            address = "{Host}:{Text(GatewayPort)}"

            [store]
            durability = "{options.Durability}"
            {options.StoreLines}

            [cdr]
            {options.CdrLines}
            """);
        _folder.Write("conf/accounts.toml", $"""
            [[account]]
            system_id = "{SystemId}"
            password = "plain:{Password}"
            binds = {Text(options.AccountBinds)}
            window = {Text(options.AccountWindow)}
            deliver_window = {Text(options.DeliverWindow)}
            """);
        _folder.Write("conf/upstreams.toml", string.Join("\n\n", carriers.Select(carrier => $"""
            [[upstream]]
            name = "{carrier.Name}"
            address = "{Host}:{Text(carrier.Port)}"
            system_id = "gateway"
            password = "plain:secret"
            bind = "transceiver"
            binds = {Text(options.UpstreamBinds)}
            window = {Text(options.UpstreamWindow)}
            reconnect_min = "200ms"
            {options.UpstreamLines}
            """)) + $"""


            [[group]]
            name = "default"
            strategy = "{options.Strategy}"
            upstreams = [{string.Join(", ", members.Select(name => $"\"{name}\""))}]
            """);
        _folder.Write("conf/routes.toml", $$"""
            {{options.FirstRoutes}}

            [[route]]
            name = "all"
            match = { account = "{{SystemId}}" }
            to = "default"
            mode = "{{options.Mode}}"
            """);
    }

    public async Task<ChildProcess> StartCarrierAsync(int port, params string[] arguments)
    {
        var carrier = Start(["sim", "--listen", $"{Host}:{Text(port)}", .. arguments]);
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
        var process = Start([.. arguments], ShortLived);
        int exitCode = await process.WaitForExitAsync(limit);
        return (exitCode, process.Output);
    }

    /// <summary>The running gateway's own words about itself.</summary>
    public GatewayStatus Status() => new(Path.Combine(_folder["data"], "smpp.sock"));

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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private ChildProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = smpp.EndsWith(".dll", StringComparison.Ordinal)
            ? ChildProcess.StartProgram("dotnet", arguments.Prepend(smpp), environment)
            : ChildProcess.StartProgram(smpp, arguments, environment);
        _processes.Add(process);
        return process;
    }
}
