using System.Diagnostics;
using System.Net;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// One live SMPP connection, the same for both roles: state machine, request window, timers and batched output. It takes
/// octets and a time and gives octets and calls; a <see cref="SessionConnection"/> moves the octets.
/// </summary>
/// <remarks>
/// <see cref="Receive"/> belongs to one reader. Everything else is thread-safe. The gate is held only while encoding into the
/// output and while touching the window: never across I/O or a call to user code, and never two sessions' gates at once.
/// </remarks>
public sealed partial class SmppSession : IHeartbeatTarget
{
    private readonly Lock _gate = new();
    private readonly Outgoing _out;
    private readonly Heartbeat _heartbeat;
    private readonly IBindAuthorizer? _authorizer;
    private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<PendingReply> _waiting = new();
    private ISessionHandler? _handler;
    private ISessionOutput? _connection;
    private PendingReply? _bindReply;
    private TaskCompletionSource? _paused;
    private SessionEnd? _end;
    private Exception? _fault;
    private volatile SessionState _state;
    private bool _outputFull;
    private int _inboundPending;
    private int _consecutiveErrors;
    private uint _bindSequence;
    private SessionTimers _timers;
    private AnswerWatch _answers = new();

    /// <summary>Makes a session; a <see cref="SessionConnection"/> runs it.</summary>
    /// <param name="role">This end's role.</param>
    /// <param name="options">Limits and timers until the bind is decided, and after it unless the decision brings others.</param>
    /// <param name="heartbeat">Ticks the session's timers.</param>
    /// <param name="handler">Required for an ESME; a message centre gets its handler from the bind decision.</param>
    /// <param name="authorizer">Required for a message centre.</param>
    public SmppSession(
        SessionRole role, SessionOptions options, Heartbeat heartbeat, ISessionHandler? handler = null, IBindAuthorizer? authorizer = null)
    {
        if (role == SessionRole.MessageCentre)
            ArgumentNullException.ThrowIfNull(authorizer);
        else
            ArgumentNullException.ThrowIfNull(handler);
        Role = role;
        Options = options;
        _heartbeat = heartbeat;
        _handler = handler;
        _authorizer = authorizer;
        _out = new Outgoing(Counters, options.Window);
        _timers = new SessionTimers(heartbeat.Time.GetTimestamp());
        PeerVersion = options.Version;
    }

    /// <summary>This end's role.</summary>
    public SessionRole Role { get; }

    /// <summary>The limits and timers in force.</summary>
    public SessionOptions Options { get; private set; }

    /// <summary>The state.</summary>
    public SessionState State => _state;

    /// <summary>The peer's system_id, once bound.</summary>
    public string PeerSystemId { get; private set; } = "";

    /// <summary>The peer's address, once connected.</summary>
    public EndPoint? RemoteEndPoint { get; internal set; }

    /// <summary>When the session was bound, or connected while it is not bound yet.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Completes with the session's end.</summary>
    public Task<SessionEnd> Completion => _completion.Task;

    /// <summary>
    /// congestion_state for the responses to a peer of v5.0: how busy this side is, 0..100 (v5.0 §4.8.4.18). The application sets it, at
    /// any time and from any thread; null, the default, says nothing.
    /// </summary>
    public byte? Congestion { get; set; }

    /// <summary>What this peer is told of it; peers below v5.0 do not know the TLV.</summary>
    internal byte? ToldCongestion => PeerVersion >= InterfaceVersion.V50 ? Congestion : null;

    /// <summary>Own requests unanswered now.</summary>
    public int Outstanding => _out.Window.Count;

    /// <summary>Own requests that may be sent now without waiting.</summary>
    public int Free => _state.IsBound && !Volatile.Read(ref _outputFull) ? _out.Window.Limit - _out.Window.Count : 0;

    /// <summary>Requests of <see cref="SendAsync"/> that wait to be sent, those included whose callers have stopped waiting.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>
    /// What <see cref="SendAsync"/> keeps to besides the window; null for nothing. <see cref="TrySend"/> does not ask it.
    /// </summary>
    public ISendLimit? Limit { get; init; }

    /// <summary>The peer's requests unanswered now.</summary>
    public int InboundOutstanding => Volatile.Read(ref _inboundPending);

    /// <summary>PDUs and octets that went each way, and responses nobody had asked for.</summary>
    public SessionCounters Counters { get; } = new();

    internal long TouchedEpoch { get; set; }

    /// <summary>Runs the decision of a bind beside the reader; a simulation brings its own way.</summary>
    internal Action<Func<Task>> DecisionRunner { get; init; } = static decide => _ = Task.Run(decide);

