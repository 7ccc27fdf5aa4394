namespace Storage.Audit;

/// <summary>What the journal would bring back under an id.</summary>
internal enum AuditAlive : byte
{
    None,

    /// <summary>A message that has not ended.</summary>
    Message,

    /// <summary>A receipt or a mobile-originated message that its customer has not acknowledged.</summary>
    Delivery,

    /// <summary>A receipt whose message is not known yet.</summary>
    ParkedReceipt,
}

/// <summary>An event as the audit sees it. <see cref="Final"/> and <see cref="OwesReceipt"/> are null where the row does not say.</summary>
internal readonly record struct AuditEvent(
    ulong Id, int Number, EventKind Kind, bool? Final, bool? OwesReceipt, bool MobileOriginated, bool PossibleDuplicate, bool BeganBefore);

/// <summary>All that is known of one message, in 32 bits: see <see cref="AuditBook"/>.</summary>
internal struct AuditEntry(uint word)
{
    private const int AcceptedAt = 0;
    private const int EndedAt = 2;
    private const int OwedAt = 4;
    private const int SettledAt = 6;
    private const int AliveAt = 8;
    private const int FlagsAt = 10;
    private const int EventsAt = 16;
    private const int HighestAt = 22;
    private const uint Few = 3;
    private const uint Many = 63;

    [Flags]
    private enum Facts
    {
        MobileOriginated = 1,
        EndedHere = 2,
        PossibleDuplicate = 4,
        EndNotTold = 8,
        BeganBefore = 16,
        Refused = 32,
    }

    public uint Word { get; private set; } = word;

    public readonly bool IsEmpty => Word == 0;

    /// <summary>Times that it was accepted: 0, 1, 2, 3 or more; so for the others.</summary>
    public readonly int Accepted => (int)Field(AcceptedAt, Few);

    public readonly int Ended => (int)Field(EndedAt, Few);

    public readonly int Owed => (int)Field(OwedAt, Few);

    public readonly int Settled => (int)Field(SettledAt, Few);

    public AuditAlive Alive
    {
        readonly get => (AuditAlive)Field(AliveAt, Few);
        set => Word = (Word & ~(Few << AliveAt)) | ((uint)value << AliveAt);
    }

    public readonly bool MobileOriginated => Has(Facts.MobileOriginated);

    /// <summary>It failed, expired or was cancelled in the gateway.</summary>
    public readonly bool EndedHere => Has(Facts.EndedHere);

    public readonly bool PossibleDuplicate => Has(Facts.PossibleDuplicate);

    /// <summary>It was sent, and the row, which an earlier release wrote, does not say whether a receipt was to come.</summary>
    public readonly bool EndNotTold => Has(Facts.EndNotTold);

    /// <summary>It was submitted before the first row that is left.</summary>
    public readonly bool BeganBefore => Has(Facts.BeganBefore);

    /// <summary>It was never accepted, and its submitter knows.</summary>
    public readonly bool Refused => Has(Facts.Refused);

    /// <summary>Events beyond its highest event number: some are there twice.</summary>
    public readonly bool HasRepeatedEvents => Events < Many && Highest < Many && Events > Highest + 1;

    /// <summary>Fewer events than numbers.</summary>
    public readonly bool LacksEvents => Events < Many && Highest < Many && Events < Highest + 1;

    /// <summary>Whether the journal keeps the message itself, not only its receipt.</summary>
    public readonly bool IsPending => Alive == (MobileOriginated ? AuditAlive.Delivery : AuditAlive.Message);

    private readonly uint Events => Field(EventsAt, Many);

    private readonly uint Highest => Field(HighestAt, Many);

    /// <summary>Adds an event.</summary>
    public void Count(in AuditEvent e)
    {
        Add(EventsAt, Many);
        Expect(e.Number, e.BeganBefore);
        if (e.MobileOriginated) Note(Facts.MobileOriginated);
        if (e.PossibleDuplicate) Note(Facts.PossibleDuplicate);
        // What is relayed has no event before the one that says what its upstream answered.
        bool relayed = e.Number == 0 && e.Kind == EventKind.Sent;
        if (relayed || e.Kind is EventKind.Accepted or EventKind.MoAccepted) Add(AcceptedAt, Few);
        if (e.Number == 0 && e.Kind is EventKind.Rejected or EventKind.Uncertain) Note(Facts.Refused);
        if (e.Final == true) Add(EndedAt, Few);
        if (e.Final is null && e.Kind == EventKind.Sent) Note(Facts.EndNotTold);
        if (e.OwesReceipt == true) Add(OwedAt, Few);
        if (e.Kind is EventKind.ReceiptSent or EventKind.ReceiptExpired) Add(SettledAt, Few);
        if (e.Kind is EventKind.Failed or EventKind.Expired or EventKind.Cancelled) Note(Facts.EndedHere);
    }

    /// <summary>Notes that there are events up to a number.</summary>
    public void Expect(int highest, bool beganBefore)
    {
        if (highest > (int)Highest) Word = (Word & ~(Many << HighestAt)) | ((uint)Math.Min(highest, Many) << HighestAt);
        if (beganBefore) Note(Facts.BeganBefore);
    }

    private readonly bool Has(Facts fact) => (Word >> FlagsAt & (uint)fact) != 0;

    private readonly uint Field(int at, uint most) => Word >> at & most;

    private void Note(Facts fact) => Word |= (uint)fact << FlagsAt;

    private void Add(int at, uint most)
    {
        if (Field(at, most) < most) Word += 1u << at;
    }
}
