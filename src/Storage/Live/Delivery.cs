namespace Storage.Live;

/// <summary>One deliver_sm, a receipt or a mobile-originated message, that its account has not acknowledged yet.</summary>
public abstract class Delivery : BookedEntity
{
    /// <summary>True for a receipt, false for a mobile-originated message.</summary>
    public bool IsReceipt { get; set; }

    /// <summary>The message's final state, for a receipt.</summary>
    public byte MessageState { get; set; }

    /// <inheritdoc/>
    protected override EventKind CarriedKind => IsReceipt ? EventKind.CarriedReceipt : EventKind.CarriedMo;

    /// <summary>Makes it the receipt of <paramref name="message"/>.</summary>
    public void About(LiveMessage message)
    {
        CopyFacts(message);
        IsReceipt = true;
    }

    /// <inheritdoc/>
    internal override void Restore(in JournalEvent e, Name.Table names)
    {
        base.Restore(e, names);
        IsReceipt = e.Kind is not (EventKind.MoAccepted or EventKind.CarriedMo);
        MessageState = e.State;
        SetBody(e.Payload);
    }

    /// <inheritdoc/>
    protected override void Describe(EventKind kind, out JournalEvent e)
    {
        base.Describe(kind, out e);
        e.State = MessageState;
    }
}
