using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>How one bind of a pool stands.</summary>
/// <param name="Kind">bind_transmitter, bind_receiver or bind_transceiver.</param>
/// <param name="Session">The live session, or null while there is none.</param>
/// <param name="LastError">Why the latest attempt or session ended, or null.</param>
public readonly record struct BindStatus(CommandId Kind, SmppSession? Session, string? LastError);

/// <summary>
/// Keeps N sessions bound to one message centre: one live socket for each, reconnecting with jittered backoff, unbinding in
/// order on stop. The handler is shared by all sessions. Thread-safe.
/// </summary>
/// <remarks>
/// Sending adapts to what the centre says of itself: see <see cref="Congestion"/>. <see cref="TrySend"/> keeps to it, and so does
/// <see cref="SmppSession.SendAsync"/> of each session; whoever calls <see cref="SmppSession.TrySend"/> on a session of
/// <see cref="Choose"/> asks <see cref="CongestionControl.TryTake"/> first.
/// </remarks>
public sealed class BindPool : IAsyncDisposable, IHeartbeatTarget
{
    private static readonly TimeSpan PartsIdle = TimeSpan.FromMinutes(5);

    private readonly BindPoolOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly BindSlot[] _slots;
    private readonly PartAffinity _parts;
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _running = [];
    private bool _started;

