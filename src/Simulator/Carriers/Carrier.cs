using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Simulator.Ledgers;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Simulator.Carriers;

/// <summary>
/// A message centre that accepts any credentials and behaves, or misbehaves, as its profile says. Built on the same server and
/// session as the gateway.
/// </summary>
public sealed class Carrier : IAsyncDisposable, IBindAuthorizer, IHeartbeatTarget
{
    private const int MostUnanswered = 1_000_000;

    private readonly CarrierOptions _options;
    private readonly TimeProvider _time;
    private readonly Heartbeat _heartbeat;
    private readonly SmppServer _server;
    private readonly SessionOptions _session;
    private readonly Dice _dice;
    private readonly RateGate? _rate;
    private readonly MoSource? _mobiles;
    private readonly TimerWheel<Answer> _answers = new(MostUnanswered);
    private readonly ITimer _timer;
    private readonly ConcurrentDictionary<string, ReceiptOutbox> _outboxes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CarrierSession, byte> _sessions = new();
    private readonly long _startedAt;
    private readonly DateTimeOffset _startedOn;
    private readonly long _firstNumber;
    private long _ordinal;
    private long _refused;
    private long _throttled;
    private long _muted;
    private long _cut;
    private int _armed;

    /// <summary>Makes a carrier; <see cref="Start"/> opens its port.</summary>
    /// <exception cref="IOException">The ledger cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The ledger may not be written.</exception>
    public Carrier(CarrierOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _startedAt = time.GetTimestamp();
        _startedOn = time.GetUtcNow();
        // Microseconds since 1970: a carrier that starts again never repeats a number.
        _firstNumber = Microseconds(_startedOn);
        _dice = new Dice(options.Seed);
        _heartbeat = new Heartbeat(time);
        _heartbeat.Add(this);
        // It stays with a target that answers nothing, and offers again what waits.
        _session = SessionOptions.Default with { Window = options.Window, InboundWindow = MostUnanswered, MostUnanswered = 0 };
        _server = new SmppServer(
            new ServerOptions { EndPoint = options.EndPoint, Session = _session, UnboundPerAddress = 10_000 }, this, _heartbeat, logger);
        _timer = time.CreateTimer(static state => ((Carrier)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Profile.ThrottleAbove > 0)
            _rate = new RateGate(Profile.ThrottleAbove, time);
        if (options.Ledger is not null)
            OpenLedger(options.Ledger);
        if (Profile.MoRate > 0)
            _mobiles = new MoSource(this, _outboxes, time);
    }

    /// <summary>How it behaves.</summary>
    public CarrierProfile Profile => _options.Profile;

    /// <summary>Where it listens; known once started.</summary>
    public IPEndPoint EndPoint => _server.EndPoint;

    /// <summary>What it has done so far.</summary>
    public CarrierCounts Counts
    {
        get
        {
            long submits = Volatile.Read(ref _ordinal), refused = Volatile.Read(ref _refused), muted = Volatile.Read(ref _muted);
            var outboxes = _outboxes.Values;
            return new CarrierCounts(
                submits, submits - refused - muted, refused, Volatile.Read(ref _throttled), muted, outboxes.Sum(outbox => outbox.Sent),
                outboxes.Sum(outbox => outbox.Acked), outboxes.Sum(outbox => (long)outbox.Pending), _mobiles?.Sent ?? 0,
                Volatile.Read(ref _cut));
        }
    }

    internal CarrierLedger? Ledger { get; private set; }

    internal long Now => _time.GetTimestamp();

    /// <summary>Opens the port.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public void Start()
    {
        _server.Start();
        _mobiles?.Start();
    }

    /// <summary>Unbinds every session, closes the port and writes the ledger out.</summary>
    /// <exception cref="IOException">Lines of the ledger could not be written.</exception>
    public async Task StopAsync()
    {
        if (_mobiles is not null)
            await _mobiles.DisposeAsync().ConfigureAwait(false);
        await _server.StopAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _heartbeat.Dispose();
        if (Ledger is null)
            return;
        await Ledger.Writer.DisposeAsync().ConfigureAwait(false);
        if (Ledger.Writer.Failure is { } failure)
            throw failure;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Accepts whoever comes.</summary>
    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(bind);
        var outbox = OutboxOf(bind.SystemId);
        var handler = new CarrierSession(this, outbox, session);
        _sessions[handler] = 0;
        if (bind.Id is not CommandId.BindTransmitter)
            outbox.Join(session);
        return new(new BindDecision(CommandStatus.Ok, _options.SystemId, handler, _session));
    }

    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        if (Profile.DisconnectAfter == TimeSpan.Zero)
            return;
        foreach (var (session, _) in _sessions)
        {
            if (_time.GetElapsedTime(session.BoundAt, now) >= Profile.DisconnectAfter)
                Cut(session.Session);
        }
    }

    internal void OnEnd(CarrierSession session, ReceiptOutbox outbox)
    {
        _sessions.TryRemove(session, out _);
        outbox.Leave(session.Session);
    }

    internal long NextOrdinal() => Interlocked.Increment(ref _ordinal);

