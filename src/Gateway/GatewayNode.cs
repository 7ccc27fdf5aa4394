using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using Gateway.Accounts;
using Gateway.Configuration;
using Gateway.Flows;
using Gateway.Hosting;
using Gateway.Places;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;
using Storage;
using Storage.Cdr;
using Storage.Live;

namespace Gateway;

/// <summary>
/// One gateway: puts the parts together, brings back what the journal holds, runs, reloads and drains. What a message goes
/// through is in <see cref="SubmitFlow"/>, <see cref="ReceiptFlow"/> and <see cref="MoFlow"/>.
/// </summary>
internal sealed class GatewayNode : IHeartbeatTarget, IAsyncDisposable
{
    /// <summary>Questions to the CDRs: each waits some seconds for a database that is away.</summary>
    private const int LookupsAtOnce = 16;

    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly Heartbeat _heartbeat;
    private readonly Listeners _listeners;
    private readonly Outbinds _outbinds;
    private readonly Aside _aside;
    private readonly Aside _lookups;
    private readonly ConcurrentDictionary<string, AccountState> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReceiptIndex> _indexes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _data;
    private Task _maintenance = Task.CompletedTask;
    private volatile GatewaySnapshot _snapshot;

    public GatewayNode(GatewayConfig config, string data, TimeProvider time, ILoggerFactory loggers)
    {
        time = new BatchTime(time);
        _data = data;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger("gateway");
        _heartbeat = new Heartbeat(time);
        Store = new NodeStore(time, config.Store.Pending, config.Store.Resident);
        Store.Keeper = new PlaceKeeper(Store, _logger) { Complete = Complete, Expire = Expire };
        Store.Walk = new PlaceWalk(Store);
        Receipts = new ReceiptFlow(Store, AccountOf);
        Mobile = new MoFlow(Store, () => _snapshot!, AccountOf);
        Dispatch = new DispatchFlow(Store, () => _snapshot!, time) { Receipts = Receipts };
        var outcomes = Dispatch.Outcomes = new OutcomeFlow(Store, Dispatch, Receipts);
        _aside = new Aside(atOnce: 1, _logger);
        _lookups = new Aside(LookupsAtOnce, _logger);
        var pending = new PendingFlow(Store, () => _snapshot!, Dispatch, Receipts, _aside, time);
        Submits = new SubmitFlow(Store, () => _snapshot!, Dispatch, time) { Outcomes = outcomes, Pending = pending };
        var queries = new QueryFlow(
            Store, _lookups, stop => Cdrs.FlushAsync(Store.Journal.AppendPosition, stop), () => CdrSinks.Query(_snapshot!.Config, data));
        var flows = new CustomerFlows(Submits, new MultiFlow(Store, () => _snapshot!, Submits, time), pending, queries);
        var guard = config.Limits.Ban ? new LoginGuard(time) : null;
        var authorizer = new AccountAuthorizer(
            new AccountDirectory(() => _snapshot!, flows), loggers.CreateLogger("server"), guard,
            new AuthorizerOptions { Refused = config.Limits.RefusedBind, Decoy = StoredPassword.None, Time = time });
        _outbinds = new Outbinds(() => _listeners!.Servers.FirstOrDefault(), () => _snapshot!.Config.Node.SystemId, _heartbeat, _logger);
        _listeners = new Listeners(authorizer, guard, _heartbeat, loggers.CreateLogger("server"));
        Calls = new CarrierCalls(_heartbeat, loggers.CreateLogger("upstream"));
        _snapshot = Compile(config, previous: null, out _);
        _startedAt = time.GetTimestamp();
        Started = time.GetUtcNow();
    }

    /// <summary>The file system below the journal; Linux's own when null.</summary>
    public IJournalFiles? JournalFiles { get; init; }

    public NodeStore Store { get; }

    public SubmitFlow Submits { get; }

    public DispatchFlow Dispatch { get; }

    public OutcomeFlow Outcomes => Dispatch.Outcomes;

    public ReceiptFlow Receipts { get; }

    public MoFlow Mobile { get; }

    public GatewaySnapshot Snapshot => _snapshot;

    public TimeSpan Uptime => _time.GetElapsedTime(_startedAt);

    /// <summary>By the wall clock of that moment.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>The data folder.</summary>
    public string Data => _data;

    public bool IsDraining { get; private set; }

    public CdrExports Cdrs { get; private set; } = null!;

