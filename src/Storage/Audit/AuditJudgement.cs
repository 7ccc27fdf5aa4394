namespace Storage.Audit;

/// <summary>Holds each message's entry against what must be true of it, and adds up.</summary>
internal sealed class AuditJudgement(int mostFindings)
{
    private readonly SortedDictionary<AuditFault, long> _faults = [];
    private readonly List<AuditFinding> _findings = [];
    private readonly long[] _accepted = new long[2];
    private readonly long[] _ended = new long[2];
    private readonly long[] _pending = new long[2];
    private long _owed;
    private long _settled;
    private long _waiting;
    private long _refused;
    private long _parked;
    private long _possibleDuplicates;
    private long _begunBefore;

    /// <summary>Whether rows and journal join.</summary>
    public void Judge(AuditJournal journal, JournalPosition rowsEnd)
    {
        if (rowsEnd != JournalPosition.Start && rowsEnd.Segment < journal.Oldest)
            Add(AuditFault.RowsMissing, null, $"rows end at {rowsEnd}, the journal begins at segment {journal.Oldest}");
        if (rowsEnd > journal.End)
            Add(AuditFault.JournalBehindRows, null, $"rows end at {rowsEnd}, the journal at {journal.End}");
    }

    /// <summary>Judges one message.</summary>
    public void Judge(ulong id, AuditEntry entry)
    {
        if (entry.Alive == AuditAlive.ParkedReceipt)
        {
            _parked++;
            return;
        }
        if (entry.HasRepeatedEvents) Add(AuditFault.RepeatedEvents, id, "an event has more than one row");
        if (entry.Accepted == 0)
        {
            JudgeNotAccepted(id, entry);
            return;
        }
        if (entry.LacksEvents && !entry.BeganBefore) Add(AuditFault.MissingEvents, id, "an event between others has no row");
        if (entry.Accepted > 1) Add(AuditFault.AcceptedTwice, id, "accepted more than once");
        int direction = entry.MobileOriginated ? 1 : 0;
        bool ended = entry.Ended > 0 || (entry.EndNotTold && !entry.IsPending);
        _accepted[direction]++;
        if (ended) _ended[direction]++;
        if (entry.IsPending) _pending[direction]++;
        if (entry.PossibleDuplicate) _possibleDuplicates++;
        if (!ended && !entry.IsPending) Add(AuditFault.Lost, id, "accepted, and neither ended nor pending");
        if (ended && entry.IsPending) Add(AuditFault.EndedAndPending, id, "ended, and pending all the same");
        if (entry.Ended > 1) Add(AuditFault.EndedTwice, id, "ended more than once");
        if (!entry.MobileOriginated) JudgeReceipt(id, entry);
    }

    /// <summary>The sum of what was judged.</summary>
    public AuditReport Report() => new()
    {
        Messages = new AuditBalance { Accepted = _accepted[0], Ended = _ended[0], Pending = _pending[0] },
        MobileOriginated = new AuditBalance { Accepted = _accepted[1], Ended = _ended[1], Pending = _pending[1] },
        Receipts = new AuditBalance { Accepted = _owed, Ended = _settled, Pending = _waiting },
        Refused = _refused,
        EarlyReceipts = _parked,
        PossibleDuplicates = _possibleDuplicates,
        BegunBefore = _begunBefore,
        Faults = _faults,
        Findings = [.. _findings.OrderBy(finding => finding.Fault)],
    };

    private void JudgeNotAccepted(ulong id, AuditEntry entry)
    {
        if (entry.Refused && entry.Alive == AuditAlive.None)
        {
            _refused++;
            if (entry.Ended > 1) Add(AuditFault.EndedTwice, id, "refused more than once");
        }
        else if (entry.BeganBefore)
        {
            _begunBefore++;
        }
        else if (entry.Alive != AuditAlive.None)
        {
            Add(AuditFault.PendingNeverAccepted, id, "pending, and never accepted");
        }
        else if (entry.Ended > 0)
        {
            Add(AuditFault.EndedNeverAccepted, id, "ended, and never accepted");
        }
        else if (entry.LacksEvents)
        {
            Add(AuditFault.MissingEvents, id, "the journal has events of it that have no row");
        }
    }

    private void JudgeReceipt(ulong id, AuditEntry entry)
    {
        bool waits = entry.Alive == AuditAlive.Delivery;
        if (entry.Owed > 0) _owed++;
        if (entry.Settled > 0) _settled++;
        if (waits) _waiting++;
        if (entry.Owed > 0 && entry.Settled == 0 && !waits)
            Add(AuditFault.ReceiptLost, id, "its receipt is owed, and neither settled nor waiting");
        if (entry.Settled > 1) Add(AuditFault.ReceiptSettledTwice, id, "its receipt was settled more than once");
        if (entry.Settled > 0 && waits) Add(AuditFault.ReceiptSettledAndWaiting, id, "its receipt was settled, and waits all the same");
        if (waits && entry.Ended == 0) Add(AuditFault.ReceiptBeforeEnd, id, "its receipt waits, and it has not ended");
    }

    private void Add(AuditFault fault, ulong id, string detail) => Add(fault, MessageIds.ToText(id), detail);

    private void Add(AuditFault fault, string? id, string detail)
    {
        long before = _faults.GetValueOrDefault(fault);
        _faults[fault] = before + 1;
        if (before < mostFindings) _findings.Add(new AuditFinding(fault, id, detail));
    }
}
