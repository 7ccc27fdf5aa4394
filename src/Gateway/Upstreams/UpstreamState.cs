using Gateway.Configuration;
using Gateway.Flows;
using Routing;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Upstreams;

/// <summary>
/// One upstream as it runs: its binds, the queue of messages that wait for it, its rate, and the index of receipts it owes.
/// </summary>
/// <remarks>
/// The queue has its own lock. Sending goes through a turnstile, so that readers, the
/// committer and the heartbeat may all ask for it and none waits for another.
/// </remarks>
internal sealed class UpstreamState : ISessionHandler, IPump
{
    private const int Quantum = 16;

    private static long s_ordinals;

    private readonly NodeStore _store;
    private readonly TimeProvider _time;
    private readonly UpstreamQueue _queue;
    private readonly Attempts _attempts;
    private readonly List<GatewayMessage> _unsent = [];
    private readonly BindRoom _room = new();
    private readonly TokenBucket _rate;
    private readonly Silence _silence;
    private Turnstile _turnstile;
    private BindPool? _pool;
    private volatile bool _stopped;
    private int _unsettled;
    private long _inFlight;
    private int _wasBound;

    /// <param name="config">Its configuration.</param>
    /// <param name="store">The node's store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="receipts">The index of the upstream's name, which a reload leaves as it is: owed receipts are still matched.</param>
    public UpstreamState(UpstreamConfig config, NodeStore store, TimeProvider time, ReceiptIndex receipts)
    {
        Config = config;
        PoolOptions = UpstreamSettings.Of(config);
        _store = store;
        _time = time;
        _queue = new UpstreamQueue(this, store);
        Name = store.Names.Get(config.Name);
        Receipts = receipts;
        _attempts = new Attempts(store, Name, Send);
        _silence = new Silence(time, config.ResponseTimeout);
        if (config.PerDestination > 0)
            Destinations = new DestinationLimit(config.PerDestination);
        _rate = new TokenBucket(config.Rate, config.Burst, time.TimestampFrequency, time.GetTimestamp());
    }

    public UpstreamConfig Config { get; }

    public BindPoolOptions PoolOptions { get; }

    public Name Name { get; }

    /// <summary>What is unanswered by destination; null where any number may be.</summary>
    public DestinationLimit? Destinations { get; }

    /// <summary>Tells it from any other that ran in this process, also from one of the same name before a reload.</summary>
    public long Ordinal { get; } = Interlocked.Increment(ref s_ordinals);

    public ReceiptIndex Receipts { get; }

    public required DispatchFlow Dispatch { get; init; }

    public required ReceiptFlow ReceiptFlow { get; init; }

    public required MoFlow MoFlow { get; init; }

    public bool CanSubmit => !_stopped && !IsSilent && _pool is { CanSubmit: true };

    /// <summary>True while it is bound and answers nothing, but for the moments at which one message asks whether it does.</summary>
    public bool IsSilent => _silence.HasBegun && _silence.Holds(asks: InFlight > 0);

    public long Queued => _queue.Count;

    /// <summary>True when its queue is at its bound: one upstream that is away must not fill the disk.</summary>
    public bool IsFull => _queue.AboutCount >= Config.Queue;

    /// <summary>Messages written to this upstream, or about to be, and not answered.</summary>
    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>True while it has asked for a pause: see <see cref="CongestionControl"/>.</summary>
    public bool IsPaused => _pool is { } pool && pool.Congestion.IsPaused(_time.GetTimestamp());

    public IEnumerable<BindStatus> Binds => _pool?.Binds ?? [];

    /// <summary>Gives the upstream its binds and starts them.</summary>
    public void Start(BindPool pool)
    {
        _pool = pool;
        pool.Start();
    }

    /// <summary>No message is sent any more; those in flight are still answered.</summary>
    public void StopSending() => _stopped = true;

    public Task UnbindAsync() => _pool?.StopAsync() ?? Task.CompletedTask;

    /// <summary>A reload has replaced or removed this upstream: it takes no more messages. Returns those that wait.</summary>
    public List<GatewayMessage> Retire()
    {
        _stopped = true;
        return _queue.Leave(forGood: true);
    }

    /// <summary>
    /// Adds a message; it is sent when the current flush scope's owner, a reply or the heartbeat asks for it. False when this
    /// upstream has retired.
    /// </summary>
    public bool TryEnqueue(GatewayMessage message, bool front)
    {
        if (!_queue.TryAdd(message, front))
            return false;
        PumpScope.Touch(this);
        return true;
    }

