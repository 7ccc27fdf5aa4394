using System.Net;
using Gateway.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Routing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Durability = Gateway.Configuration.Durability;

namespace Gateway.Tests.Harness;

/// <summary>
/// A gateway in this process between fake carriers and customers, all on real sockets, its journal in a folder of its own.
/// Account "demo" and a route of everything to the first carrier stand unless the test says otherwise.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What may be in memory: with SMPP_RESIDENT=1 all that waits goes through the journal, and every test must hold as well.
    /// </summary>
    private static readonly int Resident =
        int.TryParse(Environment.GetEnvironmentVariable("SMPP_RESIDENT"), out int most) ? most : new StoreConfig().Resident;

    private readonly TempFolder _folder = new();
    private readonly List<FakeCarrier> _carriers = [];
    private readonly List<Customer> _customers = [];
    private string _data;
    private int _crashes;
    private bool _runs;

    public Bench(Durability durability = Durability.Os)
    {
        _data = _folder["data"];
        Config = new GatewayConfig
        {
            Node = new NodeConfig { Name = "test", SystemId = "gateway" },
            Listen = [new ListenConfig { Address = new IPEndPoint(IPAddress.Loopback, 0) }],
            Store = new StoreConfig { Durability = durability, SegmentMib = 1, MinFreeMib = 1, Resident = Resident },
            Accounts = [Account("demo")],
        };
    }

    public GatewayConfig Config { get; set; }

    /// <summary>Stands still unless the test moves it; null for the real time.</summary>
    public FakeTimeProvider? Clock { get; init; }

    public GatewayNode Node { get; private set; } = null!;

    public Counters Counters => Node.Store.Counters;

    /// <summary>As given on the command line; null for none.</summary>
    public ListenConfig? OnlyListen { get; set; }

    public long Alive => Node.Store.Live.Count;

    public static FakeTimeProvider NewClock() => new(DateTimeOffset.UtcNow);

    public static AccountConfig Account(string systemId) => new()
    {
        SystemId = systemId,
        Password = PasswordVerifier.Create(new Secret("secret", "plain:***"), out _)!,
        Window = 10_000,
        Binds = 10,
    };

    /// <summary>The setting of an upstream that is this carrier.</summary>
    public static UpstreamConfig Upstream(FakeCarrier carrier) => new()
    {
        Name = carrier.Name,
        Address = new HostAddress("127.0.0.1", carrier.Port),
        SystemId = "gw",
        Password = new Secret("secret", "plain:***"),
        ReconnectMin = TimeSpan.FromMilliseconds(20),
        ReconnectMax = TimeSpan.FromMilliseconds(100),
    };

    public static RouteConfig Route(string to, RouteMode mode = RouteMode.Store) => new() { Name = "to-" + to, To = to, Mode = mode };

    public static RouteConfig MoRoute(string destination, string account) => new()
    {
        Name = "mo-" + account,
        Direction = RouteDirection.Mo,
        Match = new RouteMatch { Destinations = [destination] },
        Account = account,
    };

    /// <summary>A new carrier and the upstream that binds to it; the first one gets the route of everything.</summary>
    public FakeCarrier AddCarrier(string name, Func<UpstreamConfig, UpstreamConfig>? change = null)
    {
        var carrier = new FakeCarrier(name);
        _carriers.Add(carrier);
        var upstream = Upstream(carrier);
        Config = Config with { Upstreams = [.. Config.Upstreams, change is null ? upstream : change(upstream)] };
        if (Config.Routes.Count == 0)
            Config = Config with { Routes = [Route(name)] };
        return carrier;
    }

    public void AddAccount(AccountConfig account) => Config = Config with { Accounts = [.. Config.Accounts, account] };

    /// <summary>Replaces the account "demo".</summary>
    public void ChangeDemo(Func<AccountConfig, AccountConfig> change) => Config = Config with { Accounts = [change(Account("demo"))] };

    /// <summary>Changes the first upstream of <see cref="Config"/>, for the next reload.</summary>
    public void ChangeUpstream(Func<UpstreamConfig, UpstreamConfig> change) =>
        Config = Config with { Upstreams = [change(Config.Upstreams[0])] };

    /// <summary>One group of all carriers, and everything goes to it.</summary>
    public void Group(GroupStrategy strategy, params int[] weights) => Config = Config with
    {
        Groups =
            [
                new GroupConfig
                {
                    Name = "group",
                    Strategy = strategy,
                    Upstreams = [.. _carriers.Select(carrier => carrier.Name)],
                    Weights = [.. weights],
                },
            ],
        Routes = [Route("group")],
    };

    /// <summary>Starts the gateway, and waits until all upstreams whose carriers let them are bound.</summary>
    public async Task StartAsync(Storage.IJournalFiles? files = null, bool whenBound = true)
    {
        Node = new GatewayNode(Config, _data, (TimeProvider?)Clock ?? TimeProvider.System, NullLoggerFactory.Instance)
        {
            JournalFiles = files,
            OnlyListen = OnlyListen,
        };
        try
        {
            await Node.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await Node.DisposeAsync();
            throw;
        }
        _runs = true;
        await Until.Async(HasMadeAhead);
        if (whenBound)
            await BoundAsync([.. _carriers.Where(carrier => carrier.OnBind(CommandId.BindTransceiver) == CommandStatus.Ok)]);
    }

    /// <summary>
    /// No segment is in the making: a burst that comes faster than segments as small as these are made is refused, and a write that fails
    /// in the making is taken for a full disk.
    /// </summary>
    private bool HasMadeAhead() =>
        Node.Store.Journal is var journal && (journal.Statistics.DiskBytes > new JournalOptions { Folder = "" }.BatchBytes
            || journal.IsDiskFull || Node.StoreFailure.IsCompleted);

    /// <summary>Waits until the gateway has all the binds it wants at these carriers.</summary>
    public async Task BoundAsync(params FakeCarrier[] carriers)
    {
        foreach (var carrier in carriers)
        {
            await Until.Async(
                () => Node.Snapshot.Upstreams[carrier.Name].Binds.All(bind => bind.Session is { State.IsBound: true }),
                what: $"{carrier.Name} is bound");
        }
    }

    /// <summary>Starts with a carrier that does not let us bind, so that everything waits, and binds a customer.</summary>
    public async Task<(FakeCarrier Carrier, Customer Customer)> WaitingAsync()
    {
        var carrier = AddCarrier("a");
        carrier.GoDown();
        await StartAsync(whenBound: false);
        return (carrier, await BindAsync());
    }

    public async Task<Customer> BindAsync(
        string systemId = "demo", CommandId kind = CommandId.BindTransceiver, InterfaceVersion version = InterfaceVersion.V34,
        Func<DeliverSm, CommandStatus?>? onDelivery = null, string addressRange = "")
    {
        var customer = await Customer.BindAsync(Node.Listening.First(), systemId, kind, version, onDelivery, addressRange);
        _customers.Add(customer);
        return customer;
    }

    /// <summary>Waits for a task while the clock goes on in steps.</summary>
    /// <param name="task">The task.</param>
    /// <param name="atMost">
    /// Then the clock stands still, and the task must end without it: what takes real time must not count as the gateway's.
    /// </param>
    public async Task PassAsync(Task task, TimeSpan? atMost = null)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = step; Clock is not null && !task.IsCompleted && !(passed > atMost); passed += step)
        {
            Clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(5));
        }
        await task.WaitAsync(Until.Limit);
    }

    /// <summary>Moves the clock until a condition holds.</summary>
    public async Task PassUntilAsync(Func<bool> condition, TimeSpan step, string what)
    {
        await Until.Async(
            () =>
            {
                if (condition())
                    return true;
                Clock!.Advance(step);
                return false;
            },
            what: what);
    }

    /// <summary>The folder that <see cref="ReloadAsync"/> reads.</summary>
    public string ConfFolder => _folder["conf"];

    /// <summary>Lets the gateway take over <see cref="Config"/> as it is now.</summary>
    public async Task ReloadAsync()
    {
        ConfigFiles.Write(ConfFolder, Config);
        Assert.Empty(await Node.ReloadAsync(ConfFolder));
    }

    /// <summary>Drains the gateway and starts it again on the same folder.</summary>
    public async Task RestartAsync(bool whenBound = true)
    {
        await StopAsync();
        await StartAsync(whenBound: whenBound);
    }

    /// <summary>What the journal holds of one kind, once everything appended so far is durable.</summary>
    public async Task<IReadOnlyList<(ulong Id, EventFlags Flags)>> EventsAsync(EventKind kind)
    {
        await Until.Async(() => Node.Store.Journal.DurablePosition == Node.Store.Journal.AppendPosition);
        var found = new List<(ulong, EventFlags)>();
        using var reader = Node.Store.Journal.Read(default);
        while (reader.TryRead(out var e))
        {
            if (e.Kind == kind)
                found.Add((e.MessageId, e.Flags));
        }
        return found;
    }

    /// <summary>Tries to start another gateway on the same folder.</summary>
    public async Task StartSecondAsync()
    {
        await using var second = new GatewayNode(Config, _data, TimeProvider.System, NullLoggerFactory.Instance);
        await second.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Drains the gateway.</summary>
    /// <param name="atMost">How far the clock may move for it.</param>
    public async Task StopAsync(TimeSpan? atMost = null)
    {
        if (!_runs)
            return;
        _runs = false;
        await PassAsync(Node.DrainAsync(DrainLimit), atMost);
        await Node.DisposeAsync();
    }

    /// <summary>
    /// Starts another gateway on what the disk holds now, as after kill -9. Nothing may be on its way to the disk at this
    /// moment: the test has waited for the last answer.
    /// </summary>
    public async Task CrashAsync(bool whenBound = true)
    {
        await Until.Async(() => Node.Store.Journal.DurablePosition == Node.Store.Journal.AppendPosition);
        var left = _folder[$"data-{++_crashes}"];
        CopyJournal(Path.Combine(_data, "journal"), Path.Combine(left, "journal"));
        foreach (var carrier in _carriers)
            carrier.GoDown();
        foreach (var customer in _customers)
            customer.Cut();
        await StopAsync();
        _data = left;
        foreach (var carrier in _carriers)
            carrier.ComeUp();
        await StartAsync(whenBound: whenBound);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var carrier in _carriers)
            await carrier.DisposeAsync();
        foreach (var customer in _customers)
            customer.Cut();
        await StopAsync();
        foreach (var customer in _customers)
            await customer.DisposeAsync();
        _folder.Dispose();
    }

    private static void CopyJournal(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.seg"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }
}
