using Gateway.Flows;
using Gateway.Places;
using Smpp.Protocol;

namespace Gateway.Accounts;

/// <summary>
/// Deliveries that their customer refused for now, until they are due again, and those to the same destination that come after them.
/// Not thread-safe; the outbox's gate guards it.
/// </summary>
internal sealed class PutOffDeliveries
{
    private const int Most = 1_000;

    private readonly PriorityQueue<CustomerDelivery, (long At, long Order)> _deliveries = new();
    private readonly Dictionary<Address, (int Count, long At)> _destinations = [];
    private long _order;

    public int Count => _deliveries.Count;

    /// <summary>A customer that has refused so much gets nothing new until it is due again.</summary>
    public bool IsFull => Count >= Most;

    /// <summary>Puts a delivery off.</summary>
    public void Add(CustomerDelivery delivery, long at)
    {
        var (count, latest) = _destinations.GetValueOrDefault(delivery.Destination);
        at = Math.Max(at, latest);
        _destinations[delivery.Destination] = (count + 1, at);
        _deliveries.Enqueue(delivery, (at, ++_order));
    }

    /// <summary>Puts a delivery off that follows others to its destination; false when there are none.</summary>
    public bool TryFollow(CustomerDelivery delivery)
    {
        if (_destinations.Count == 0 || !_destinations.TryGetValue(delivery.Destination, out var others))
            return false;
        Add(delivery, others.At);
        return true;
    }

    /// <summary>Puts back in front of <paramref name="queue"/>, in their order, those that are due; false when there are none.</summary>
    public bool PutBack(long now, Backlog<CustomerDelivery> queue)
    {
        var due = new Deque<CustomerDelivery>();
        while (_deliveries.TryPeek(out var delivery, out var when) && when.At <= now)
        {
            _deliveries.Dequeue();
            due.AddLast(delivery);
            var (count, at) = _destinations[delivery.Destination];
            if (count == 1)
                _destinations.Remove(delivery.Destination);
            else
                _destinations[delivery.Destination] = (count - 1, at);
        }
        bool any = due.Count > 0;
        while (due.TryTakeLast(out var delivery))
            queue.AddFirst(delivery);
        return any;
    }
}
