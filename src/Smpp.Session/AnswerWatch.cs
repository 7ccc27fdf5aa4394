namespace Smpp.Session;

/// <summary>
/// Tells a peer that answers nothing, though it lives, from one that loses single requests: how many in a row got no response in time. The
/// heartbeat counts; an answer costs its reader one write.
/// </summary>
internal struct AnswerWatch()
{
    private long _answeredAt = long.MinValue;
    private long _timedOutAt = long.MinValue;

    /// <summary>How many in a row.</summary>
    public int Unanswered { get; private set; }

    /// <summary>
    /// A request has got its response, in time or not: who answers too late answers all the same, and would not be quicker on another
    /// session.
    /// </summary>
    /// <param name="tick">The heartbeat's latest tick.</param>
    public void OnAnswer(long tick) => Volatile.Write(ref _answeredAt, tick);

    /// <summary>Counts requests that have timed out at a tick: of them, those that were sent behind the latest answer.</summary>
    /// <param name="expired">The requests.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="limit">From the tick at which a request was sent to its deadline.</param>
    public void OnTimeout(List<PendingRequest> expired, long tick, long limit)
    {
        long answeredAt = Volatile.Read(ref _answeredAt);
        if (answeredAt >= _timedOutAt)
            Unanswered = 0;
        _timedOutAt = tick;
        foreach (var request in expired)
        {
            if (request.Deadline - limit > answeredAt)
                Unanswered++;
        }
    }
}