    internal long NumberOf(long ordinal) => _firstNumber + ordinal;

    internal (bool Mute, CommandStatus Status) Decide(long ordinal)
    {
        if (!Profile.DecidesFate)
            return (false, CommandStatus.Ok);
        if (Profile.MutePercent > 0 && Percent(ordinal, Throw.Mute) < Profile.MutePercent)
        {
            Interlocked.Increment(ref _muted);
            return (true, CommandStatus.Ok);
        }
        var status = CommandStatus.Ok;
        if ((Profile.ThrottlePercent > 0 && Percent(ordinal, Throw.Throttle) < Profile.ThrottlePercent) || _rate?.TryPass(Now) == false)
        {
            Interlocked.Increment(ref _throttled);
            status = CommandStatus.Throttled;
        }
        else if (Profile.Refusals.Count > 0)
        {
            double cast = Percent(ordinal, Throw.Refuse), upTo = 0;
            foreach (var (refusal, percent) in Profile.Refusals)
            {
                upTo += percent;
                if (cast >= upTo)
                    continue;
                status = refusal;
                break;
            }
        }
        if (status != CommandStatus.Ok)
            CountRefusal();
        return (false, status);
    }

    internal void CountRefusal() => Interlocked.Increment(ref _refused);

    internal MessageState Outcome(long ordinal) => Profile.Outcomes.Pick(_dice.Cast(ordinal, Throw.Outcome));

    internal long ResponseDelay(long ordinal) =>
        Profile.ResponseDelay.IsZero ? 0 : Profile.ResponseDelay.PickMilliseconds(_dice.Cast(ordinal, Throw.ResponseDelay));

    internal TimeSpan ReceiptDelay(long ordinal) => Profile.ReceiptDelay.IsZero
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Profile.ReceiptDelay.PickMilliseconds(_dice.Cast(ordinal, Throw.ReceiptDelay)));

    internal bool OwesTooMany(ReceiptOutbox outbox) => outbox.Pending >= _options.PendingReceipts;

    internal bool CutsAfter(long ordinal)
    {
        if (Profile.DisconnectEvery == 0 || ordinal % Profile.DisconnectEvery != 0)
            return false;
        Interlocked.Increment(ref _cut);
        return true;
    }

    internal void Schedule(in PendingReceipt receipt, TimeSpan delay)
    {
        // No delay: to be sent as soon as the batch under way is done with.
        if (delay == TimeSpan.Zero)
        {
            receipt.Outbox.Add(receipt);
            return;
        }
        receipt.Outbox.Add(receipt, Milliseconds + (long)delay.TotalMilliseconds);
        Arm();
    }

    internal void Schedule(in Answer answer, long delay)
    {
        bool waits;
        lock (_answers)
            waits = _answers.TryAdd(answer, Milliseconds + delay);
        // No room to wait in: an answer too early is better than none.
        if (waits)
            Arm();
        else
            answer.Send(Profile.IdForm);
    }

    /// <summary>Looks in a millisecond for what has become due.</summary>
    internal void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The wall clock at a monotonic timestamp.</summary>
    internal DateTimeOffset WallClock(long timestamp) => _startedOn + _time.GetElapsedTime(_startedAt, timestamp);

    internal long Milliseconds => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private double Percent(long ordinal, Throw about) => _dice.Cast(ordinal, about) * 100;

    private ReceiptOutbox OutboxOf(string systemId) =>
        _outboxes.GetOrAdd(systemId, static (id, carrier) => new ReceiptOutbox(carrier, id), this);

    private void Cut(SmppSession session)
    {
        Interlocked.Increment(ref _cut);
        session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the profile cuts it here"));
    }

    private void OpenLedger(string path)
    {
        var owed = File.Exists(path) ? OwedReceipts.Read(path) : [];
        Ledger = new CarrierLedger(LedgerWriter.Open(path, _time), Profile.IdForm, () => Microseconds(WallClock(Now)));
        foreach (var (systemId, receipt) in owed)
        {
            var outbox = OutboxOf(systemId);
            var pending = receipt;
            pending.Outbox = outbox;
            pending.SubmittedAt = _startedAt;
            outbox.Add(pending);
        }
    }

    private void OnTimer()
    {
        Volatile.Write(ref _armed, 0);
        bool more = false;
        using (FlushScope.Enter())
        {
            long now = Milliseconds;
            SendAnswers(now);
            foreach (var (_, outbox) in _outboxes)
            {
                outbox.MoveDue(now);
                outbox.Pump();
                more |= outbox.Waiting > 0;
            }
        }
        if (more || _answers.Waiting > 0)
            Arm();
    }

    private void SendAnswers(long now)
    {
        bool flushed = false;
        while (TryTakeAnswer(now, out var answer))
        {
            if (!flushed)
                Ledger?.Writer.Flush();
            flushed = true;
            answer.Send(Profile.IdForm);
        }
    }

    private bool TryTakeAnswer(long now, out Answer answer)
    {
        lock (_answers)
            return _answers.TryTake(now, out answer);
    }
}
