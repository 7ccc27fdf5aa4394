using Gateway.Flows;
using Gateway.Places;
using Gateway.Upstreams;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Accounts;

/// <summary>
/// What waits for an account: receipts and mobile-originated messages, offered to any of its receiving sessions until one
/// acknowledges, refuses for good, or their time is over. One account's outbox delays no other's.
/// </summary>
internal sealed class Outbox : IPump
{
    // So many go to one session before another is looked for: each session written to costs a system call, and its peer a wake-up.
    private const int Quantum = 32;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Backlog<CustomerDelivery> _queue;
    private readonly PutOffDeliveries _later = new();
    private readonly List<CustomerDelivery> _lost = [];
    private readonly HeldDeliveries _held;
    private readonly Unbooked<DeliveryEnd> _unbooked = new();
    private readonly AccountState _account;
    private readonly NodeStore _store;
    private readonly TimeProvider _time;
    private Turnstile _turnstile;
    private long _sent;

    public Outbox(AccountState account, NodeStore store, TimeProvider time)
    {
        _account = account;
        _store = store;
        _time = time;
        _held = new HeldDeliveries(store);
        _queue = new Backlog<CustomerDelivery>(_gate, store, this, Enqueue);
    }

    /// <summary>Deliveries that wait, those put off included.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
                return _queue.Count + _later.Count + _held.Count + _lost.Count;
        }
    }

    public void Enqueue(CustomerDelivery delivery)
    {
        lock (_gate)
            _queue.AddLast(delivery);
        PumpScope.Touch(this);
    }

    /// <summary>Adds what a start has found in the journal.</summary>
    public void Enqueue(in Place place)
    {
        lock (_gate)
            _queue.AddLast(place);
    }

    /// <summary>Another set of sessions is bound: what no receiver served before may be served now.</summary>
    public void OnSessionsChanged()
    {
        lock (_gate)
        {
            if (!_held.TryReconsider(_queue))
                _store.Keeper.Post(_ => ReconsiderPlaces());
        }
    }

    /// <summary>Offers what waits while a session has room.</summary>
    public void Pump()
    {
        if (!_turnstile.TryEnter(out int seen))
            return;
        do
            Drain();
        while (!_turnstile.Leave(ref seen));
    }

    /// <summary>Brings back what was put off and is due, and lets go of what has expired while nobody fetched it.</summary>
    public void OnHeartbeat(long now)
    {
        bool due = !_unbooked.IsEmpty;
        if (due)
            _unbooked.Book(TryBook);
        lock (_gate)
        {
            due |= _held.Count > 0;
            _held.Unblock(_queue);
            _held.Forget();
            while (_queue.TryPeekFirst(out var first) && first.IsEnded)
                _queue.TryTakeFirst(out _);
            due |= _later.PutBack(now, _queue);
        }
        if (due)
            Pump();
    }

    public void OnReply(CustomerDelivery delivery, CommandStatus status)
    {
        if (status == CommandStatus.Ok)
        {
            ref long counter = ref delivery.IsReceipt ? ref _store.Counting.ReceiptsOut : ref _store.Counting.MoOut;
            End(delivery, delivery.IsReceipt ? EventKind.ReceiptSent : EventKind.MoDelivered, status, ref counter);
        }
        else if (status.IsTemporary)
        {
            PutOff(delivery);
        }
        else
        {
            Drop(delivery, status);
        }
    }

    public void OnLost(CustomerDelivery delivery, LossReason reason)
    {
        if (reason != LossReason.SessionEnded)
        {
            PutOff(delivery);
            return;
        }
        lock (_gate)
            _lost.Add(delivery);
        PumpScope.Touch(this);
    }

    /// <summary>Gives a delivery up.</summary>
    public void Drop(CustomerDelivery delivery, CommandStatus status) => End(
        delivery, delivery.IsReceipt ? EventKind.ReceiptExpired : EventKind.MoExpired, status, ref _store.Counting.DeliveriesDropped);

    private bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _queue.Count == 0 && _lost.Count == 0;
        }
    }

    private void Drain()
    {
        // What nobody can note as delivered any more goes out after the restart, and not twice.
        if (_store.Journal.Failure.IsCompleted)
            return;
        SmppSession? chosen = null;
        for (int left = 0; ; left--)
        {
            if (left == 0 || chosen is not { State.CanDeliver: true, Free: > 0 })
            {
                if (IsEmpty)
                    return;
                chosen = _account.ChooseReceiver();
                left = Quantum;
            }
            if (chosen is not { } session)
                return;
            CustomerDelivery? delivery;
            lock (_gate)
            {
                PutBackLost();
                // What is acknowledged and cannot be booked comes again after a crash: no more of that than windows hold.
                if (!_unbooked.IsEmpty || _later.IsFull || !_queue.TryTakeFirst(out delivery))
                    return;
                if (_later.TryFollow(delivery))
                    continue;
                delivery.Order = ++_sent;
            }
            if (delivery.IsEnded)
                continue;
            if (!delivery.IsInRangeOf(session) || !delivery.FitsVersionOf(session))
            {
                if (_account.ChooseReceiver(delivery, out var obstacle) is { } other)
                    session = other;
                else if (SetAside(delivery, obstacle))
                    continue;
                else
                    return;
            }
            // A session whose output is full has no room any more: another is looked for.
            if (Send(session, delivery) != SendResult.Sent)
            {
                lock (_gate)
                    _queue.AddFirst(delivery);
            }
        }
    }

    /// <summary>Lets go of what no receiver takes now; false when it stays in front and all wait.</summary>
    private bool SetAside(CustomerDelivery delivery, Obstacle obstacle)
    {
        if (obstacle == Obstacle.TooLong)
        {
            Drop(delivery, CommandStatus.InvalidMessageLength);
            return true;
        }
        lock (_gate)
        {
            if (obstacle == Obstacle.OutOfRange)
                _held.AddUnserved(delivery);
            else if (!_held.TryBlock(delivery))
                _queue.AddFirst(delivery);
            else
                return true;
            return obstacle == Obstacle.OutOfRange;
        }
    }

    private static SendResult Send(SmppSession session, CustomerDelivery delivery)
    {
        if (OldVersion.TakesAsIs(delivery.Octets, session))
        {
            var raw = new RawBody(CommandId.DeliverSm, delivery.Body);
            return session.TrySend(ref raw, delivery, 0);
        }
        MessageView.TryRead(CommandId.DeliverSm, delivery.Body, out var view, out _);
        var fitted = OldVersion.Fit(view, session);
        return session.TrySend(ref fitted, delivery, 0);
    }

    private void PutOff(CustomerDelivery delivery)
    {
        double seconds = Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(delivery.Attempts++, 20)), LongestRetry.TotalSeconds);
        long at = _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency);
        lock (_gate)
            _later.Add(delivery, at);
    }

    /// <summary>What a session that ended had not answered goes out again, in the order in which it went before.</summary>
    private void PutBackLost()
    {
        if (_lost.Count == 0)
            return;
        _lost.Sort(static (one, other) => other.Order.CompareTo(one.Order));
        foreach (var delivery in _lost)
            _queue.AddFirst(delivery);
        _lost.Clear();
    }

    private void ReconsiderPlaces()
    {
        lock (_gate)
            _held.ReconsiderPlaces(_queue);
        PumpScope.Touch(this);
    }

    private void End(CustomerDelivery delivery, EventKind kind, CommandStatus status, ref long counter)
    {
        var end = new DeliveryEnd(delivery, kind, status);
        lock (delivery)
        {
            if (delivery.IsEnded)
                return;
            delivery.IsEnded = true;
            Counters.Add(ref counter);
            if (TryBook(end))
                return;
        }
        _unbooked.Add(end);
    }

    /// <summary>Appends that a delivery has come to its end. False when there is no room for it now.</summary>
    private bool TryBook(DeliveryEnd end)
    {
        lock (end.Delivery)
        {
            end.Delivery.Describe(end.Kind, _store.Now, out var e);
            e.Status = (uint)end.Status;
            if (_store.Append(e, null, out _) is AppendResult.Busy or AppendResult.DiskFull)
            {
                end.Delivery.NextNumber--;
                return false;
            }
            _store.Live.Remove(end.Delivery);
            return true;
        }
    }

    private readonly record struct DeliveryEnd(CustomerDelivery Delivery, EventKind Kind, CommandStatus Status);
}