    /// <summary>Makes a pool; <see cref="Start"/> begins to bind.</summary>
    /// <param name="options">The message centre and how to keep bound to it.</param>
    /// <param name="handler">Gets what the message centre sends, on whichever session.</param>
    /// <param name="heartbeat">Ticks the sessions' timers.</param>
    /// <param name="logger">Hears of binds and why they ended.</param>
    /// <param name="random">The jitter of waits; seeded by the system when null.</param>
    /// <exception cref="ArgumentException">
    /// The options are at fault; the message names them. What cannot be sent in a bind is told in the log instead, and does not connect.
    /// </exception>
    public BindPool(BindPoolOptions options, ISessionHandler handler, Heartbeat heartbeat, ILogger logger, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PoolFaults().Concat(options.Session.Validate()).ToArray() is { Length: > 0 } faults)
            throw new ArgumentException($"bind pool '{options.Name}': {string.Join(" ", faults)}", nameof(options));
        _options = options;
        _heartbeat = heartbeat;
        random ??= new Random();
        var kinds = Kinds(options.Mode);
        _slots = new BindSlot[options.Binds * kinds.Length];
        for (int i = 0; i < _slots.Length; i++)
            _slots[i] = new BindSlot(this, kinds[i % kinds.Length], handler, heartbeat, logger, new Random(random.Next()));
        _parts = new PartAffinity(heartbeat.Ticks(PartsIdle));
        Congestion = new CongestionControl(
            Math.Max(1, options.Binds) * options.Session.Window, () => Outstanding, heartbeat.Time.TimestampFrequency,
            heartbeat.Time.GetTimestamp(), options.MaxRate);
        SendLimit = new SendLimit(Congestion, _slots, Called, heartbeat.Time);
    }

    /// <summary>The settings.</summary>
    public BindPoolOptions Options => _options;

    /// <summary>How each bind stands.</summary>
    public IEnumerable<BindStatus> Binds => _slots.Select(slot => new BindStatus(slot.Kind, slot.Session, slot.LastError));

    /// <summary>How much the message centre takes now, all binds together.</summary>
    public CongestionControl Congestion { get; }

    /// <summary>True while at least one session can submit.</summary>
    public bool CanSubmit
    {
        get
        {
            foreach (var slot in _slots)
            {
                if (slot.Session is { State.CanSubmit: true })
                    return true;
            }
            return false;
        }
    }

    /// <summary>Own requests that may be sent now, over all sessions: what their windows and <see cref="Congestion"/> leave.</summary>
    public int Free
    {
        get
        {
            int free = 0;
            foreach (var slot in _slots)
            {
                if (slot.Session is { State.CanSubmit: true } session)
                    free += session.Free;
            }
            return free == 0 ? 0 : Math.Min(free, Congestion.Room(Now));
        }
    }

    /// <summary>
    /// Own requests unanswered, over all sessions; those of an <see cref="SmppClient"/> that its message centre has opened by outbind
    /// included.
    /// </summary>
    public int Outstanding
    {
        get
        {
            int outstanding = 0;
            foreach (var slot in _slots)
                outstanding += slot.Session?.Outstanding ?? 0;
            var called = Called.All;
            for (int i = 0; i < called.Count; i++)
                outstanding += called[i].Outstanding;
            return outstanding;
        }
    }

    /// <summary>What awaited requests keep to, on each session.</summary>
    internal SendLimit SendLimit { get; }

    /// <summary>The bound sessions that the message centre has opened by outbind: what they send is limited like the pool's own.</summary>
    internal BindSet Called { get; } = new();

    /// <summary>Hears of each bind, once, that every host has failed it in turn, and how the last of them did.</summary>
    internal Action<CommandId, SmppBindException>? FirstRoundFailed { get; init; }

    private long Now => _heartbeat.Time.GetTimestamp();

    /// <summary>
    /// The session with the most room that can submit, or null when none has any. Without regard to <see cref="Congestion"/>.
    /// </summary>
    /// <param name="message">
    /// Null for a message that stands alone. For the parts of a long one the same number for each (<see cref="MessageParts"/>): they
    /// get one session for as long as it can submit, and null while its window is full, so that none overtakes another.
    /// </param>
    public SmppSession? Choose(uint? message = null)
    {
        if (message is not { } parts)
            return MostRoom(out _);
        long now = _heartbeat.Now;
        int known = _parts.Find(parts, now);
        if (known >= 0 && _slots[known].Session is { State.CanSubmit: true } session)
            return session.Free > 0 ? session : null;
        var chosen = MostRoom(out int bind);
        if (chosen is null || _parts.TryKeep(parts, bind, now))
            return chosen;
        // Too many to remember: by number, which only a bind that comes or goes changes.
        return InOrder(parts);
    }

    /// <summary>
    /// Sends a request over the bind with the most room, as <see cref="SmppSession.TrySend"/> does; the result is
    /// <see cref="SendResult.Full"/> too while the message centre is congested. <see cref="ISessionHandler.OnReady"/> tells when to try
    /// again.
    /// </summary>
    /// <param name="body">The request.</param>
    /// <param name="sink">Gets the outcome, exactly once, if and only if the result is <see cref="SendResult.Sent"/>.</param>
    /// <param name="token">Given back to the sink.</param>
    /// <param name="message">Which long message this is a part of, or null: see <see cref="Choose"/>.</param>
    public SendResult TrySend<T>(scoped ref T body, IReplySink sink, long token, uint? message = null)
        where T : IPduBody, allows ref struct
    {
        if (Choose(message) is not { } session)
            return CanSubmit ? SendResult.Full : SendResult.NotBound;
        if (!Congestion.TryTake(Now))
            return SendResult.Full;
        var result = session.TrySend(ref body, sink, token);
        if (result != SendResult.Sent)
            Congestion.GiveBack();
        return result;
    }

    /// <summary>Begins to bind. To be called once.</summary>
    /// <exception cref="InvalidOperationException">The pool has been started.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, true))
            throw new InvalidOperationException($"The bind pool '{_options.Name}' has been started already.");
        _heartbeat.Add(this);
        ClientTelemetry.Watch(this);
        _running = [.. _slots.Select(slot => Task.Run(() => slot.KeepBoundAsync(_stopping.Token)))];
    }

    /// <summary>Unbinds all sessions in order and stops reconnecting.</summary>
    public async Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested)
            await _stopping.CancelAsync().ConfigureAwait(false);
        _heartbeat.Remove(this);
        ClientTelemetry.Unwatch(this);
        await Task.WhenAll(_slots.Select(slot => slot.Session?.UnbindAsync() ?? Task.CompletedTask)).ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        Congestion.OnHeartbeat(now);
        _parts.Sweep(now);
        using var scope = FlushScope.Enter();
        // Also while nothing is limited, since no answer may come that would let go whoever still waits.
        SendLimit.Pump();
        if (!Congestion.IsLimiting)
            return;
        // A pause that is over and a rate that has room again are nobody's answer: senders hear of them here.
        if (Congestion.Room(now) > 0 && MostRoom(out _) is { } session)
            session.Wake();
    }

    internal void OnReady() => SendLimit.Pump();

    internal void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (!_options.AdaptsToCongestion)
            return;
        byte? congestion = CongestionState.Of(session.PeerVersion, header, body);
        if (header.Id != CommandId.EnquireLinkResp)
            Congestion.OnAnswer(header.Status, congestion, Now);
        else if (congestion is { } state)
            Congestion.OnCongestionState(state, Now);
    }

    private static CommandId[] Kinds(BindMode mode) => mode switch
    {
        BindMode.Transmitter => [CommandId.BindTransmitter],
        BindMode.Receiver => [CommandId.BindReceiver],
        BindMode.Pair => [CommandId.BindTransmitter, CommandId.BindReceiver],
        _ => [CommandId.BindTransceiver],
    };

    private SmppSession? MostRoom(out int bind)
    {
        SmppSession? best = null;
        int most = 0;
        bind = -1;
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Session is not { State.CanSubmit: true } session || session.Free is var free && free <= most)
                continue;
            most = free;
            best = session;
            bind = i;
        }
        return best;
    }

    private SmppSession? InOrder(uint message)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[(message + (uint)i) % (uint)_slots.Length].Session is { State.CanSubmit: true } session)
                return session.Free > 0 ? session : null;
        }
        return null;
    }
}