    /// <summary>Takes the queue, to be distributed again; what is not in memory follows by itself.</summary>
    public List<GatewayMessage> TakeQueue() => _queue.Leave(forGood: false);

    /// <summary>Lets go of messages that have come to their end while they waited.</summary>
    public void DropEnded() => _queue.DropEnded();

    /// <summary>Sends a relayed message now or not at all; returns the refusal, or ESME_ROK once it is on its way.</summary>
    public CommandStatus Relay(GatewayMessage message, scoped in MessageView view)
    {
        message.Target = this;
        if (!CanSubmit)
            return CommandStatus.SystemError;
        if (_pool!.Choose(message.Parts) is not { } session)
            return CommandStatus.Throttled;
        if (!OldVersion.CanCarry(view, session))
            return CommandStatus.InvalidMessageLength;
        if (Destinations is { } destinations && !destinations.TryTake(message.Destination))
            return CommandStatus.Throttled;
        if (!TryTakeRight(message, _time.GetTimestamp()))
        {
            Destinations?.GiveBack(message.Destination);
            return CommandStatus.Throttled;
        }
        Interlocked.Increment(ref _inFlight);
        message.Upstream = Name;
        var body = Outgoing.Relayed(view, session, Config);
        var result = session.TrySend(ref body, message, Ordinal);
        if (result == SendResult.Sent)
            return CommandStatus.Ok;
        OnAnswered(message);
        _pool.Congestion.GiveBack();
        return result == SendResult.Full ? CommandStatus.Throttled : CommandStatus.SystemError;
    }

    /// <summary>Sends what the rate or a pause held back.</summary>
    public void OnHeartbeat()
    {
        _silence.OnHeartbeat();
        LookAvailable();
        Pump();
    }

    /// <summary>Sends from the queue while a window slot and a rate token are free.</summary>
    public void Pump()
    {
        if (!_turnstile.TryEnter(out int seen))
            return;
        do
            Drain();
        while (!_turnstile.Leave(ref seen));
    }

    /// <summary>A message has its outcome, or was not written after all.</summary>
    public void OnAnswered(GatewayMessage message)
    {
        Destinations?.GiveBack(message.Destination);
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>The upstream answered something.</summary>
    public void OnHeard() => _silence.OnHeard();

    /// <summary>A submit was not answered in time.</summary>
    public void OnTimeout()
    {
        if (_silence.OnTimeout())
            LookUnavailable();
    }

    /// <summary>A Sent record is on its way to the disk.</summary>
    public void OnSending() => Interlocked.Increment(ref _unsettled);

    /// <summary>Whether Sent records hold back so much of the window that they are urgent.</summary>
    public bool IsHurried => Volatile.Read(ref _unsettled) * 4L > (long)Config.Window * Config.Binds;

    /// <summary>A Sent record is durable. Until then its window slot counts as taken: a crash doubles no more than the window.</summary>
    public void OnSentDurable()
    {
        Interlocked.Decrement(ref _unsettled);
        PumpScope.Touch(this);
    }

    /// <summary>The right to answer what it has sent.</summary>
    public CarrierRequest Answer(in Inbound request) => new(request, Config.FillMessageId);

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView received)
    {
        // From here on a data_sm is a deliver_sm with a message_payload.
        var message = received with { Id = CommandId.DeliverSm };
        var esmClass = message.EsmClass;
        if (esmClass.IsReceipt || esmClass.IsIntermediate)
            ReceiptFlow.OnReceipt(this, request, message);
        else
            MoFlow.OnMessage(this, request, message);
    }