    /// <summary>
    /// Sends a request without allocating: takes a window slot and encodes straight into the output. The flush happens when
    /// the current <see cref="FlushScope"/> ends, or at once without one.
    /// </summary>
    /// <param name="body">The request.</param>
    /// <param name="sink">Gets the outcome, exactly once, if and only if the result is <see cref="SendResult.Sent"/>.</param>
    /// <param name="token">Given back to the sink.</param>
    public SendResult TrySend<T>(scoped ref T body, IReplySink sink, long token) where T : IPduBody, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(sink);
        return SessionTracing.IsOn ? TrySendTraced(ref body, sink, token) : TrySendNow(ref body, sink, token);
    }

    /// <summary>
    /// Sends a request and waits for its response; waits first until a window slot is free and the <see cref="Limit"/> lets it go, in order
    /// of the calls.
    /// </summary>
    /// <param name="request">The request; it must not change until it is answered.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. A request that is still without a slot is then never sent; one that was sent may be processed all the same.
    /// </param>
    /// <exception cref="SmppRequestLostException">No response came: the outcome is unknown.</exception>
    /// <exception cref="SmppNotSentException">The session's state does not allow this request, or it ended before its turn.</exception>
    /// <exception cref="InvalidOperationException">Too many are waiting; it was not sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ValueTask<Response> SendAsync(IPduBody request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var pending = PendingReply.Rent(request, SessionTracing.IsOn ? SessionTracing.Request(this, request.Id) : null);
        var reply = pending.Task;
        Exception? refusal;
        lock (_gate)
        {
            refusal = !MaySend(request.Id) ? new SmppNotSentException($"{request.Id.Name} cannot be sent in state {_state}")
                : _waiting.Count < PendingReply.MostWaiting ? null
                : new InvalidOperationException($"{PendingReply.MostWaiting} requests wait for a window slot already");
            if (refusal is null)
            {
                // Through the queue even when a slot is free: it belongs to whoever has waited longest.
                _waiting.Enqueue(pending);
                pending.CancelWith(cancellationToken);
            }
        }
        if (refusal is not null)
        {
            pending.GiveUp();
            throw refusal;
        }
        SendWaiting();
        return reply;
    }

    /// <summary>
    /// Sends the request that has waited longest, if the window and the <see cref="Limit"/> have room for it; for the limit, in its turn.
    /// </summary>
    /// <returns>True when one waits no longer.</returns>
    public bool TrySendWaiting() => SendWaiting(most: 1) > 0;

    internal void Answer<T>(scoped ref T body, CommandStatus status, uint sequence, Activity? span, byte? congestion = null)
        where T : IPduBody, allows ref struct
    {
        if (span is not null)
            SessionTracing.Replied(span, status, isDropped: _state == SessionState.Closed);
        // alert_notification has no response (v3.4 §4.12) and was not counted.
        if (body.Id == CommandId.AlertNotification.Response)
            return;
        bool others;
        lock (_gate)
        {
            // Written before it counts as answered: a body that cannot be encoded leaves the request to be answered in another way.
            if (_state != SessionState.Closed)
            {
                if (congestion is { } congested)
                    _out.WriteResponse(ref body, status, sequence, congested);
                else
                    _out.Write(ref body, status, sequence);
            }
            // An application that answers twice must not leave less than nothing: the session would never be done with it and unbind.
            _inboundPending = Math.Max(_inboundPending - 1, 0);
            others = _inboundPending > 0;
            if (!others)
                _timers.OnUnanswered(_heartbeat.DeadlineIn(TimeSpan.Zero));
        }
        FlushWith(others);
        if (_state == SessionState.Unbound)
            ContinueUnbind();
    }

    private SendResult TrySendNow<T>(scoped ref T body, IReplySink sink, long token) where T : IPduBody, allows ref struct
    {
        lock (_gate)
        {
            if (!MaySend(body.Id))
                return SendResult.NotBound;
            if (_out.Length >= Options.OutputLimit)
            {
                _outputFull = true;
                return SendResult.Full;
            }
            if (!_out.TryWriteRequest(ref body, sink, token, ResponseDeadline, SentAt))
                return SendResult.Full;
        }
        FlushScope.Touch(this);
        return SendResult.Sent;
    }

    private bool MaySend(CommandId id) => Role == SessionRole.MessageCentre
        ? _state.CanDeliver || (_state.IsBound && id == CommandId.DataSm)
        : _state.CanSubmit || (_state.IsBound && id == CommandId.DataSm);

    private long SentAt => SessionTelemetry.IsDurationMeasured ? _heartbeat.Time.GetTimestamp() : 0;

    private long ResponseDeadline => _heartbeat.DeadlineIn(Options.ResponseTimeout);

    private void WriteEmpty(CommandId id, CommandStatus status, uint sequence)
    {
        lock (_gate)
        {
            if (_state != SessionState.Closed)
                _out.WriteEmpty(id, status, sequence);
        }
        FlushScope.Touch(this);
    }

    private void SendWaiting()
    {
        if (_waiting.Count == 0)
            return;
        // Other sessions may wait for the same room, and for longer.
        if (Limit is { IsLimiting: true } limit)
            limit.OnWaiting();
        else
            SendWaiting(most: int.MaxValue);
    }

    private int SendWaiting(int most)
    {
        if (_waiting.Count == 0)
            return 0;
        int done = 0;
        lock (_gate)
        {
            while (done < most && _waiting.TryPeek(out var next) && MaySend(next.Request.Id) && _out.Length < Options.OutputLimit
                && TryWrite(next))
            {
                _waiting.Dequeue();
                done++;
            }
            if (_waiting.Count > 0 && _out.Length >= Options.OutputLimit)
                _outputFull = true;
        }
        if (done > 0)
            FlushWith(others: Outstanding > 1);
        return done;
    }

    /// <summary>False when the request goes on waiting. The gate is held.</summary>
    private bool TryWrite(PendingReply waiting)
    {
        if (Limit is not { } limit)
            return waiting.TryWrite(_out, ResponseDeadline, SentAt);
        if (_out.Window.Count >= _out.Window.Limit || !limit.TryTake())
            return false;
        int outstanding = _out.Window.Count;
        bool done = waiting.TryWrite(_out, ResponseDeadline, SentAt);
        // Given up meanwhile, or cannot be encoded.
        if (_out.Window.Count == outstanding)
            limit.GiveBack();
        return done;
    }

    private void Resume() => Interlocked.Exchange(ref _paused, null)?.TrySetResult();
}
