using Smpp.Protocol;

namespace Smpp.Session;

/// <content>The receiving side: framing, the state machine's verdicts, responses, binds and timers.</content>
public sealed partial class SmppSession
{
    /// <summary>How strictly the peer's PDUs are read: what <see cref="SessionOptions.Rules"/> say, at the peer's version.</summary>
    public DecodeRules Rules { get; private set; } = DecodeRules.Tolerant;

    /// <summary>The version negotiated with the peer.</summary>
    public InterfaceVersion PeerVersion
    {
        get;
        private set
        {
            field = value;
            Rules = RoleRules.Of(Role, Options, value);
        }
    }

    /// <summary>
    /// Handles all whole PDUs at the start of <paramref name="buffer"/> and says how many octets they took. Stops early while
    /// a bind is being decided: the rest may be given again once <paramref name="paused"/> has completed.
    /// </summary>
    internal int Receive(ReadOnlySpan<byte> buffer, long now, out Task? paused)
    {
        int consumed = 0;
        paused = null;
        while (_state != SessionState.Closed)
        {
            // Looked at once a round: the decision may come at any moment, also between this loop and what follows it.
            paused = Volatile.Read(ref _paused)?.Task;
            if (paused is not null)
                break;
            int bound = Role == SessionRole.MessageCentre && _state.AwaitsBind
                ? PduFramer.UnboundMaxLength : Options.MaxPduLength;
            var result = PduFramer.TryRead(buffer[consumed..], bound, out var header, out var body);
            if (result == FrameResult.Incomplete)
                break;
            if (result == FrameResult.BadLength)
            {
                Counters.Malformed++;
                WriteEmpty(CommandId.GenericNack, CommandStatus.InvalidCommandLength, header.Sequence);
                EndAfterFlush(new SessionEnd(SessionEndReason.BadLength, AlienProtocol.Describe(buffer[consumed..])));
                return buffer.Length;
            }
            consumed += (int)header.Length;
            Counters.PdusIn++;
            Counters.OctetsIn += header.Length;
            SessionTelemetry.Received(header);
            _timers.OnPdu(header.Id, now);
            if (header.Id.IsResponse)
                OnResponse(header, body);
            else
                OnRequest(header, body);
        }
        if (_state == SessionState.Closed)
            return buffer.Length;
        _timers.OnRead(isPartial: consumed < buffer.Length && paused is null, progressed: consumed > 0, now);
        Ready();
        return consumed;
    }

