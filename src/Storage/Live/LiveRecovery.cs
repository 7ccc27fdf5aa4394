using System.Buffers.Binary;

namespace Storage.Live;

/// <summary>Makes the entities of the layer above, which add what they do to what they are.</summary>
public interface ILiveFactory
{
    /// <summary>An empty message.</summary>
    LiveMessage NewMessage();

    /// <summary>An empty delivery.</summary>
    Delivery NewDelivery();

    /// <summary>An empty parked receipt.</summary>
    ParkedReceipt NewParkedReceipt();
}

/// <summary>
/// Rebuilds what was alive from the journal's events: a pure function of their order. What a message was when the process
/// died is what its last durable event says; one that was on its way to an upstream is queued again.
/// </summary>
public sealed class LiveRecovery(ILiveFactory factory, Name.Table names, long receiptLifetime) : IReplay
{
    private readonly Dictionary<ulong, (LiveEntity Entity, JournalPosition Oldest)> _alive = [];

    /// <summary>Events read.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public void OnEvent(in JournalEvent e, JournalPosition position)
    {
        Events++;
        switch (e.Kind)
        {
            case EventKind.Accepted:
            case EventKind.Carried:
                RestoreMessage(e, position);
                break;
            case EventKind.Sent:
                OnSent(e, position);
                break;
            case EventKind.Uncertain:
            case EventKind.Retried:
                if (Find<LiveMessage>(e.MessageId) is { } pending)
                {
                    pending.NextNumber = (ushort)(e.Number + 1);
                    pending.Flags = e.Flags;
                    pending.State = e.Flags.HasFlag(EventFlags.Held) ? LiveState.Held : LiveState.Queued;
                }
                break;
            case EventKind.Attempts:
                Turn(e.Payload, LiveState.Queued, LiveState.InFlight);
                break;
            case EventKind.AttemptsWithdrawn:
                Turn(e.Payload, LiveState.InFlight, LiveState.Queued);
                break;
            case EventKind.Replaced:
                if (Find<LiveMessage>(e.MessageId) is { } replaced)
                    replaced.Restore(e, names);
                break;
            case EventKind.Failed:
            case EventKind.Expired:
            case EventKind.Cancelled:
                OnTerminal(e, position);
                break;
            case EventKind.Receipt:
                if (e.Flags.HasFlag(EventFlags.Intermediate))
                    OnIntermediate(e);
                else
                    OnTerminal(e, position);
                break;
            case EventKind.CarriedReceipt:
            case EventKind.CarriedMo:
            case EventKind.MoAccepted:
                RestoreDelivery(e, position);
                break;
            case EventKind.EarlyReceipt:
                var parked = factory.NewParkedReceipt();
                parked.Restore(e, names);
                _alive[e.MessageId] = (parked, position);
                break;
            case EventKind.ReceiptSent:
            case EventKind.ReceiptExpired:
            case EventKind.MoDelivered:
            case EventKind.MoExpired:
            case EventKind.EarlySettled:
            case EventKind.OrphanReceipt:
                _alive.Remove(e.MessageId);
                break;
        }
    }

    /// <summary>Puts all that is alive into <paramref name="set"/> and returns it, oldest first.</summary>
    public List<LiveEntity> Complete(LiveSet set)
    {
        var ordered = _alive.Values.OrderBy(entry => entry.Entity.Id).ToList();
        foreach (var (entity, oldest) in ordered)
            set.Add(entity, oldest);
        _alive.Clear();
        return ordered.ConvertAll(entry => entry.Entity);
    }

    private T? Find<T>(ulong id) where T : LiveEntity => _alive.GetValueOrDefault(id).Entity as T;

    private void Turn(ReadOnlySpan<byte> ids, LiveState from, LiveState to)
    {
        for (; ids.Length >= sizeof(ulong); ids = ids[sizeof(ulong)..])
        {
            if (Find<LiveMessage>(BinaryPrimitives.ReadUInt64LittleEndian(ids)) is { } message && message.State == from)
                message.State = to;
        }
    }

    private void RestoreMessage(in JournalEvent e, JournalPosition position)
    {
        var message = factory.NewMessage();
        message.Restore(e, names);
        message.ExpiresAt = e.Kind == EventKind.Carried ? e.Time : 0;
        _alive[e.MessageId] = (message, position);
    }

    private void OnSent(in JournalEvent e, JournalPosition position)
    {
        if (!e.Flags.HasFlag(EventFlags.ReceiptWanted))
        {
            _alive.Remove(e.MessageId);
            return;
        }
        var oldest = _alive.TryGetValue(e.MessageId, out var entry) ? entry.Oldest : position;
        var message = entry.Entity as LiveMessage ?? factory.NewMessage();
        message.Restore(e, names);
        message.DropBody();
        message.ExpiresAt = e.Time + receiptLifetime;
        _alive[e.MessageId] = (message, oldest);
    }

    private void OnTerminal(in JournalEvent e, JournalPosition position)
    {
        if (e.Payload.IsEmpty)
            _alive.Remove(e.MessageId);
        else
            RestoreDelivery(e, position);
    }

    private void OnIntermediate(in JournalEvent e)
    {
        if (Find<LiveMessage>(e.MessageId) is { } message)
            message.NextNumber = (ushort)(e.Number + 1);
    }

    private void RestoreDelivery(in JournalEvent e, JournalPosition position)
    {
        var delivery = factory.NewDelivery();
        delivery.Restore(e, names);
        delivery.ExpiresAt = e.Kind >= EventKind.Carried ? e.Time : e.Time + receiptLifetime;
        _alive[e.MessageId] = (delivery, position);
    }
}
