using Smpp.Protocol;

namespace Smpp.Session;

/// <content>How a session comes to be bound, as either role.</content>
public sealed partial class SmppSession
{
    private static SessionEnd CancelledBind => new(SessionEndReason.ClosedLocally, "cancelled");

    /// <summary>Binds, as an ESME: sends <paramref name="bind"/> and waits for the answer. On an error status the session ends.</summary>
    /// <param name="bind">The bind request.</param>
    /// <param name="cancellationToken">Ends the waiting, and the session with it: it could be bound at any moment.</param>
    /// <exception cref="SmppRequestLostException">The connection ended first.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<CommandStatus> BindAsync(Bind bind, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bind);
        cancellationToken.ThrowIfCancellationRequested();
        PendingReply pending;
        ValueTask<Response> reply;
        lock (_gate)
        {
            if (_state == SessionState.Closed)
                throw new SmppRequestLostException(LossReason.SessionEnded);
            if (Role != SessionRole.Esme || _state != SessionState.Open || _bindReply is not null)
                throw new InvalidOperationException($"cannot bind in state {_state}");
            _bindSequence = _out.WriteRequest(ref bind);
            _bindReply = pending = PendingReply.Rent(bind);
            reply = pending.Task;
        }
        using var span = SessionTracing.Bind(this, bind);
        FlushScope.Touch(this);
        Response response;
        try
        {
            using var cancelled = cancellationToken.UnsafeRegister(static state => ((SmppSession)state!).Close(CancelledBind), this);
            response = await reply.ConfigureAwait(false);
        }
        catch (SmppRequestLostException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        if (cancellationToken.IsCancellationRequested)
        {
            // Answered at the same moment: nobody will use it.
            Close(CancelledBind);
            throw new OperationCanceledException(cancellationToken);
        }
        SessionTracing.Decided(span, response.Header.Status);
        return response.Header.Status;
    }

    /// <summary>
    /// Asks the ESME, as a message centre that has connected to it, to bind as a receiver on this connection (v3.4 §2.2.1). It has
    /// the bind timer's time for that; an outbind has no response.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is no message centre, or something has come before.</exception>
    public void Outbind(Outbind outbind)
    {
        ArgumentNullException.ThrowIfNull(outbind);
        lock (_gate)
        {
            if (Role != SessionRole.MessageCentre || _state != SessionState.Open)
                throw new InvalidOperationException($"cannot send outbind as {Role} in state {_state}");
            _out.WriteRequest(ref outbind);
            _state = SessionState.Outbound;
        }
        FlushScope.Touch(this);
    }

    private void OnBindResponse(in PduHeader header, ReadOnlySpan<byte> body)
    {
        var pending = _bindReply!;
        _bindReply = null;
        if (header.Status != CommandStatus.Ok)
        {
            EndAfterFlush(new SessionEnd(SessionEndReason.BindRefused, header.Status.Name));
        }
        else if (header.Id != pending.Request.Id.Response)
        {
            EndAfterFlush(new SessionEnd(SessionEndReason.BindRefused, $"{header.Id.Name} in answer to {pending.Request.Id.Name}"));
            pending.OnLost(0, LossReason.Mismatched);
            return;
        }
        else
        {
            BindResp.TryRead(header.Id, body, out var response, out _);
            PeerSystemId = response?.SystemId ?? "";
            // One that names no version, or none that can be read, may still speak 3.4 (v3.4 §3.4): the bind never fails on it. It does
            // not speak 5.0, in which all name theirs (v5.0 §4.8.4.51).
            PeerVersion = InterfaceVersion.Negotiate((byte)(response?.ScInterfaceVersion ?? Options.UnnamedVersion), Options.Version);
            lock (_gate)
            {
                if (_state.AwaitsBind)
                    Bound(pending.Request.Id);
            }
        }
        pending.OnReply(0, header, body);
    }

