namespace Storage.Live;

/// <summary>How far a message has come.</summary>
public enum LiveState : byte
{
    /// <summary>Appended, not durable yet: its submitter has no answer.</summary>
    Accepting,
    /// <summary>Waits for its upstream.</summary>
    Queued,
    /// <summary>Written to an upstream and not answered.</summary>
    InFlight,
    /// <summary>The upstream has it; its receipt is to come.</summary>
    AwaitingReceipt,
    /// <summary>Settled.</summary>
    Done,
    /// <summary>Its upstream may have it; it waits for a late answer, or for somebody to decide.</summary>
    Held,
}

/// <summary>One accepted submit that is not settled yet. Its body is the submit_sm's, kept until the upstream has it.</summary>
public abstract class LiveMessage : BookedEntity
{
    internal LiveEntity? NextByReceiptKey;

    /// <summary>How far it has come.</summary>
    public LiveState State { get; set; }

    /// <summary>Its key in the receipt index.</summary>
    internal UInt128 ReceiptKey { get; set; }

    /// <summary>It has left memory: what goes on is its place, not this object, though its state says that it is done.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>The event that its upstream has it is in the journal: until then no record says so.</summary>
    public bool IsBooked { get; set; }

    /// <summary>Receipts that came before are being applied to it: it stays in memory until they are.</summary>
    public bool IsClaiming { get; set; }

    /// <summary>The one that joined the receipt index before it.</summary>
    internal LiveMessage? Older { get; set; }

    /// <summary>The one that joined the receipt index after it.</summary>
    internal LiveMessage? Younger { get; set; }

    /// <inheritdoc/>
    protected override EventKind CarriedKind => EventKind.Carried;

    /// <inheritdoc/>
    public override void DescribeWhole(out JournalEvent e)
    {
        base.DescribeWhole(out e);
        e.State = (byte)State;
    }

    /// <inheritdoc/>
    internal override void Restore(in JournalEvent e, Name.Table names)
    {
        base.Restore(e, names);
        IsBooked = SentAt != 0;
        State = SentAt != 0 ? LiveState.AwaitingReceipt
            : Flags.HasFlag(EventFlags.Held) ? LiveState.Held
            : e.Kind == EventKind.Carried && e.State == (byte)LiveState.InFlight ? LiveState.InFlight
            : LiveState.Queued;
        if (SentAt != 0)
            DropBody();
        else if (e.Kind is EventKind.Accepted or EventKind.Carried or EventKind.Replaced)
            SetBody(e.Payload);
    }
}