    void ISessionHandler.OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        if (request.Command != CommandId.AlertNotification)
            request.Reject(CommandStatus.InvalidCommandId);
        else if (AlertNotification.TryRead(body, out var alert, out var error))
            MoFlow.OnAlert(this, alert!);
        else
            request.RejectMalformed(error);
    }

    void ISessionHandler.OnReady(SmppSession session)
    {
        LookAvailable();
        Pump();
    }

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end) => LookUnavailable();

    private void LookAvailable()
    {
        // Not every bound session can submit: the receiver of a pair cannot.
        if (Volatile.Read(ref _wasBound) == 0 && CanSubmit && Interlocked.Exchange(ref _wasBound, 1) == 0)
            Dispatch.OnAvailability(this);
    }

    private void LookUnavailable()
    {
        if (!CanSubmit && Interlocked.Exchange(ref _wasBound, 0) == 1)
            Dispatch.OnAvailability(this);
    }

    private void Drain()
    {
        while (CanSubmit && !_attempts.IsUnderWay)
        {
            // A reply frees its slot a moment before its message counts as unsettled; in flight it counts until then.
            long free = Math.Min(_pool!.Free, (long)Config.Window * Config.Binds - InFlight);
            int room = (int)Math.Min(free - Volatile.Read(ref _unsettled), Attempts.Most);
            bool probes = _silence.HasBegun;
            if (room <= 0)
                return;
            Gather(probes ? 1 : room);
            if (_attempts.Gathered.Count == 0)
                return;
            if (!_attempts.TryCommit())
            {
                // No room on the disk: the heartbeat asks again.
                Return(_attempts.Gathered);
                return;
            }
            if (probes)
                LookUnavailable();
        }
    }

    /// <summary>Takes up to <paramref name="most"/> messages out of the queue for the next attempts.</summary>
    private void Gather(int most)
    {
        _room.Clear();
        long time = _time.GetTimestamp(), now = _store.Now;
        while (_attempts.Gathered.Count < most && _queue.TakeNext(time) is { } message)
        {
            if (!TryBegin(message, now))
            {
                Destinations?.GiveBack(message.Destination);
                _pool!.Congestion.GiveBack();
                continue;
            }
            _attempts.Gathered.Add(message);
        }
        Interlocked.Add(ref _inFlight, _attempts.Gathered.Count);
    }

    /// <summary>Begins an attempt; false when the message is not to be sent, or not now.</summary>
    private bool TryBegin(GatewayMessage message, long now)
    {
        if (message.ExpiresAt <= now)
        {
            Dispatch.Fail(message, CommandStatus.Ok, MessageState.Expired);
            return false;
        }
        lock (message)
        {
            if (message.State != LiveState.Queued)
                return false;
            // What replaced it since it was queued may have put it off.
            if (message.DueAt <= now)
            {
                message.State = LiveState.InFlight;
                message.Upstream = Name;
                message.Target = this;
                return true;
            }
        }
        Dispatch.Schedule(message);
        return false;
    }

    /// <summary>Writes messages whose attempt is durable; what finds no room after all goes back to the front of the queue.</summary>
    private void Send(List<GatewayMessage> attempts)
    {
        SmppSession? alone = null;
        int left = 0;
        foreach (var message in attempts)
        {
            if (message.Parts is { } parts)
            {
                // A part may not overtake one before it that found no room.
                if (!_stopped && !IsUnsent(parts) && _pool!.Choose(parts) is { } bind && TrySend(message, bind))
                    continue;
            }
            else if (!_stopped)
            {
                if (left-- == 0)
                {
                    alone = _pool!.Choose();
                    left = Quantum;
                }
                if (alone is not null && (TrySend(message, alone) || ((alone = _pool!.Choose()) is not null && TrySend(message, alone))))
                    continue;
            }
            _unsent.Add(message);
        }
        if (_unsent.Count == 0)
        {
            PumpScope.Touch(this);
            return;
        }
        // What takes room again asks for the next ones; asking now would only go round.
        _attempts.Withdraw(_unsent);
        Return(_unsent);
    }

    private bool IsUnsent(uint parts)
    {
        foreach (var message in _unsent)
        {
            if (message.Parts == parts)
                return true;
        }
        return false;
    }

    /// <summary>Puts messages that were not written back to the front.</summary>
    private void Return(List<GatewayMessage> messages)
    {
        foreach (var message in messages)
        {
            OnAnswered(message);
            _pool!.Congestion.GiveBack();
            lock (message)
                message.State = LiveState.Queued;
            if (!_queue.TryAdd(message, front: true))
                Dispatch.Enqueue(message, front: true);
        }
        messages.Clear();
    }

    /// <summary>Takes room for a part on the bind of its message. For the one who gathers.</summary>
    public bool TryTakeRoom(uint parts) => _room.TryTake(_pool!.Choose(parts));

    /// <summary>What the configured rate and the upstream's congestion leave; taken for one message or not at all.</summary>
    public bool TryTakeRight(GatewayMessage message, long now)
    {
        if (!_pool!.Congestion.TryTake(now))
            return false;
        if (_rate.TryTake(message.Segments, now))
            return true;
        _pool.Congestion.GiveBack();
        return false;
    }

    private bool TrySend(GatewayMessage message, SmppSession session)
    {
        if (Outgoing.TrySend(message, session, Ordinal, _store, Config) is { } result)
            return result == SendResult.Sent;
        OnAnswered(message);
        Dispatch.Fail(message, CommandStatus.InvalidMessageLength, MessageState.Rejected);
        return true;
    }
}
