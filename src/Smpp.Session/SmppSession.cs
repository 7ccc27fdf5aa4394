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
    private Leaving _leaving;
    private SessionEnd? _end;
    private Exception? _fault;
    private volatile SessionState _state;
    private bool _outputFull;
    private int _inboundPending;
    private int _consecutiveErrors;
    private uint _bindSequence;
    private SessionEndReason _unbindReason = SessionEndReason.Unbound;
    private SessionTimers _timers;
    private long _closeDeadline;

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

    /// <summary>Own requests unanswered now.</summary>
    public int Outstanding => _out.Window.Count;

    /// <summary>Own requests that may be sent now without waiting.</summary>
    public int Free => _state.IsBound && !Volatile.Read(ref _outputFull) ? _out.Window.Limit - _out.Window.Count : 0;

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
    /// Sends a request and waits for its response; waits for a window slot first when none is free, in order of the calls.
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

    /// <summary>Binds, as an ESME: sends <paramref name="bind"/> and waits for the answer. On an error status the session ends.</summary>
    /// <exception cref="SmppRequestLostException">The connection ended first.</exception>
    public async ValueTask<CommandStatus> BindAsync(Bind bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        PendingReply pending;
        ValueTask<Response> reply;
        lock (_gate)
        {
            if (_state == SessionState.Closed)
                throw new SmppRequestLostException(LossReason.SessionEnded);
            if (Role != SessionRole.Esme || _state != SessionState.Open || _bindReply is not null)
                throw new InvalidOperationException($"cannot bind in state {_state}");
            _bindReply = pending = PendingReply.Rent(bind);
            reply = pending.Task;
            _bindSequence = _out.WriteRequest(ref bind);
        }
        using var span = SessionTracing.Bind(this, bind);
        FlushScope.Touch(this);
        var response = await reply.ConfigureAwait(false);
        SessionTracing.Decided(span, response.Header.Status);
        return response.Header.Status;
    }

    /// <summary>
    /// Leaves in order: no new requests, outstanding responses may still come, then unbind, unbind_resp, close. Completes when
    /// the session has ended. Idempotent.
    /// </summary>
    public Task<SessionEnd> UnbindAsync()
    {
        using (FlushScope.Enter())
        {
            SessionState was;
            lock (_gate)
            {
                was = _state;
                if (was.IsBound)
                {
                    _state = SessionState.Unbound;
                    _closeDeadline = _heartbeat.DeadlineIn(Options.UnbindTimeout);
                }
            }
            if (was.IsBound)
                ContinueUnbind(force: false);
            else if (was.AwaitsBind)
                Close(new SessionEnd(SessionEndReason.ClosedLocally));
        }
        return Completion;
    }

    /// <summary>Ends the session at once. Idempotent.</summary>
    public void Close(SessionEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
            _state = SessionState.Closed;
        }
        Resume();
        _connection?.Abort();
    }

    /// <summary>The connection is gone: every unanswered request is lost, once, and the owner is told, once.</summary>
    internal SessionEnd Finish(SessionEnd fallback)
    {
        _heartbeat.Remove(this);
        List<PendingRequest>? lost;
        PendingReply? bindReply;
        SessionEnd end;
        lock (_gate)
        {
            _end ??= fallback;
            end = _end.Value;
            _state = SessionState.Closed;
            lost = _out.Window.Expire(long.MaxValue);
            bindReply = _bindReply;
            _bindReply = null;
            _out.Dispose();
        }
        Resume();
        using (FlushScope.Enter())
        {
            bindReply?.OnLost(0, LossReason.SessionEnded);
            foreach (var request in lost ?? [])
                Lose(request, LossReason.SessionEnded);
            FailWaiting();
            if (_fault is not null && end.Reason != SessionEndReason.Fault)
                end = new SessionEnd(SessionEndReason.Fault, _fault.ToString());
            if (_handler is not null)
                TellEnd(_handler, end);
        }
        SessionTelemetry.OnEnded(Role, end.Reason);
        _completion.TrySetResult(end);
        return end;
    }

    internal void Answer<T>(scoped ref T body, CommandStatus status, uint sequence, Activity? span)
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
            others = --_inboundPending > 0;
            if (_state == SessionState.Closed)
                return;
            _out.Write(ref body, status, sequence);
        }
        FlushWith(others);
        if (_state == SessionState.Unbound)
            ContinueUnbind(force: false);
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

    /// <summary>Lets what was written reach the peer, then shuts the connection down and gives the peer a moment to close it.</summary>
    private void EndAfterFlush(SessionEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
            _state = SessionState.Closed;
            _closeDeadline = _heartbeat.DeadlineIn(TimeSpan.FromSeconds(2));
        }
        FlushScope.Touch(this);
    }

    /// <summary>Goes on with leaving as far as what is unanswered allows, or all the way when its time is over.</summary>
    private void ContinueUnbind(bool force)
    {
        LeavingSteps steps;
        lock (_gate)
        {
            if (_state != SessionState.Unbound)
                return;
            steps = _leaving.Next(_out.Window.Count, _inboundPending, force);
            if ((steps & LeavingSteps.SendResponse) != 0)
                _out.WriteEmpty(CommandId.UnbindResp, CommandStatus.Ok, _leaving.PeerSequence);
            if ((steps & LeavingSteps.SendUnbind) != 0)
            {
                var unbind = new EmptyBody(CommandId.Unbind);
                _leaving.OnUnbindSent(_out.WriteRequest(ref unbind));
                _closeDeadline = _heartbeat.DeadlineIn(Options.UnbindTimeout);
            }
        }
        if ((steps & LeavingSteps.End) != 0)
            EndAfterFlush(new SessionEnd(_unbindReason));
        else if (steps != LeavingSteps.None)
            FlushScope.Touch(this);
    }

    private void SendWaiting()
    {
        if (_waiting.Count == 0)
            return;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && MaySend(next.Request.Id) && _out.Length < Options.OutputLimit
                && next.TryWrite(_out, ResponseDeadline, SentAt))
                _waiting.Dequeue();
            if (_waiting.Count > 0 && _out.Length >= Options.OutputLimit)
                _outputFull = true;
        }
        FlushWith(others: Outstanding > 1);
    }

    private void FailWaiting()
    {
        while (true)
        {
            PendingReply? pending;
            lock (_gate)
                if (!_waiting.TryDequeue(out pending))
                    return;
            pending.OnNeverSent(new SmppNotSentException("the session ended before the request was sent"));
        }
    }

    private void Ready()
    {
        SendWaiting();
        Tell(_handler, static (session, handler) => handler?.OnReady(session));
    }

    private void Lose(in PendingRequest request, LossReason reason)
    {
        SessionTelemetry.OnLost(request.Command, reason);
        Tell((request, reason), static (_, lost) => lost.request.Sink!.OnLost(lost.request.Token, lost.reason));
    }

    private void TellEnd(ISessionHandler handler, SessionEnd end) =>
        Tell((handler, end), static (session, told) => told.handler.OnEnd(session, told.end));

    /// <summary>
    /// Calls the application. What it throws ends this session and goes no further: other requests must hear of their loss all the same,
    /// and on the heartbeat and on senders nobody else would catch it.
    /// </summary>
    private void Tell<T>(T what, Action<SmppSession, T> call)
    {
        try
        {
            call(this, what);
        }
        catch (Exception e)
        {
            OnFault(e);
        }
    }

    private void OnFault(Exception e)
    {
        _fault ??= e;
        Close(new SessionEnd(SessionEndReason.Fault, e.ToString()));
    }

    private void Resume() => Interlocked.Exchange(ref _paused, null)?.TrySetResult();
}
