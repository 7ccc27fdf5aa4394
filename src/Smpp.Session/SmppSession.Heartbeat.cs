using Smpp.Protocol;

namespace Smpp.Session;

/// <content>What the heartbeat does.</content>
public sealed partial class SmppSession
{
    private LateRequests? _late;

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
                expired = _out.Window.Expire(now);
            if (expired is not null)
                OnExpired(expired);
        }
        finally
        {
            LeaveCalls();
        }
    }

    private void OnExpired(List<PendingRequest> expired)
    {
        Counters.Timeouts += expired.Count;
        Tell((_handler, expired.Count), static (session, told) => told._handler?.OnTimeout(session, told.Count));
        foreach (var request in expired)
        {
            bool wantsLateReply = request.Sink!.WantsLateReply;
            Lose(request, LossReason.Timeout);
            if (!wantsLateReply)
                continue;
            lock (_gate)
                (_late ??= new LateRequests()).Add(request);
        }
        Ready();
        if (_state == SessionState.Unbound)
            ContinueUnbind();
    }
}
