namespace Storage.Audit;

/// <summary>A way in which a message's books can be wrong.</summary>
public enum AuditFault : byte
{
    /// <summary>Accepted; it has not ended, and nothing would bring it back.</summary>
    Lost,

    /// <summary>Accepted more than once.</summary>
    AcceptedTwice,

    /// <summary>Ended more than once.</summary>
    EndedTwice,

    /// <summary>Ended, and it would be brought back all the same.</summary>
    EndedAndPending,

    /// <summary>It would be brought back, and was never accepted.</summary>
    PendingNeverAccepted,

    /// <summary>Ended, and was never accepted.</summary>
    EndedNeverAccepted,

    /// <summary>The submitter is owed a receipt that is neither settled nor waiting.</summary>
    ReceiptLost,

    /// <summary>Its receipt was settled more than once.</summary>
    ReceiptSettledTwice,

    /// <summary>Its receipt was settled, and waits all the same.</summary>
    ReceiptSettledAndWaiting,

    /// <summary>Its receipt waits, and the message has not ended.</summary>
    ReceiptBeforeEnd,

    /// <summary>An event has more than one row.</summary>
    RepeatedEvents,

    /// <summary>An event between others has no row.</summary>
    MissingEvents,

    /// <summary>Rows end before the journal begins: what lay between has none.</summary>
    RowsMissing,

    /// <summary>Rows go on behind the journal's end: the journal lost what it had promised.</summary>
    JournalBehindRows,
}

/// <summary>What does not fit, and the message that it is about; the message is null where it is about all of them.</summary>
public sealed record AuditFinding(AuditFault Fault, string? MessageId, string Detail);

/// <summary>Messages of one direction.</summary>
public sealed record AuditBalance
{
    /// <summary>Messages that were accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Of these, messages that have ended.</summary>
    public long Ended { get; init; }

    /// <summary>Of these, messages that the journal would bring back.</summary>
    public long Pending { get; init; }
}

/// <summary>The books of one node at one moment.</summary>
public sealed record AuditReport
{
    /// <summary>From customers to mobiles.</summary>
    public required AuditBalance Messages { get; init; }

    /// <summary>From mobiles to customers.</summary>
    public required AuditBalance MobileOriginated { get; init; }

    /// <summary>Receipts: owed, settled (taken, refused for good or out of time), waiting.</summary>
    public required AuditBalance Receipts { get; init; }

    /// <summary>Messages that were refused, and never accepted.</summary>
    public long Refused { get; init; }

    /// <summary>Receipts of carriers that wait for their message to be known.</summary>
    public long EarlyReceipts { get; init; }

    /// <summary>Accepted messages that an upstream may have got twice.</summary>
    public long PossibleDuplicates { get; init; }

    /// <summary>Messages that began before the first row that is left: whether they were accepted is not to be seen.</summary>
    public long BegunBefore { get; init; }

    /// <summary>Rows read.</summary>
    public long Rows { get; init; }

    /// <summary>Where the rows end in the journal.</summary>
    public string RowsEnd { get; init; } = "";

    /// <summary>The oldest segment of the journal.</summary>
    public long OldestSegment { get; init; }

    /// <summary>Where the journal ended when it was read.</summary>
    public string JournalEnd { get; init; } = "";

    /// <summary>Events read from the journal.</summary>
    public long JournalEvents { get; init; }

    /// <summary>Events that have no row yet.</summary>
    public long WithoutRow { get; init; }

    /// <summary>How often each fault was found, also beyond those listed.</summary>
    public required IReadOnlyDictionary<AuditFault, long> Faults { get; init; }

    /// <summary>The first few of each fault.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>Whether accepted = ended + pending in each direction, and nothing else is wrong either.</summary>
    public bool IsBalanced => Faults.Count == 0 && Balances(Messages) && Balances(MobileOriginated);

    private static bool Balances(AuditBalance balance) => balance.Accepted == balance.Ended + balance.Pending;
}
