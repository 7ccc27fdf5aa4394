using Gateway.Flows;
using Gateway.Places;
using Storage.Live;

namespace Gateway.Accounts;

/// <summary>
/// Deliveries that no receiver can take now because of its address_range or version: the others must not wait behind them.
/// Not thread-safe; the outbox's gate guards it.
/// </summary>
internal sealed class HeldDeliveries(NodeStore store)
{
    /// <summary>Messages set aside for receivers without room; further ones hold up those behind them.</summary>
    public const int MostBlocked = 1_000;

    private readonly Deque<CustomerDelivery> _unserved = new();
    private readonly Deque<CustomerDelivery> _blocked = new();
    private readonly PlaceQueue _away = new();
    private bool _isKnown;

    public long Count => _unserved.Count + _blocked.Count + _away.Places;

    /// <summary>A receiver that could take it is bound, but has no room. False when no more are set aside.</summary>
    public bool TryBlock(CustomerDelivery delivery)
    {
        if (_blocked.Count >= MostBlocked)
            return false;
        _blocked.AddLast(delivery);
        return true;
    }

    /// <summary>No receiver that is bound now serves its destination.</summary>
    public void AddUnserved(CustomerDelivery delivery)
    {
        if ((_unserved.Count < store.LeastResident && _away.Places == 0) || !store.TryPlace(delivery, out var place))
        {
            _unserved.AddLast(delivery);
            return;
        }
        if (!_isKnown)
            store.Keeper.Add(_away);
        _isKnown = true;
        _away.AddLast(place);
    }

    /// <summary>Puts back in front of <paramref name="queue"/>, in their order, those whose receiver may have room by now.</summary>
    public void Unblock(Backlog<CustomerDelivery> queue) => PutBack(_blocked, queue);

    /// <summary>
    /// Puts all back, since other receivers are bound now. False when some are not in memory: then nothing was done, and
    /// <see cref="ReconsiderPlaces"/> does it.
    /// </summary>
    public bool TryReconsider(Backlog<CustomerDelivery> queue)
    {
        if (_away.Places > 0)
            return false;
        PutBack(_blocked, queue);
        PutBack(_unserved, queue);
        return true;
    }

    /// <summary>Puts all back. On the keeper's thread.</summary>
    public void ReconsiderPlaces(Backlog<CustomerDelivery> queue)
    {
        PutBack(_blocked, queue);
        var places = new List<Place>();
        _away.Take(int.MaxValue, places);
        queue.PutBefore(places);
        PutBack(_unserved, queue);
    }

    /// <summary>Lets go of the oldest ones that have expired.</summary>
    public void Forget()
    {
        while (_unserved.TryPeekFirst(out var first) && first.IsEnded)
            _unserved.TryTakeFirst(out _);
    }

    private static void PutBack(Deque<CustomerDelivery> held, Backlog<CustomerDelivery> queue)
    {
        while (held.TryTakeLast(out var delivery))
            queue.AddFirst(delivery);
    }
}
