using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>What a session's timers ask for (v3.4 §7.2).</summary>
internal enum TimerVerdict : byte
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>End: no bind came in time.</summary>
    BindTimeout,

    /// <summary>End: a PDU was begun and not completed in time.</summary>
    PartialPdu,

    /// <summary>End: the peer does not read.</summary>
    SlowPeer,

    /// <summary>End: an enquire_link was not answered in time.</summary>
    EnquireLinkTimeout,

    /// <summary>Unbind: nothing but enquire_links for long.</summary>
    Inactive,

    /// <summary>Send an enquire_link.</summary>
    SendEnquireLink,
}

/// <summary>
/// The moments that a session's timers run from, and what they ask for at another moment. The reader writes them and the heartbeat
/// reads them: a value that is a moment old only makes a timer late by that moment.
/// </summary>
internal struct SessionTimers(long opened)
{
    private readonly long _opened = opened;
    private long _lastReceived = opened;
    private long _lastTransaction = opened;
    private long _partialSince;
    private long _enquireSentAt;
    private uint _enquireSequence;
    private bool _readingPaused;

    /// <summary>When the latest PDU came.</summary>
    public readonly long LastReceived => Volatile.Read(in _lastReceived);

    /// <summary>An enquire_link is unanswered, and nothing else has come since.</summary>
    public readonly bool IsEnquiring =>
        Volatile.Read(in _enquireSequence) != 0 && Volatile.Read(in _lastReceived) < Volatile.Read(in _enquireSentAt);

    /// <summary>A PDU has come: any proves the peer alive (v5.0 §4.1.2), but an enquire_link is no transaction.</summary>
    public void OnPdu(CommandId id, long now)
    {
        _lastReceived = now;
        if (id is not (CommandId.EnquireLink or CommandId.EnquireLinkResp))
            _lastTransaction = now;
    }

    /// <summary>
    /// Something is unanswered, or was until now. The inactivity_timer is the lapse allowed between transactions (v3.4 §7.2), and a request
    /// is one until its response: however long that takes is no lapse, which begins at the next tick at the earliest.
    /// </summary>
    public void OnUnanswered(long nextTick) => _lastTransaction = nextTick;

    /// <summary>The bind was decided: a decision may take long, and its time is no inactivity.</summary>
    public void OnBound(long now) => _lastTransaction = now;

    /// <summary>A read has been handled.</summary>
    /// <param name="isPartial">Octets are left that are no whole PDU.</param>
    /// <param name="progressed">Whole PDUs stood before them.</param>
    /// <param name="now">The moment.</param>
    public void OnRead(bool isPartial, bool progressed, long now)
    {
        if (!isPartial)
            _partialSince = 0;
        else if (_partialSince == 0 || progressed)
            _partialSince = now;
    }

    /// <summary>This side does not read for a while: a PDU that is incomplete now is not the peer's fault.</summary>
    public void OnReadingPaused() => Volatile.Write(ref _readingPaused, true);

    public void OnReadingResumed(long now)
    {
        if (_partialSince != 0)
            _partialSince = now;
        Volatile.Write(ref _readingPaused, false);
    }

    public void OnEnquireSent(uint sequence, long now)
    {
        _enquireSentAt = now;
        Volatile.Write(ref _enquireSequence, sequence);
    }

    /// <summary>Whether a response with this number answers the enquire_link.</summary>
    public bool OnResponse(uint sequence)
    {
        if (sequence != _enquireSequence || sequence == 0)
            return false;
        // The next enquire_link may be sent at this moment, and is not answered by this.
        Interlocked.CompareExchange(ref _enquireSequence, 0, sequence);
        return true;
    }

    /// <summary>What is due, if anything.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="state">The session's state.</param>
    /// <param name="writingSince">Since when a write has been waiting for the peer; zero when none has.</param>
    /// <param name="idle">Nothing is unanswered on either side.</param>
    /// <param name="options">The limits.</param>
    /// <param name="heartbeat">Turns them into ticks.</param>
    public readonly TimerVerdict Due(
        long now, SessionState state, long writingSince, bool idle, SessionOptions options, Heartbeat heartbeat)
    {
        if (state.AwaitsBind && Passed(_opened, options.BindTimeout))
            return TimerVerdict.BindTimeout;
        if (_partialSince != 0 && !Volatile.Read(in _readingPaused) && Passed(_partialSince, options.PartialPduTimeout))
            return TimerVerdict.PartialPdu;
        if (writingSince > 0 && Passed(writingSince, options.StalledWriteTimeout))
            return TimerVerdict.SlowPeer;
        if (!state.IsBound)
            return TimerVerdict.None;
        if (idle && options.Inactivity > TimeSpan.Zero && Passed(_lastTransaction, options.Inactivity))
            return TimerVerdict.Inactive;
        if (options.EnquireLink <= TimeSpan.Zero)
            return TimerVerdict.None;
        if (IsEnquiring)
            return Passed(_enquireSentAt, options.EnquireLimit) ? TimerVerdict.EnquireLinkTimeout : TimerVerdict.None;
        return Passed(_lastReceived, options.EnquireLink) ? TimerVerdict.SendEnquireLink : TimerVerdict.None;

        bool Passed(long since, TimeSpan limit) => now - since >= heartbeat.Ticks(limit);
    }
}
