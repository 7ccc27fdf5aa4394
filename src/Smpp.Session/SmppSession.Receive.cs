using Smpp.Protocol;

namespace Smpp.Session;

/// <content>The receiving side: framing, the state machine's verdicts, and responses.</content>
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
                WriteEmpty(CommandId.GenericNack, CommandStatus.InvalidCommandLength, NackSequence(header));
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

    /// <summary>
    /// What a generic_nack of this PDU carries. The number of a response is one of ours: the peer may have a request of its own under it,
    /// which this is no answer to.
    /// </summary>
    internal static uint NackSequence(in PduHeader header) => header.Id.IsResponse ? 0 : header.Sequence;

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
                    // Without a span: nobody works on it.
                    new Inbound(this, header).RejectMalformed(report.Error);
                    return;
                }
                _consecutiveErrors = 0;
                _handler!.OnMessage(Received(header), view);
                break;
            case CommandId.EnquireLink:
                _consecutiveErrors = 0;
                WriteEmpty(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                break;
            case CommandId.Unbind:
                _consecutiveErrors = 0;
                OnUnbind(header);
                break;
            case CommandId.BindTransmitter:
            case CommandId.BindReceiver:
            case CommandId.BindTransceiver:
                OnBind(header, body);
                break;
            default:
                if (header.Id == CommandId.AlertNotification || Admit(header))
                    OnUndecoded(header, body);
                break;
        }
    }

    /// <summary>What the handler does not find malformed was decoded, whatever it answers.</summary>
    private void OnUndecoded(in PduHeader header, ReadOnlySpan<byte> body)
    {
        int errors = _consecutiveErrors;
        _handler!.OnRequest(Received(header), body);
        if (_consecutiveErrors == errors)
            _consecutiveErrors = 0;
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

    /// <summary>Counts a request that could not be decoded and was answered so; too many in a row end the session.</summary>
    internal void CountMalformed()
    {
        Counters.Malformed++;
        if (++_consecutiveErrors >= Options.MaxConsecutiveErrors)
            EndAfterFlush(new SessionEnd(SessionEndReason.TooManyErrors));
    }

    private void OnResponse(in PduHeader header, ReadOnlySpan<byte> body)
    {
        _consecutiveErrors = 0;
        var departure = ResponseShape.Departure(header, body);
        if (departure != Leniency.None)
            Counters.Departures.Add(departure);
        if (_state == SessionState.Unbound && AnswersUnbind(header))
        {
            EndAfterFlush(new SessionEnd(_leaving.Reason));
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
            OnUnmatched(header, body);
            return;
        }
        if (header.Id == request.Command.Response || header.Id == CommandId.GenericNack)
        {
            _answers.OnAnswer(_heartbeat.Now);
            if (request.SentAt != 0)
                SessionTelemetry.Answered(request.Command, header.Status, _heartbeat.Time.GetElapsedTime(request.SentAt));
            try
            {
                _handler?.OnResponse(this, header, body);
            }
            finally
            {
                // It has left the window: nobody else can tell its outcome.
                request.Sink!.OnReply(request.Token, header, body);
            }
        }
        else
        {
            SessionTelemetry.OnLost(request.Command, LossReason.Mismatched);
            request.Sink!.OnLost(request.Token, LossReason.Mismatched);
        }
        if (_state == SessionState.Unbound)
            ContinueUnbind();
    }

    /// <summary>A response to nothing, or to what was given up.</summary>
    private void OnUnmatched(in PduHeader header, ReadOnlySpan<byte> body)
    {
        PendingRequest request = default;
        bool isLate;
        lock (_gate)
        {
            isLate = _late is { } late && late.TryTake(header, out request);
            if (!isLate && TryKeep(header, body))
                return;
        }
        if (!isLate)
        {
            Counters.UnmatchedResponses++;
            return;
        }
        Counters.LateResponses++;
        _answers.OnAnswer(_heartbeat.Now);
        request.Sink?.OnLateReply(request.Token, header, body);
    }
}