    /// <summary>Listened on instead of what the configuration says, also after a reload; null for that.</summary>
    public ListenConfig? OnlyListen { get; init; }

    public IEnumerable<IPEndPoint> Listening => _listeners.EndPoints;

    /// <summary>Where carriers call by outbind.</summary>
    public CarrierCalls Calls { get; }

    public IEnumerable<SmppSession> Sessions => _listeners.Servers.SelectMany(server => server.Sessions);

    /// <summary>Completes when the store has failed: nothing is acknowledged any more, and the process must end.</summary>
    public Task<Exception> StoreFailure => Store.Journal.Failure;

    /// <summary>Opens the store, brings back what it holds, and only then accepts binds and connects the upstreams.</summary>
    /// <exception cref="GatewayStartException">The data folder, the CDR sink or a listening address cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var alive = OpenStore();
            StartCdr();
            Bring(alive);
            _listeners.Open(_snapshot.Config.Listen, _snapshot.Config.Limits);
            foreach (var upstream in _snapshot.Upstreams.Values)
                Calls.Open(upstream);
        }
        catch
        {
            await GiveUpAsync().ConfigureAwait(false);
            throw;
        }
        foreach (var upstream in _snapshot.Upstreams.Values)
            Connect(upstream);
        _heartbeat.Add(this);
        var maintenance = new Maintenance(Store, () => Cdrs.ExportedPosition, Expire, Dispatch.DropEnded, _time, _logger);
        _maintenance = maintenance.RunAsync(_stopping.Token);
    }

    /// <summary>Replaces the configuration; returns its errors, and with any nothing has changed.</summary>
    public async Task<IReadOnlyList<ConfigError>> ReloadAsync(string folder)
    {
        await _reloading.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsDraining)
                return [new ConfigError(folder, 0, "the gateway is stopping: it takes no new configuration")];
            var result = GatewayConfigLoader.Load(folder);
            if (!result.IsValid)
                return result.Errors;
            var config = StartTables.Keep(_snapshot.Config, result.Config, out var differing);
            if (OnlyListen is { } only)
                config = config with { Listen = [only] };
            if (Calls.Check(config.Upstreams).ToArray() is { Length: > 0 } faults)
                return faults;
            if (await _listeners.ChangeAsync(config.Listen, config.Limits).ConfigureAwait(false) is { } fault)
                return [fault];
            var previous = _snapshot;
            var next = Compile(config, previous, out var replaced) with { ForRestart = differing };
            _snapshot = next;
            foreach (var upstream in next.Upstreams.Values)
            {
                if (previous.Upstreams.GetValueOrDefault(upstream.Name.Text) == upstream)
                    continue;
                Connect(upstream);
                Receipts.MatchAgain(upstream);
            }
            foreach (var (systemId, account) in previous.Accounts)
            {
                if (next.Accounts.ContainsKey(systemId))
                    continue;
                account.Close();
                foreach (var session in account.Sessions)
                    _ = session.Session.UnbindAsync();
            }
            // All before the first is waited for: a carrier that does not answer holds up its own unbind alone.
            foreach (var upstream in replaced)
                Dispatch.Distribute(upstream.Retire());
            // Only then, since it reads all that waits beyond memory.
            if (previous.Config.Routes != next.Config.Routes || previous.Config.Groups != next.Config.Groups)
                Dispatch.OnRerouted();
            await Task.WhenAll(
                replaced.Select(upstream => upstream.UnbindAsync()).Append(Calls.FollowAsync(replaced, next.Upstreams.Values)))
                .ConfigureAwait(false);
            Log.Reloaded(_logger, next.Revision);
            return [];
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>
    /// Leaves in order: no new binds, customers unbound, what is in flight answered, upstreams unbound, everything on disk and in
    /// the CDRs. What waits stays in the journal for the next start.
    /// </summary>
    public async Task DrainAsync(TimeSpan limit)
    {
        IsDraining = true;
        long deadline = _time.GetTimestamp() + _heartbeat.Ticks(limit);
        Log.Draining(_logger);
        // What a reload is just opening must be closed with the rest; none begins after this.
        if (await _reloading.WaitAsync(limit / 8).ConfigureAwait(false))
            _reloading.Release();
        await Task.WhenAll(_listeners.Servers.Select(server => server.StopAsync(limit / 4))).ConfigureAwait(false);
        foreach (var upstream in _snapshot.Upstreams.Values)
            upstream.StopSending();
        while (_snapshot.Upstreams.Values.Any(upstream => upstream.InFlight > 0)
            && deadline - _time.GetTimestamp() > _heartbeat.Ticks(limit / 2))
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time).ConfigureAwait(false);
        await Task.WhenAll(_snapshot.Upstreams.Values.Select(upstream => upstream.UnbindAsync()).Append(Calls.CloseAsync()))
            .ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        await Store.Keeper.DisposeAsync().ConfigureAwait(false);
        long left = Math.Max(0, deadline - _time.GetTimestamp());
        // What a failed journal has not written never becomes durable, and so never a row.
        try
        {
            await Cdrs.StopAsync(StoreFailure.IsCompleted ? TimeSpan.Zero : _time.GetElapsedTime(0, left)).ConfigureAwait(false);
        }
        finally
        {
            await Store.Journal.DisposeAsync().ConfigureAwait(false);
        }
        Log.Drained(_logger, Store.Live.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _heartbeat.Dispose();
        _reloading.Dispose();
        _stopping.Dispose();
        await _aside.DisposeAsync().ConfigureAwait(false);
        await _lookups.DisposeAsync().ConfigureAwait(false);
    }

    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        using var scope = FlushScope.Enter();
        var current = _snapshot;
        Dispatch.OnHeartbeat(now);
        Receipts.OnHeartbeat();
        foreach (var upstream in current.Upstreams.Values)
            upstream.OnHeartbeat();
        // Also of those that are gone from the configuration: what was acknowledged to them may still have to be booked.
        foreach (var (_, account) in _accounts)
            account.Outbox.OnHeartbeat(now);
        foreach (var account in current.Accounts.Values)
            _outbinds.OnHeartbeat(account, now);
    }

    /// <summary>
    /// The state of an account, also of one that is gone from the configuration: what waits for it waits until it is back or its
    /// time is over.
    /// </summary>
    private AccountState AccountOf(string systemId) =>
        _accounts.GetOrAdd(systemId, static (name, node) => new AccountState(node.Store.Names.Get(name), node.Store, node._time), this);

    private GatewaySnapshot Compile(GatewayConfig config, GatewaySnapshot? previous, out List<UpstreamState> replaced)
    {
        replaced = [];
        long revision = (previous?.Revision ?? 0) + 1;
        var routes = config.CompileRoutes();
        var upstreams = new Dictionary<string, UpstreamState>(StringComparer.Ordinal);
        foreach (var upstream in config.Upstreams)
        {
            var old = previous?.Upstreams.GetValueOrDefault(upstream.Name);
            bool same = old is not null && old.Config with { Location = default } == upstream with { Location = default };
            var state = same ? old! : new UpstreamState(upstream, Store, _time, IndexOf(Store.Names.Get(upstream.Name)))
            {
                Dispatch = Dispatch,
                ReceiptFlow = Receipts,
                MoFlow = Mobile,
            };
            upstreams[upstream.Name] = state;
            if (state.Receipts.ChangeForm(upstream.ReceiptId))
                Store.Keeper.Renew(state.Receipts, state);
        }
        if (previous is not null)
            replaced.AddRange(previous.Upstreams.Values.Where(old => !upstreams.ContainsValue(old)));
        var accounts = new Dictionary<string, AccountState>(StringComparer.Ordinal);
        foreach (var account in config.Accounts)
        {
            var state = AccountOf(account.SystemId);
            state.Configure(account, config.Limits, _time);
            accounts[account.SystemId] = state;
        }
        var groups = routes.Groups
            .Select(model => new UpstreamGroup(revision, model, [.. model.Upstreams.Select(name => upstreams[name])])).ToArray();
        var names = routes.Routes.Select(route => Store.Names.Get(route.Name)).ToArray();
        return new GatewaySnapshot(
            revision, config, routes, names, groups,
            accounts.ToFrozenDictionary(StringComparer.Ordinal), upstreams.ToFrozenDictionary(StringComparer.Ordinal),
            new DefaultMessages(config.DefaultMessages));
    }

    /// <summary>Lets go of what a start had taken before it failed, the data folder above all.</summary>
    private async Task GiveUpAsync()
    {
        await _listeners.CloseAsync().ConfigureAwait(false);
        await Calls.CloseAsync().ConfigureAwait(false);
        await Store.Keeper.DisposeAsync().ConfigureAwait(false);
        if (!Store.IsOpen)
            return;
        if (Cdrs is not null)
            await Cdrs.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        await Store.Journal.DisposeAsync().ConfigureAwait(false);
    }

    private Place[] OpenStore()
    {
        var config = _snapshot.Config;
        var logger = _loggers.CreateLogger("journal");
        var recovery = new LiveRecovery(NodeStore.Microseconds(SubmitFlow.ReceiptLifetime));
        var options = new JournalOptions
        {
            Folder = JournalFolder,
            Durability = (Storage.Durability)(byte)config.Store.Durability,
            SegmentBytes = config.Store.SegmentMib << 20,
            MinimumFreeBytes = (long)config.Store.MinFreeMib << 20,
            Node = config.Node.Number,
        };
        // As much is made ahead as the journal's buffer holds, so that a burst meets its bound first.
        options = options with { SpareSegments = Math.Max(1, options.BatchBytes / options.SegmentBytes) };
        try
        {
            DataFolder.Create(_data);
            Store.Attach(Journal.Open(options, recovery, new CommitGate(), _time, logger, JournalFiles));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayStartException($"the data folder {Path.GetFullPath(_data)} cannot be used: {e.Message}", e);
        }
        return recovery.Complete();
    }

    private void StartCdr()
    {
        try
        {
            Cdrs = CdrExports.Start(Store.Journal, _snapshot.Config, _data, _time, _loggers.CreateLogger("cdr"));
        }
        catch (ArgumentException)
        {
            // The driver's message quotes the value, password and all.
            throw new GatewayStartException("connection of [cdr] in smpp.toml cannot be used; smpp check tells its line and what to write");
        }
    }

    /// <summary>Gives what the journal brought back its place: queues, receipt indexes, outboxes.</summary>
    private void Bring(Place[] alive)
    {
        var maker = new EntityMaker(
            new LiveFactory(Submits, Store), Store.Names, NodeStore.Microseconds(SubmitFlow.ReceiptLifetime));
        var reader = new RecordReader(JournalFolder, JournalFiles);
        var parked = new Recovered(Store, maker, reader, AccountOf, IndexOf, _logger)
        {
            Enqueue = Dispatch.OnRecovered,
        }.Bring(alive);
        Store.Keeper.Start(maker, reader);
        foreach (var early in parked)
        {
            if (_snapshot.Upstreams.TryGetValue(early.Upstream.Text, out var upstream))
            {
                Receipts.OnRecovered(upstream, early);
                continue;
            }
            ReceiptFlow.OnOwnerless(IndexOf(early.Upstream), early);
            Log.Ownerless(_logger, early.Id);
        }
    }

    private string JournalFolder => Path.Combine(_data, "journal");

    /// <summary>
    /// The receipts that the upstream of a name owes; also of one that is gone from the configuration, whose messages wait until it
    /// is back or their time is over.
    /// </summary>
    private ReceiptIndex IndexOf(Name? upstream) => _indexes.GetOrAdd(upstream?.Text ?? "", static (_, node) =>
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        node.Store.Keeper.Add(index);
        return index;
    }, this);

    /// <summary>Completes what comes back into memory.</summary>
    private void Complete(LiveEntity entity)
    {
        if (entity is GatewayMessage message)
            Dispatch.Complete(message);
        else if (entity is CustomerDelivery delivery)
            delivery.Outbox = AccountOf(delivery.Account.Text).Outbox;
    }

    private void Connect(UpstreamState upstream) =>
        upstream.Start(new BindPool(upstream.PoolOptions, upstream, _heartbeat, _loggers.CreateLogger("upstream")));

    /// <summary>Ends something that has outlived its time.</summary>
    private void Expire(LiveEntity entity)
    {
        switch (entity)
        {
            case GatewayMessage { State: LiveState.Queued } message:
                Dispatch.Fail(message, CommandStatus.Ok, MessageState.Expired);
                break;
            case GatewayMessage { State: LiveState.AwaitingReceipt or LiveState.Held } message:
                Dispatch.Fail(message, CommandStatus.Ok, MessageState.Unknown);
                break;
            case CustomerDelivery { Outbox: not null } delivery:
                delivery.Outbox.Drop(delivery, CommandStatus.Ok);
                break;
            case EarlyReceipt early:
                Receipts.OnUnclaimed(early, IndexOf(early.Upstream));
                break;
        }
    }
}
