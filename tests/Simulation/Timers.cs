using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>Holds one session's timers to the clock: none fires early, none more than one heartbeat late.</summary>
internal sealed class Timers(Side side)
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly long _opened = side.Now;
    private SessionState _state = SessionState.Open;
    private long _stateSince = side.Now;
    private long _boundAt = side.Now;
    private long _lastReceived = side.Now;
    private long _lastBusy = side.Now;
    private long _partialSince;
    private long _enquiredAt;
    private long _unbindWrittenAt;
    private bool _enquiredEarlier;
    private bool _peerUnbound;
    private bool _wasBusy;

    private SessionOptions Options => side.Session.Options;

    /// <summary>Set when this side's application unbinds or closes.</summary>
    public bool LeaveAsked { get; set; }

    /// <summary>Set when this side's application asks the peer whether it is there.</summary>
    public bool EnquireAsked { get; set; }

    public void OnReceived(in PduHeader header)
    {
        _lastReceived = side.Now;
        if (header.Id is not (CommandId.EnquireLink or CommandId.EnquireLinkResp))
            _lastBusy = side.Now;
        if (header.Id == CommandId.Unbind)
            _peerUnbound = true;
    }

    public void OnRead(bool isPartial, bool progressed)
    {
        if (!isPartial)
            _partialSince = 0;
        else if (_partialSince == 0 || progressed)
            _partialSince = side.Now;
    }

    public void OnReadingResumed()
    {
        if (_partialSince != 0)
            _partialSince = side.Now;
    }

    public void OnWritten(in PduHeader header)
    {
        // What has waited for an earlier write was begun some time before.
        bool waited = side.WasStalled;
        if (header.Id == CommandId.EnquireLink)
        {
            if (!waited && !EnquireAsked)
                Rule.Holds(Since(_lastReceived) >= Options.EnquireLink, $"an enquire_link after {Since(_lastReceived)} of silence");
            _enquiredAt = side.Now;
            _enquiredEarlier = waited;
        }
        else if (header.Id == CommandId.Unbind)
        {
            Note();
            if (!waited && (side.Session.Outstanding > 0 || side.Session.InboundOutstanding > 0))
                Rule.Holds(Since(_stateSince) >= Options.UnbindTimeout, $"an unbind past unanswered requests after {Since(_stateSince)}");
            _unbindWrittenAt = side.Now;
        }
    }

    /// <summary>A response leaves the session: that to the peer's unbind after those to its requests, or when their time is over.</summary>
    public void OnAnswered(in PduHeader header)
    {
        if (header.Id == CommandId.UnbindResp && side.Session.InboundOutstanding > 0 && !side.WasStalled)
            Rule.Holds(
                _state == SessionState.Unbound && Since(_stateSince) >= Options.UnbindTimeout,
                $"unbind_resp went before {side.Session.InboundOutstanding} other answers");
    }

    /// <summary>Takes notice of a new state.</summary>
    public void Note()
    {
        var state = side.Session.State;
        if (state == _state)
            return;
        bool isMute = Options.MostUnanswered > 0 && side.Session.Counters.Timeouts >= Options.MostUnanswered;
        if (state == SessionState.Unbound && !LeaveAsked && !_peerUnbound && !isMute)
            Rule.Holds(
                Options.Inactivity > TimeSpan.Zero && Since(Math.Max(_lastBusy, _boundAt)) >= Options.Inactivity,
                $"left as inactive after {Since(Math.Max(_lastBusy, _boundAt))}");
        if (state.IsBound)
            _boundAt = side.Now;
        _state = state;
        _stateSince = side.Now;
    }

    public void Check()
    {
        Note();
        EnquireAsked = false;
        var session = side.Session;
        // Busy until now, also if what has just happened was the end of it.
        bool isBusy = session.Outstanding > 0 || session.InboundOutstanding > 0;
        if (isBusy || _wasBusy)
            _lastBusy = side.Now;
        _wasBusy = isBusy;
        if (side.End.Closing)
            return;
        switch (_state)
        {
            case SessionState.Open or SessionState.Outbound:
                Passes(_opened, Options.BindTimeout, "has waited for its bind");
                break;
            case SessionState.Unbound when _peerUnbound:
                Passes(_stateSince, (Options.UnbindTimeout * 2) + Heartbeat.Interval, "has left");
                break;
            case SessionState.Unbound:
                Passes(
                _unbindWrittenAt == 0 && !side.IsStalled ? _stateSince : side.Now, Options.UnbindTimeout, "has kept its unbind back");
                Passes(_unbindWrittenAt == 0 ? side.Now : _unbindWrittenAt, Options.UnbindTimeout, "has waited for unbind_resp");
                break;
            case SessionState.Closed:
                Passes(_stateSince, Linger, "lingers");
                return;
        }
        if (_partialSince != 0 && !side.End.ReadingPaused)
            Passes(_partialSince, Options.PartialPduTimeout, "has waited for the rest of a PDU");
        if (side.IsStalled)
            Passes(side.End.WritingSince, Options.StalledWriteTimeout, "has waited for the peer to read");
        if (_state.IsBound)
            CheckBound();
    }

    /// <summary>The session has ended: not before its time, if by a timer.</summary>
    public void OnEnd(SessionEnd end)
    {
        switch (end.Reason)
        {
            case SessionEndReason.BindTimeout:
                NotBefore(_opened, Options.BindTimeout, end);
                break;
            case SessionEndReason.PartialPdu:
                NotBefore(_partialSince, Options.PartialPduTimeout, end);
                break;
            case SessionEndReason.SlowPeer:
                NotBefore(side.End.WritingSince, Options.StalledWriteTimeout, end);
                break;
            case SessionEndReason.EnquireLinkTimeout when !side.WasStalled:
                NotBefore(_enquiredAt, Options.ResponseTimeout, end);
                break;
            case SessionEndReason.Unbound or SessionEndReason.Inactive or SessionEndReason.Unanswered
                when end.Detail is not null && !side.WasStalled:
                NotBefore(_unbindWrittenAt, Options.UnbindTimeout, end);
                break;
        }
    }

    private void CheckBound()
    {
        if (Options.Inactivity > TimeSpan.Zero)
            Passes(Math.Max(_lastBusy, _boundAt), Options.Inactivity, "has been inactive");
        if (Options.EnquireLink == TimeSpan.Zero || side.IsStalled)
            return;
        if (_enquiredAt > _lastReceived)
            // Something may have come between one that had to wait and its leaving: then the next silence has to pass as well.
            Passes(
                _enquiredAt, Options.ResponseTimeout + (_enquiredEarlier ? Options.EnquireLink + Heartbeat.Interval : TimeSpan.Zero),
                "has waited for enquire_link_resp");
        else if (_enquiredAt != _lastReceived)
            Passes(Math.Max(_lastReceived, _boundAt), Options.EnquireLink, "has heard nothing and asked nothing");
    }

    private void Passes(long since, TimeSpan limit, string what) =>
        Rule.Holds(Since(since) <= limit + Heartbeat.Interval, $"the session {what} for {Since(since)}");

    private void NotBefore(long since, TimeSpan limit, SessionEnd end) =>
        Rule.Holds(since != 0 && Since(since) >= limit, $"{end} after {Since(since)}");

    private TimeSpan Since(long moment) => TimeSpan.FromTicks(side.Now - moment);
}
