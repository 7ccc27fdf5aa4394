using Smpp.Protocol;

namespace Smpp.Session;

/// <content>The end, and the calls to the application that come before it.</content>
public sealed partial class SmppSession
{
    private CallsUnderWay _calls;

    /// <summary>Ends the session at once. Idempotent.</summary>
    public void Close(SessionEnd end)
    {
        lock (_gate)
            BeClosed(end);
        Disconnect();
    }

    /// <summary>
    /// The connection is gone: every unanswered request is lost, once, and the owner is told, once. Called once, after the last
    /// <see cref="Receive"/>; what else is being told to the application at that moment comes before the end.
    /// </summary>
    internal void Finish(SessionEnd fallback)
    {
        _heartbeat.Remove(this);
        List<PendingRequest>? lost;
        PendingReply? bindReply;
        lock (_gate)
        {
            BeClosed(fallback);
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
            if (_calls.End())
                Ended();
        }
    }

    /// <summary>The gate is held.</summary>
    private void BeClosed(SessionEnd end)
    {
        _end ??= end;
        _state = SessionState.Closed;
    }

    private void Disconnect()
    {
        Resume();
        _connection?.Abort();
    }

    private void Ended()
    {
        var end = _end!.Value;
        if (_fault is not null && end.Reason != SessionEndReason.Fault)
            end = new SessionEnd(SessionEndReason.Fault, _fault.ToString());
        if (_handler is not null)
            TellEnd(_handler, end);
        SessionTelemetry.OnEnded(Role, end.Reason);
        _completion.TrySetResult(end);
    }

    private void LeaveCalls()
    {
        if (_calls.Leave())
            Ended();
    }

    private void FailWaiting()
    {
        while (true)
        {
            PendingReply? pending;
            lock (_gate)
                if (!_waiting.TryDequeue(out pending))
                    return;
            pending.OnNeverSent(new SmppNotSentException("the session ends and the request was not sent"));
        }
    }

    /// <summary>What may be sent now is sent. On the reader, or within a call that was entered.</summary>
    private void Ready()
    {
        SendWaiting();
        Tell(_handler, static (session, handler) => handler?.OnReady(session));
    }

    /// <summary>The same on any other thread, unless the session has ended.</summary>
    private void ReadyElsewhere()
    {
        if (!_calls.TryEnter())
            return;
        try
        {
            Ready();
        }
        finally
        {
            LeaveCalls();
        }
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
}