    /// <inheritdoc/>
    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        using var scope = FlushScope.Enter();
        var state = _state;
        if (_closeDeadline != 0 && now >= _closeDeadline)
        {
            if (state == SessionState.Unbound && (_leaving.PeerUnbound || !_leaving.UnbindSent))
            {
                ContinueUnbind(force: true);
                Expire(now);
                return;
            }
            Close(new SessionEnd(_unbindReason, "the peer did not close in time"));
            return;
        }
        if (state == SessionState.Closed)
            return;
        bool idle = Outstanding == 0 && InboundOutstanding == 0;
        if (!idle)
            _timers.OnUnanswered(_heartbeat.DeadlineIn(TimeSpan.Zero));
        switch (_timers.Due(now, state, _connection?.WritingSince ?? 0, idle, Options, _heartbeat))
        {
            case TimerVerdict.BindTimeout:
                Close(new SessionEnd(SessionEndReason.BindTimeout));
                break;
            case TimerVerdict.PartialPdu:
                Close(new SessionEnd(SessionEndReason.PartialPdu));
                break;
            case TimerVerdict.SlowPeer:
                Close(new SessionEnd(
                    SessionEndReason.SlowPeer, $"a write has been stalled for {Options.StalledWriteTimeout.TotalSeconds:0} s"));
                break;
            case TimerVerdict.EnquireLinkTimeout:
                Close(new SessionEnd(SessionEndReason.EnquireLinkTimeout));
                break;
            case TimerVerdict.Inactive:
                _unbindReason = SessionEndReason.Inactive;
                _ = UnbindAsync();
                break;
            case TimerVerdict.SendEnquireLink:
                EnquireLink(now);
                break;
        }
        Expire(now);
    }

    private void EnquireLink(long now)
    {
        var enquire = new EmptyBody(CommandId.EnquireLink);
        lock (_gate)
        {
            if (!_state.IsBound)
                return;
            _timers.OnEnquireSent(_out.WriteRequest(ref enquire), now);
        }
        FlushScope.Touch(this);
    }

    private void Expire(long now)
    {
        List<PendingRequest>? expired;
        lock (_gate)
            expired = _out.Window.Expire(now);
        if (expired is null)
            return;
        Counters.Timeouts += expired.Count;
        Tell((_handler, expired.Count), static (session, told) => told._handler?.OnTimeout(session, told.Count));
        foreach (var request in expired)
            Lose(request, LossReason.Timeout);
        Ready();
        if (_state == SessionState.Unbound)
            ContinueUnbind(force: false);
    }

    private void OnRequest(in PduHeader header, ReadOnlySpan<byte> body)
    {
        var verdict = OperationMatrix.Judge(Role, _state, header.Id);
        switch (verdict.Action)
        {
            case VerdictAction.Reply:
                WriteEmpty(header.Id.Response, verdict.Status, header.Sequence);
                break;
            case VerdictAction.Nack:
                WriteEmpty(CommandId.GenericNack, verdict.Status, header.Sequence);
                break;
            case VerdictAction.Accept:
                OnAccepted(header, body);
                break;
        }
    }

    private void OnAccepted(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Id is not (CommandId.SubmitSm or CommandId.DeliverSm or CommandId.DataSm))
            _consecutiveErrors = 0;
        switch (header.Id)
        {
            case CommandId.SubmitSm:
            case CommandId.DeliverSm:
            case CommandId.DataSm:
                if (!Admit(header))
                    return;
                bool read = MessageView.TryRead(header.Id, body, Rules, out var view, out var report);
                if (report.Used != Leniency.None)
                    Counters.Departures.Add(report.Used);
                if (!read)
                {
                    Malformed(header, report.Error);
                    return;
                }
                _consecutiveErrors = 0;
                _handler!.OnMessage(Received(header), view);
                break;
            case CommandId.EnquireLink:
                WriteEmpty(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                break;
            case CommandId.Unbind:
                OnUnbind(header);
                break;
            case CommandId.BindTransmitter:
            case CommandId.BindReceiver:
            case CommandId.BindTransceiver:
                OnBind(header, body);
                break;
            default:
                if (header.Id == CommandId.AlertNotification || Admit(header))
                    _handler!.OnRequest(Received(header), body);
                break;
        }
    }

    /// <summary>
    /// Counts the request as unanswered, or refuses it: when the peer has exceeded its window, or when another thread has begun to
    /// unbind since the request was judged, for then nobody waits any more for its answer.
    /// </summary>
    private bool Admit(in PduHeader header)
    {
        var refusal = CommandStatus.Throttled;
        lock (_gate)
        {
            if (_state == SessionState.Unbound)
            {
                refusal = OperationMatrix.Judge(Role, _state, header.Id).Status;
            }
            else if (_inboundPending < Options.InboundWindow)
            {
                _inboundPending++;
                return true;
            }
        }
        if (refusal == CommandStatus.Throttled)
            Counters.Throttled++;
        WriteEmpty(header.Id.Response, refusal, header.Sequence);
        return false;
    }

    private void Malformed(in PduHeader header, DecodeError error)
    {
        Counters.Malformed++;
        new Inbound(this, header).Reject(error.ToStatus());
        CountError();
    }

    private void CountError()
    {
        if (++_consecutiveErrors >= Options.MaxConsecutiveErrors)
            EndAfterFlush(new SessionEnd(SessionEndReason.TooManyErrors));
    }

    private void OnUnbind(in PduHeader header)
    {
        bool draining;
        lock (_gate)
        {
            if (_state.IsBound)
            {
                _state = SessionState.Unbound;
                _closeDeadline = _heartbeat.DeadlineIn(Options.UnbindTimeout);
            }
            draining = _state == SessionState.Unbound && !_leaving.PeerUnbound;
            if (draining)
                _leaving.OnPeerUnbind(header.Sequence);
        }
        if (draining)
        {
            ContinueUnbind(force: false);
            return;
        }
        WriteEmpty(CommandId.UnbindResp, CommandStatus.Ok, header.Sequence);
        if (_state.AwaitsBind)
            EndAfterFlush(new SessionEnd(_unbindReason));
    }

    private void OnResponse(in PduHeader header, ReadOnlySpan<byte> body)
    {
        _consecutiveErrors = 0;
        var departure = ResponseShape.Departure(header, body);
        if (departure != Leniency.None)
            Counters.Departures.Add(departure);
        if (_leaving.UnbindSent && (header.Id == CommandId.UnbindResp || header.Sequence == _leaving.UnbindSequence))
        {
            EndAfterFlush(new SessionEnd(_unbindReason));
            return;
        }
        if (_timers.OnResponse(header.Sequence))
        {
            _handler?.OnResponse(this, header, body);
            return;
        }
        if (_bindReply is not null && header.Sequence == _bindSequence)
        {
            OnBindResponse(header, body);
            return;
        }
        PendingRequest request;
        bool matched;
        lock (_gate)
            matched = _out.Window.TryComplete(header.Sequence, out request);
        if (!matched)
        {
            Counters.UnmatchedResponses++;
            return;
        }
        if (header.Id == request.Command.Response || header.Id == CommandId.GenericNack)
        {
            if (request.SentAt != 0)
                SessionTelemetry.Answered(request.Command, header.Status, _heartbeat.Time.GetElapsedTime(request.SentAt));
            _handler?.OnResponse(this, header, body);
            request.Sink!.OnReply(request.Token, header, body);
        }
        else
        {
            SessionTelemetry.OnLost(request.Command, LossReason.Mismatched);
            request.Sink!.OnLost(request.Token, LossReason.Mismatched);
        }
        if (_state == SessionState.Unbound)
            ContinueUnbind(force: false);
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
            if (BindResp.TryRead(header.Id, body, out var response, out _) && response is not null)
            {
                PeerSystemId = response.SystemId;
                // A message centre that names no version may still speak 3.4 (v3.4 §3.4): the bind never fails on it.
                if (response.ScInterfaceVersion is { } version)
                    PeerVersion = InterfaceVersion.Negotiate((byte)version, Options.Version);
            }
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
        Volatile.Write(ref _paused, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
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
                window = new RequestWindow((decision.Options ?? Options).Window, LastSequence);
                response = Accepted(request, bind, decision);
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
        Ready();
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