    private void OnBind(in PduHeader header, ReadOnlySpan<byte> body)
    {
        bool read = Pdu.TryRead(header, body, Rules, out var pdu, out var report);
        Counters.Departures.Add(report.Used);
        if (!read || pdu is not Bind bind)
        {
            Counters.Malformed++;
            WriteEmpty(header.Id.Response, report.Error.ToStatus(), header.Sequence);
            EndAfterFlush(new SessionEnd(SessionEndReason.BindRefused, report.Error.ToString()));
            return;
        }
        PeerSystemId = bind.SystemId;
        Interlocked.Exchange(ref _paused, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // Closed at this very moment, it would have found nobody to resume, and the decision may take as long as it likes.
        if (_state == SessionState.Closed)
            Resume();
        var request = header;
        DecisionRunner(() => DecideBindAsync(request, bind));
    }

    private async Task DecideBindAsync(PduHeader request, Bind bind)
    {
        BindDecision decision = default;
        BindResp? response = null;
        RequestWindow? window = null;
        SessionEnd refused;
        try
        {
            using var span = SessionTracing.Bind(this, bind);
            decision = await _authorizer!.AuthorizeAsync(this, bind).ConfigureAwait(false);
            SessionTracing.Decided(span, decision.Status);
            refused = new SessionEnd(SessionEndReason.BindRefused, decision.Status.Name);
            if (decision.Status == CommandStatus.Ok)
            {
                response = Accepted(request, bind, decision);
                window = new RequestWindow((decision.Options ?? Options).Window, _out.Window.Last);
            }
        }
        catch (Exception e)
        {
            // An authoriser that throws must not leave the bind without an answer.
            refused = new SessionEnd(SessionEndReason.Fault, e.ToString());
            if (decision.Handler is { } opened)
                TellEnd(opened, refused);
            decision = BindDecision.Refuse(CommandStatus.SystemError);
        }
        using (FlushScope.Enter())
        {
            if (response is null || window is null)
            {
                WriteEmpty(request.Id.Response, decision.Status, request.Sequence);
                if (!decision.MayRetry || refused.Reason != SessionEndReason.BindRefused)
                    EndAfterFlush(refused);
            }
            else
            {
                CompleteBind(request, bind, response, window, decision);
            }
        }
        Resume();
    }

    private BindResp Accepted(in PduHeader request, Bind bind, in BindDecision decision)
    {
        if (decision.Handler is null)
            throw new InvalidOperationException($"the bind of {bind.SystemId} was accepted without a handler");
        if (decision.Options?.Validate().ToArray() is { Length: > 0 } faults)
            throw new InvalidOperationException($"the session options for {bind.SystemId} are at fault: {string.Join(" ", faults)}");
        var ours = (decision.Options ?? Options).Version;
        return new BindResp(request.Id.Response)
        {
            SystemId = decision.SystemId,
            ScInterfaceVersion = InterfaceVersion.Negotiate((byte)bind.InterfaceVersion, ours).SupportsTlvs ? ours : null,
        };
    }

    private void CompleteBind(in PduHeader request, Bind bind, BindResp response, RequestWindow window, in BindDecision decision)
    {
        var options = decision.Options ?? Options;
        bool ended;
        lock (_gate)
        {
            ended = _state == SessionState.Closed;
            if (!ended)
            {
                Options = options;
                _out.Adopt(window);
                _handler = decision.Handler;
                AddressRange = decision.Range;
                PeerVersion = InterfaceVersion.Negotiate((byte)bind.InterfaceVersion, options.Version);
                _out.Write(ref response, CommandStatus.Ok, request.Sequence);
                // Bound only once the response stands first in the output: nothing may be sent to the peer before it.
                Bound(bind.Id);
            }
        }
        if (ended)
        {
            TellEnd(decision.Handler!, _end ?? new SessionEnd(SessionEndReason.ConnectionLost));
            return;
        }
        FlushScope.Touch(this);
        ReadyElsewhere();
    }

    private void Bound(CommandId bind)
    {
        Since = _heartbeat.Time.GetUtcNow();
        _timers.OnBound(_heartbeat.Time.GetTimestamp());
        _state = bind switch
        {
            CommandId.BindTransmitter => SessionState.BoundTransmitter,
            CommandId.BindReceiver => SessionState.BoundReceiver,
            _ => SessionState.BoundTransceiver,
        };
    }
}
