using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Lets go what waits in the sessions of a pool, as far as the control of congestion allows: while that limits, one request of each session
/// in turn. Thread-safe.
/// </summary>
internal sealed class SendLimit(CongestionControl congestion, BindSlot[] slots, BindSet called, TimeProvider time) : ISendLimit
{
    private volatile bool _anyWaiting;
    private volatile int _turn;

    public bool IsLimiting => congestion.IsLimiting;

    public bool TryTake()
    {
        if (!congestion.IsLimiting)
            return true;
        // Before it is refused: who makes room from now on must see it.
        _anyWaiting = true;
        return congestion.TryTake(time.GetTimestamp());
    }

    public void GiveBack() => congestion.GiveBack();

    public void OnWaiting()
    {
        _anyWaiting = true;
        Pump();
    }

    /// <summary>Lets as many go as there is room for.</summary>
    public void Pump()
    {
        if (!_anyWaiting || congestion.IsPaused(time.GetTimestamp()))
            return;
        _anyWaiting = false;
        while (TrySendNext())
        {
        }
    }

    private bool TrySendNext()
    {
        var others = called.All;
        int count = slots.Length + others.Count;
        int turn = _turn;
        for (int i = 0; i < count; i++)
        {
            int at = (int)((uint)(turn + i) % (uint)count);
            var session = at < slots.Length ? slots[at].Session : others[at - slots.Length];
            if (session is null || !session.TrySendWaiting())
                continue;
            _turn = at + 1;
            return true;
        }
        return false;
    }
}
