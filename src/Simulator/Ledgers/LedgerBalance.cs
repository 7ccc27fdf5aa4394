namespace Simulator.Ledgers;

/// <summary>What ledgers say when held against each other.</summary>
public sealed record LedgerBalance
{
    /// <summary>Messages that customers sent.</summary>
    public long Submitted { get; init; }

    /// <summary>Messages that customers were told are accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Messages that customers were told are refused.</summary>
    public long Refused { get; init; }

    /// <summary>Messages whose answer never came: they may be anywhere.</summary>
    public long Unknown { get; init; }

    /// <summary>Submits that carriers accepted, duplicates included.</summary>
    public long Carried { get; init; }

    /// <summary>Accepted messages that no carrier has and that did not end in the gateway either.</summary>
    public long Lost { get; init; }

    /// <summary>Submits that carriers accepted beyond the first of a message.</summary>
    public long Duplicated { get; init; }

    /// <summary>Messages that carriers have and no customer sent.</summary>
    public long Strangers { get; init; }

    /// <summary>Accepted messages that asked for a receipt and reached a carrier.</summary>
    public long ReceiptsWanted { get; init; }

    /// <summary>Accepted messages whose receipt came.</summary>
    public long ReceiptsSeen { get; init; }

    /// <summary>Wanted receipts that did not come.</summary>
    public long ReceiptsMissing { get; init; }

    /// <summary>Receipts beyond the first of a message.</summary>
    public long ReceiptsRepeated { get; init; }

    /// <summary>The most receipts that came for one message.</summary>
    public long MostReceipts { get; init; }

    /// <summary>Receipts for ids that this customer was never given; those of messages whose answer never came are among them.</summary>
    public long ReceiptsStray { get; init; }

    /// <summary>Receipts that report another state than the carrier's.</summary>
    public long ReceiptsWrong { get; init; }

    /// <summary>Wanted receipts that have not come and still wait in the gateway.</summary>
    public long ReceiptsWaiting { get; init; }

    /// <summary>Receipts that went to another customer than the message's.</summary>
    public long ReceiptsForeign { get; init; }

    /// <summary>Ids that a customer was given for more than one message.</summary>
    public long GivenTwice { get; init; }

    /// <summary>Accepted messages that the gateway's books do not have.</summary>
    public long Unbooked { get; init; }

    /// <summary>Messages that carriers have more than once though no CDR flags them as possible duplicates.</summary>
    public long Unflagged { get; init; }

    /// <summary>The first few of what is not as it should be.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Whether nothing is lost, missing, wrong or strange, and duplicates are within what the faults explain.</summary>
    /// <param name="mostDuplicates">Submits that may be duplicates: what the windows of a cut upstream hold, times the cuts.</param>
    /// <param name="mostRepeated">Receipts that a customer may get twice, where its sessions or the gateway were cut.</param>
    /// <param name="mostReceipts">Receipts that may come for one message: one more with each cut.</param>
    public bool IsBalanced(long mostDuplicates = 0, long mostRepeated = 0, long mostReceipts = long.MaxValue) =>
        Lost == 0 && GivenTwice == 0 && Unbooked == 0 && ReceiptsMissing == 0 && ReceiptsWrong == 0 && ReceiptsForeign == 0
        && Strangers == 0 && ReceiptsStray <= Unknown
        && Duplicated <= mostDuplicates && ReceiptsRepeated <= mostRepeated && MostReceipts <= mostReceipts;
}
