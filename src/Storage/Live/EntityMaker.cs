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

/// <summary>Makes an entity again from its place and the record that stands there. Thread-safe.</summary>
/// <param name="factory">Makes the objects.</param>
/// <param name="names">The names that they mention.</param>
/// <param name="receiptLifetime">How long a receipt is waited for and offered, microseconds.</param>
public sealed class EntityMaker(ILiveFactory factory, Name.Table names, long receiptLifetime)
{
    /// <summary>
    /// The entity; null when the record is not one that carries a whole state. A message that was not sent has no
    /// <see cref="LiveEntity.ExpiresAt"/> yet when its record does not say so: the layer above works it out of its body.
    /// </summary>
    public LiveEntity? Make(in JournalEvent e, in Place place)
    {
        LiveEntity? entity = e.Kind switch
        {
            EventKind.Accepted or EventKind.Carried or EventKind.Replaced or EventKind.Sent => MakeMessage(e, place),
            EventKind.EarlyReceipt => MakeParked(e),
            _ when LiveRecovery.IsDelivery(e) => MakeDelivery(e),
            _ => null,
        };
        if (entity is not null)
            entity.Whole = place.Position;
        return entity;
    }

    private LiveMessage MakeMessage(in JournalEvent e, in Place place)
    {
        var message = factory.NewMessage();
        message.Restore(e, names);
        message.NextNumber = place.Number;
        message.Flags = place.Flags;
        message.Attempts = place.IsInFlight ? 0 : place.Attempts;
        if (message.SentAt == 0)
        {
            message.State = place.Flags.HasFlag(EventFlags.Held) ? LiveState.Held
                : place.IsInFlight ? LiveState.InFlight
                : LiveState.Queued;
        }
        message.ExpiresAt = LiveRecovery.Expiry(e, receiptLifetime);
        return message;
    }

    private Delivery MakeDelivery(in JournalEvent e)
    {
        var delivery = factory.NewDelivery();
        delivery.Restore(e, names);
        delivery.ExpiresAt = LiveRecovery.Expiry(e, receiptLifetime);
        return delivery;
    }

    private ParkedReceipt MakeParked(in JournalEvent e)
    {
        var parked = factory.NewParkedReceipt();
        parked.Restore(e, names);
        return parked;
    }
}
