using Smpp.Protocol;

namespace Smpp.Session;

/// <content>Leaving in order: unbind, from either side.</content>
public sealed partial class SmppSession
{
    internal static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private Leaving _leaving;

    /// <summary>
    /// Leaves in order: no new requests, outstanding responses may still come, then unbind, unbind_resp, close. Completes when
    /// the session has ended. Idempotent.
    /// </summary>
    public Task<SessionEnd> UnbindAsync()
    {
        Unbind(SessionEndReason.Unbound);
        return Completion;
    }

    /// <summary>False when the session is not bound, or was leaving already.</summary>
    private bool Unbind(SessionEndReason reason)
    {
        using var scope = FlushScope.Enter();
        bool leaves, closes;
        lock (_gate)
        {
            // What has come since the timer was looked at is no inactivity.
            if (reason == SessionEndReason.Inactive && (_out.Window.Count > 0 || _inboundPending > 0))
                return false;
            leaves = TryLeave(reason);
            closes = _state.AwaitsBind;
        }
        if (leaves)
        {
            FailWaiting();
            ContinueUnbind();
        }
        else if (closes)
        {
            Close(new SessionEnd(SessionEndReason.ClosedLocally));
        }
        return leaves;
    }

    /// <summary>The gate is held. Whoever makes a session leave says why: once, whoever else wants it to leave at the same time.</summary>
    private bool TryLeave(SessionEndReason reason)
    {
        if (!_state.IsBound)
            return false;
        _state = SessionState.Unbound;
        _leaving.Begin(reason, _heartbeat.DeadlineIn(Options.UnbindTimeout));
        return true;
    }

    /// <summary>Lets what was written reach the peer, then shuts the connection down and gives the peer a moment to close it.</summary>
    private void EndAfterFlush(SessionEnd end)
    {
        lock (_gate)
        {
            BeClosed(end);
            _leaving.Deadline = _heartbeat.DeadlineIn(Linger);
        }
        FlushScope.Touch(this);
    }

    /// <summary>
    /// Goes on with leaving as far as what is unanswered allows, or all the way when its time is over at <paramref name="now"/>.
    /// </summary>
    private void ContinueUnbind(long now = 0)
    {
        LeavingSteps steps;
        lock (_gate)
        {
            if (_state != SessionState.Unbound)
                return;
            steps = _leaving.Next(_out.Window.Count, _inboundPending, force: now >= _leaving.Deadline);
            if ((steps & LeavingSteps.SendResponse) != 0)
                _out.WriteEmpty(CommandId.UnbindResp, CommandStatus.Ok, _leaving.PeerSequence);
            if ((steps & LeavingSteps.SendUnbind) != 0)
            {
                var unbind = new EmptyBody(CommandId.Unbind);
                _leaving.OnUnbindSent(_out.WriteRequest(ref unbind), _heartbeat.DeadlineIn(Options.UnbindTimeout));
            }
        }
        if ((steps & LeavingSteps.End) != 0)
            EndAfterFlush(new SessionEnd(_leaving.Reason));
        else if (steps != LeavingSteps.None)
            FlushScope.Touch(this);
    }

    /// <summary>Takes the step that is due for want of time, if any.</summary>
    private void LeaveInTime(long now)
    {
        if (_state is not (SessionState.Unbound or SessionState.Closed))
            return;
        bool closes;
        lock (_gate)
        {
            // The deadline moves with each step, which another thread may take at this moment: both are looked at together.
            if (_leaving.Deadline == 0 || now < _leaving.Deadline)
                return;
            closes = _state == SessionState.Closed || _leaving.AwaitsResponse;
            if (closes)
                BeClosed(new SessionEnd(_leaving.Reason, "the peer did not close in time"));
        }
        if (closes)
            Disconnect();
        else
            ContinueUnbind(now);
    }

    private void OnUnbind(in PduHeader header)
    {
        bool leaves, draining;
        lock (_gate)
        {
            leaves = TryLeave(SessionEndReason.Unbound);
            draining = _state == SessionState.Unbound && !_leaving.PeerUnbound;
            if (draining)
                _leaving.OnPeerUnbind(header.Sequence);
        }
        if (leaves)
            FailWaiting();
        if (draining)
        {
            ContinueUnbind();
            return;
        }
        WriteEmpty(CommandId.UnbindResp, CommandStatus.Ok, header.Sequence);
        if (_state.AwaitsBind)
            EndAfterFlush(new SessionEnd(SessionEndReason.Unbound));
    }

    /// <summary>Whether a response, unbind_resp or a nack, answers this side's unbind.</summary>
    private bool AnswersUnbind(in PduHeader header)
    {
        lock (_gate)
            return _leaving.UnbindSent && (header.Id == CommandId.UnbindResp || header.Sequence == _leaving.UnbindSequence);
    }
}
