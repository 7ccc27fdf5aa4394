using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Faults.Disk;
using Shared;
using Simulator.Customers;
using Smpp.Protocol;

namespace Faults;

/// <summary>
/// A fresh folder with a configuration, and the processes that run on it: carriers and the gateway, on ports of their own that
/// they keep over restarts. The group "default" of all carriers takes everything.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    public const string NodeName = "faults";
    public const string SystemId = "demo";
    public const string Password = "demo";
    public const int UpstreamBinds = 2;
    public const int UpstreamWindow = 50;

    private const int CustomerWindow = 200;
    private const string Host = "127.0.0.1";

    /// <summary>Two digits are left to count up.</summary>
    private const string FewDestinations = "4477009001";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly List<SmppProcess> _processes = [];
    private readonly HttpClient _admin;
    private readonly List<IDisposable> _mounts = [];

    public Site(params string[] carriers)
    {
        Carriers = [.. carriers.Select(name => (name, FreePort.Next()))];
        var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false };
        _admin = new HttpClient(handler) { BaseAddress = new Uri("http://gateway"), Timeout = StartLimit };
    }

    public IReadOnlyList<(string Name, int Port)> Carriers { get; }

    public int GatewayPort { get; } = FreePort.Next();

    public IPEndPoint Gateway => new(IPAddress.Loopback, GatewayPort);

    /// <summary>"failover" or "weighted".</summary>
    public string Strategy { get; init; } = "failover";

    /// <summary>Further lines of every upstream.</summary>
    public string UpstreamLines { get; init; } = "";

    /// <summary>Further lines of the account.</summary>
    public string AccountLines { get; init; } = "";

    /// <summary>Further tables of accounts.toml.</summary>
    public string MoreAccounts { get; init; } = "";

    /// <summary>The lines of the table [cdr].</summary>
    public string CdrLines { get; init; } = "sink = \"sqlite\"";

    /// <summary>Further lines of the table [store].</summary>
    public string StoreLines { get; init; } = "";

    /// <summary>The lines of the table [limits].</summary>
    public string LimitLines { get; init; } = "";

    /// <summary>Ports at which the gateway finds carriers by name that it does not reach directly.</summary>
    public Dictionary<string, int> Detours { get; } = [];

    public string Conf => _folder["conf"];

    /// <summary>Where a test may mount a file system before anything is there.</summary>
    public string Disk => _folder["disk"];

    public string Data => Path.Combine(Disk, "data");

    public string CdrDatabase => Path.Combine(Data, "cdr.db");

    /// <summary>What a cut may leave unanswered at the carriers, all upstreams together.</summary>
    public int UpstreamWindows => Carriers.Count * UpstreamBinds * UpstreamWindow;

    public string Ledger(string name) => _folder[$"{name}.ledger"];

    public void WriteConfiguration()
    {
        WriteFile("smpp.toml", $"""
            [node]
            name = "{NodeName}"

            [[listen]]
            address = "{Host}:{Text(GatewayPort)}"

            [limits]
            {LimitLines}

            [store]
            durability = "fsync"
            {StoreLines}

            [cdr]
            {CdrLines}
            """);
        WriteFile("accounts.toml", $"""
            [[account]]
            system_id = "{SystemId}"
            password = "plain:{Password}"
            binds = 16
            window = {Text(CustomerWindow)}
            {AccountLines}

            {MoreAccounts}
            """);
        WriteFile("upstreams.toml", string.Join("\n\n", Carriers.Select(carrier => $"""
            [[upstream]]
            name = "{carrier.Name}"
            address = "{Host}:{Text(Detours.GetValueOrDefault(carrier.Name, carrier.Port))}"
            system_id = "gateway"
            password = "plain:secret"
            binds = {Text(UpstreamBinds)}
            window = {Text(UpstreamWindow)}
            reconnect_min = "100ms"
            reconnect_max = "500ms"
            {UpstreamLines}
            """)) + $"""


            [[group]]
            name = "default"
            strategy = "{Strategy}"
            upstreams = [{string.Join(", ", Carriers.Select(carrier => $"\"{carrier.Name}\""))}]
            """);
        WriteFile("routes.toml", """
            [[route]]
            name = "all"
            to = "default"
            """);
    }

    /// <summary>Replaces one file of the configuration.</summary>
    public void WriteFile(string name, string text) => _folder.Write(Path.Combine("conf", name), text);

    /// <summary>Starts a carrier on its port; one that ran before continues its ledger.</summary>
    public async Task<SmppProcess> StartCarrierAsync(int index, params string[] options)
    {
        var (name, port) = Carriers[index];
        var carrier = Start(["sim", "--listen", $"{Host}:{Text(port)}", "--ledger", Ledger(name), .. options]);
        await carrier.WaitForLineAsync("ready", StartLimit);
        return carrier;
    }

    public async Task<SmppProcess> StartGatewayAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var gateway = Start(["run", "--conf", Conf, "--data", Data], environment);
        await gateway.WaitForLineAsync("ready", StartLimit);
        return gateway;
    }

    /// <summary>Mounts a file system of the tests' own, which knows what was synced, where the data go.</summary>
    public UnsureDisk MountUnsureDisk(int seed)
    {
        var disk = new UnsureDisk(Disk, seed);
        _mounts.Add(disk);
        return disk;
    }

    /// <summary>Mounts a file system of so many octets where the data go.</summary>
    public SmallDisk MountSmallDisk(long octets)
    {
        var disk = new SmallDisk(Disk, octets);
        _mounts.Add(disk);
        return disk;
    }

    /// <summary>Starts a command and does not wait for it.</summary>
    public SmppProcess Start(params string[] arguments) => Start(arguments, environment: null);

    private SmppProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var process = SmppProcess.Start(arguments, environment);
        _processes.Add(process);
        return process;
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public static async Task<int> StopAsync(SmppProcess process, TimeSpan? limit = null)
    {
        process.Terminate();
        return await process.WaitForExitAsync(limit);
    }

    /// <summary>A customer whose every submit, answer and receipt stands in the ledger "customer".</summary>
    public LoadOptions Load(int messages, bool receipts = true) => new()
    {
        Target = Gateway,
        SystemId = SystemId,
        Password = Password,
        Binds = 4,
        Window = 100,
        Messages = messages,
        Receipts = receipts,
        ReceiptTimeout = TimeSpan.FromSeconds(60),
        Mix = [MessageKind.Gsm7, MessageKind.Ucs2, MessageKind.Long],
        Ledger = Ledger("customer"),
        ProgressInterval = TimeSpan.FromMilliseconds(5),
        Reconnect = true,
    };

    /// <summary>An account of its own with the site's password, and further lines.</summary>
    public static string Account(string systemId, string lines = "") => $"""
        [[account]]
        system_id = "{systemId}"
        password = "plain:{Password}"
        binds = 16
        window = 200
        {lines}

        """;

    /// <summary>
    /// A customer submits to a few destinations and goes, without receiving: its receipts wait for it. The ledger has the account's name.
    /// </summary>
    public async Task SubmitAndGoAsync(string systemId, int messages, params MessageKind[] mix)
    {
        var options = Load(messages) with
        {
            SystemId = systemId,
            Ledger = Ledger(systemId),
            Bind = CommandId.BindTransmitter,
            ToPrefix = FewDestinations,
            ReceiptTimeout = TimeSpan.FromMilliseconds(1),
            Reconnect = false,
        };
        if (mix.Length > 0)
            options = options with { Mix = mix };
        var result = await LoadRun.RunAsync(options, TimeProvider.System);
        Assert.Equal(messages, result.Accepted);
    }

    /// <summary>Receipts and messages that wait for an account.</summary>
    public async Task<long> WaitingAsync(string systemId) => (await AccountAsync(systemId)).GetProperty("waiting").GetInt64();

    /// <summary>Sessions of an account.</summary>
    public async Task<int> SessionsAsync(string systemId) => (await AccountAsync(systemId)).GetProperty("sessions").GetInt32();

    private async Task<JsonElement> AccountAsync(string systemId) => (await StatusAsync()).GetProperty("accounts").EnumerateArray()
        .Single(view => view.GetProperty("system_id").GetString() == systemId);

    /// <summary>What `smpp status --json` shows.</summary>
    public async Task<JsonElement> StatusAsync()
    {
        using var status = JsonDocument.Parse(await _admin.GetStringAsync(new Uri("/status", UriKind.Relative)));
        return status.RootElement.Clone();
    }

    /// <summary>Waits until so many binds of an upstream are bound.</summary>
    public Task WaitForBindsAsync(string upstream, int binds) => Until.Async(
        async () => (await StatusAsync()).GetProperty("upstreams").EnumerateArray()
            .Any(view => view.GetProperty("name").GetString() == upstream && view.GetProperty("bound").GetInt32() == binds),
        what: $"{binds} binds of {upstream}");

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        // Only now: a file system that is in use cannot go.
        foreach (var mount in _mounts)
            mount.Dispose();
        _folder.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Data, "smpp.sock")), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
