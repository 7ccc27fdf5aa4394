namespace Storage;

/// <summary>What happened to a message. Kinds from <see cref="Carried"/> on are the journal's own and never become a CDR.</summary>
public enum EventKind : byte
{
    /// <summary>Not an event.</summary>
    None = 0,

    /// <summary>A customer's submit was taken.</summary>
    Accepted = 1,

    /// <summary>A customer's submit was refused; <see cref="JournalEvent.Status"/> says why.</summary>
    Rejected = 2,

    /// <summary>The upstream answered ROK.</summary>
    Sent = 3,

    /// <summary>Written to the upstream and never answered.</summary>
    Uncertain = 4,

    /// <summary>The upstream refused for now.</summary>
    Retried = 5,

    /// <summary>Terminal: the upstream refused, or no route was left.</summary>
    Failed = 6,

    /// <summary>A receipt came from the upstream; terminal when its state is final.</summary>
    Receipt = 7,

    /// <summary>The customer acknowledged the receipt.</summary>
    ReceiptSent = 8,

    /// <summary>Terminal: the validity ran out before the message was sent.</summary>
    Expired = 9,

    /// <summary>A mobile-originated message was taken from an upstream.</summary>
    MoAccepted = 10,

    /// <summary>The customer acknowledged a mobile-originated message.</summary>
    MoDelivered = 11,

    /// <summary>A mobile-originated message outlived its time.</summary>
    MoExpired = 12,

    /// <summary>A receipt outlived its time before the customer took it.</summary>
    ReceiptExpired = 13,

    /// <summary>A receipt that no message claims.</summary>
    OrphanReceipt = 14,

    /// <summary>Terminal: its submitter withdrew the message before an upstream had it.</summary>
    Cancelled = 15,

    /// <summary>Its submitter replaced the message before an upstream had it.</summary>
    Replaced = 16,

    /// <summary>A live message's whole state, copied forward so that old segments can go.</summary>
    Carried = 64,

    /// <summary>A receipt that its customer has not acknowledged, copied forward.</summary>
    CarriedReceipt = 65,

    /// <summary>A mobile-originated message that its customer has not acknowledged, copied forward.</summary>
    CarriedMo = 66,

    /// <summary>A receipt that came before its message was known.</summary>
    EarlyReceipt = 67,

    /// <summary>The message of an <see cref="EarlyReceipt"/> has claimed it.</summary>
    EarlySettled = 68,

    /// <summary>The messages whose ids are the payload are about to be written to their upstream.</summary>
    Attempts = 69,

    /// <summary>Of messages that an <see cref="Attempts"/> names, those that were not written after all.</summary>
    AttemptsWithdrawn = 70,
}

/// <summary>Names of the kinds as the CDR's event column shows them.</summary>
public static class EventKinds
{
    private static readonly string[] Words =
    [
        "", "received", "rejected", "sent", "uncertain", "retried", "failed", "receipt", "receipt_sent", "expired",
        "mo_received", "mo_delivered", "mo_expired", "receipt_expired", "orphan_receipt", "cancelled", "replaced",
    ];

    extension(EventKind kind)
    {
        /// <summary>Whether the event becomes a row of the CDR.</summary>
        public bool IsExported => kind is > EventKind.None and < EventKind.Carried;

        /// <summary>The word in the CDR's event column.</summary>
        public string Word => (int)kind < Words.Length ? Words[(int)kind] : kind == EventKind.Carried ? "carried" : "unknown";
    }

    /// <summary>The kind behind a word of the CDR.</summary>
    public static bool TryParse(string word, out EventKind kind)
    {
        int index = word.Length == 0 ? -1 : Array.IndexOf(Words, word);
        kind = index < 0 ? EventKind.None : (EventKind)index;
        return index > 0;
    }
}
