using Simulator.Customers;
using Simulator.Ledgers;

namespace Load;

/// <summary>The books of a demonstration: ledgers, CDRs and the customer's own counts held against each other.</summary>
internal sealed record DemoBooks
{
    private const int MostComplaints = 20;

    public required LedgerBalance Ledgers { get; init; }

    /// <summary>Messages that a carrier answered with ESME_ROK.</summary>
    public required long Sent { get; init; }

    /// <summary>CDR rows.</summary>
    public required long Cdrs { get; init; }

    /// <summary>Messages sent again because the first answer never came; each is flagged in its CDR.</summary>
    public required long Uncertain { get; init; }

    public required long CarriedA { get; init; }

    public required long CarriedB { get; init; }

    /// <summary>Messages that a cut may make a carrier take twice: what is unanswered on all binds of one upstream.</summary>
    public required long MostDuplicates { get; init; }

    /// <summary>What does not balance, in words.</summary>
    public required IReadOnlyList<string> Complaints { get; init; }

    /// <summary>Messages that are nowhere, and receipts that never came.</summary>
    public long Lost => Ledgers.Lost + Ledgers.ReceiptsMissing;

    /// <summary>What came twice though no answer was lost: messages beyond those that the gateway flagged, and receipts.</summary>
    public long Duplicated => Math.Max(0, Ledgers.Duplicated - Uncertain) + Ledgers.ReceiptsRepeated;

    public bool IsBalanced => Complaints.Count == 0;

    public static DemoBooks Of(Site site, LoadResult result, int mostDuplicates)
    {
        var cdrs = CdrBooks.Read(site.CdrDatabase);
        var ledgers = new LedgerCheck().AddCustomer(site.Ledger("customer")).AddCarrier(site.Ledger("carrier-a"))
            .AddCarrier(site.Ledger("carrier-b")).AddSettled(cdrs.Settled).Balance();
        var ids = LedgerReader.Read(site.Ledger("customer")).Where(line => line.Kind == "accepted").Select(line => line.Id!);
        var books = new DemoBooks
        {
            Ledgers = ledgers,
            Sent = cdrs.Messages("sent"),
            Cdrs = cdrs.Rows,
            Uncertain = cdrs.PossibleDuplicates,
            CarriedA = Carried(site.Ledger("carrier-a")),
            CarriedB = Carried(site.Ledger("carrier-b")),
            MostDuplicates = mostDuplicates,
            Complaints = [],
        };
        List<string> complaints =
            [.. cdrs.Missing(ids, "received", "sent", "receipt", "receipt_sent").Take(MostComplaints), .. ledgers.Findings];
        if (result.Error is not null)
            complaints.Add(result.Error);
        if (!result.IsComplete)
            complaints.Add($"accepted {result.Accepted} of {result.Submitted}, receipts {result.Receipts}");
        if (!ledgers.IsBalanced(mostDuplicates))
            complaints.Add($"the ledgers do not agree: {ledgers with { Findings = [] }}");
        if (books.Duplicated > 0)
            complaints.Add($"{ledgers.Duplicated} messages were carried twice, and the CDRs flag {books.Uncertain}");
        if (books.CarriedA == 0 || books.CarriedB == 0)
            complaints.Add("one carrier carried nothing: there was no failover");
        return books with { Complaints = complaints };
    }

    private static long Carried(string ledger) =>
        LedgerReader.Read(ledger).LongCount(line => line is { Kind: "submit", Status: "ESME_ROK" });
}
