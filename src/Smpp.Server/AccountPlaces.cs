using Smpp.Session;

namespace Smpp.Server;

/// <summary>The bound sessions of one account. Thread-safe.</summary>
internal sealed class AccountPlaces
{
    private readonly Lock _gate = new();
    private readonly List<SmppSession> _taken = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _taken.Count;
        }
    }

    public bool TryTake(SmppSession session, int most)
    {
        lock (_gate)
        {
            if (_taken.Count >= most)
                return false;
            _taken.Add(session);
            return true;
        }
    }

    public void GiveBack(SmppSession session)
    {
        lock (_gate)
            _taken.Remove(session);
    }

    /// <summary>The session that has been silent for longest, or null when there is none.</summary>
    public SmppSession? MostSilent()
    {
        lock (_gate)
            return _taken.MaxBy(session => session.Silence);
    }
}
