using Smpp.Protocol;

namespace Smpp.Session;

/// <content>What the heartbeat does.</content>
public sealed partial class SmppSession
{
    private LateRequests? _late;
    // Out of the window and not all told of their loss yet, and what the reader gets meanwhile that may answer them: a late response is
    // told after the loss, which another thread tells. The gate guards both.
    private List<PendingRequest>? _expired;
    private List<Response>? _overtaking;

    /// <inheritdoc/>
    void IHeartbeatTarget.OnHeartbeat(long now)
    {
        using var scope = FlushScope.Enter();
        LeaveInTime(now);
        var state = _state;
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
                Unbind(SessionEndReason.Inactive);
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
            if (!_state.IsBound || _timers.IsEnquiring)
                return;
            _timers.OnEnquireSent(_out.WriteRequest(ref enquire), now);
        }
        FlushScope.Touch(this);
    }

    private void Expire(long now)
    {
        // Entered before anything is taken out of the window: once out, only this thread can still tell its sink, and the end comes after.
        if (Outstanding == 0 || !_calls.TryEnter())
            return;
        try
        {
            List<PendingRequest>? expired;
            lock (_gate)
                _expired = expired = _out.Window.Expire(now);
            if (expired is not null)
                OnExpired(expired, now);
        }
        finally
        {
            LeaveCalls();
        }
    }

    private void OnExpired(List<PendingRequest> expired, long now)
    {
        Counters.Timeouts += expired.Count;
        _answers.OnTimeout(expired, now, _heartbeat.Ticks(Heartbeat.Interval) + _heartbeat.Ticks(Options.ResponseTimeout));
        // Before the sinks hear of it: none of them shall try the same session again.
        if (Options.MostUnanswered is > 0 and var most && _answers.Unanswered >= most && Unbind(SessionEndReason.Unanswered))
            Tell((_handler, _answers.Unanswered), static (session, told) => told._handler?.OnUnanswered(session, told.Unanswered));
        Tell((_handler, expired.Count), static (session, told) => told._handler?.OnTimeout(session, told.Count));
        foreach (var request in expired)
        {
            var late = request with { Sink = request.Sink!.WantsLateReply ? request.Sink : null };
            Lose(request, LossReason.Timeout);
            lock (_gate)
                (_late ??= new LateRequests()).Add(late);
        }
        OnOvertaking();
        Ready();
        if (_state == SessionState.Unbound)
            ContinueUnbind();
    }

    /// <summary>Handles the responses that came while expired requests were told of their loss.</summary>
    private void OnOvertaking()
    {
        List<Response>? overtaking;
        lock (_gate)
        {
            overtaking = _overtaking;
            _overtaking = null;
            _expired = null;
        }
        if (overtaking is null)
            return;
        foreach (var response in overtaking)
            Tell(response, static (session, late) => session.OnUnmatched(late.Header, late.Body.Span));
    }

    /// <summary>
    /// Keeps a response to one of the requests that are being told of their loss; false when it answers none. The gate is held. There are
    /// no more of them than of these requests, however many a peer sends.
    /// </summary>
    private bool TryKeep(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (_expired is null || _overtaking?.Count >= _expired.Count)
            return false;
        foreach (var request in _expired)
        {
            if (request.Sequence != header.Sequence)
                continue;
            (_overtaking ??= []).Add(new Response(header, body.ToArray()));
            return true;
        }
        return false;
    }
}
