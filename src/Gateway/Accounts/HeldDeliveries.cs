using Gateway.Flows;

namespace Gateway.Accounts;

/// <summary>
/// Mobile-originated messages that no receiver can take now because of their address_ranges: the others must not wait behind them.
/// Not thread-safe; the outbox's gate guards it.
/// </summary>
internal sealed class HeldDeliveries
{
    /// <summary>Messages set aside for receivers without room; further ones hold up those behind them, as without address_ranges.</summary>
    public const int MostBlocked = 1_000;

    private readonly Deque<CustomerDelivery> _unserved = new();
    private readonly Deque<CustomerDelivery> _blocked = new();

    public int Count => _unserved.Count + _blocked.Count;

    /// <summary>A receiver for it is bound, but has no room. False when no more are set aside.</summary>
    public bool TryBlock(CustomerDelivery delivery)
    {
        if (_blocked.Count >= MostBlocked)
            return false;
        _blocked.AddLast(delivery);
        return true;
    }

    /// <summary>No receiver that is bound now serves its destination.</summary>
    public void AddUnserved(CustomerDelivery delivery) => _unserved.AddLast(delivery);

    /// <summary>Puts back in front of <paramref name="queue"/>, in their order, those whose receiver may have room by now.</summary>
    public void Unblock(Deque<CustomerDelivery> queue) => PutBack(_blocked, queue);

    /// <summary>Puts all back, since other receivers are bound now.</summary>
    public void Reconsider(Deque<CustomerDelivery> queue)
    {
        PutBack(_blocked, queue);
        PutBack(_unserved, queue);
    }

    /// <summary>Lets go of the oldest ones that have expired.</summary>
    public void Forget()
    {
        while (_unserved.TryPeekFirst(out var first) && first.IsEnded)
            _unserved.TryTakeFirst(out _);
    }

    private static void PutBack(Deque<CustomerDelivery> held, Deque<CustomerDelivery> queue)
    {
        while (held.TryTakeLast(out var delivery))
            queue.AddFirst(delivery);
    }
}
