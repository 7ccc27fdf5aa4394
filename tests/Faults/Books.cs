using Simulator.Ledgers;
using Storage.Audit;

namespace Faults;

/// <summary>The ledgers of a site's customers and carriers, and the gateway's CDRs, held against each other at the end.</summary>
internal sealed record Books
{
    private const int MostComplaints = 10;

    public required LedgerBalance Ledgers { get; init; }

    public required CdrRows Cdrs { get; init; }

    /// <summary>The gateway's journal and rows, held against each other as <c>smpp audit</c> does.</summary>
    public required AuditReport Audit { get; init; }

    /// <summary>The ids that the customers were given.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <param name="site">Whose processes have ended.</param>
    /// <param name="cdrs">The rows, where they are not in the site's SQLite database.</param>
    /// <param name="customers">Names of the ledgers of customers.</param>
    public static Books Of(Site site, CdrRows? cdrs = null, params string[] customers)
    {
        if (customers.Length == 0)
            customers = ["customer"];
        cdrs ??= CdrRows.OfSqlite(site.CdrDatabase);
        var audit = AuditOf(site, cdrs).GetAwaiter().GetResult();
        var check = new LedgerCheck().AddBooks(new GatewayBooks(audit));
        foreach (var customer in customers)
            check.AddCustomer(site.Ledger(customer));
        foreach (var (name, _) in site.Carriers)
            check.AddCarrier(site.Ledger(name));
        return new Books
        {
            Ledgers = check.Balance(),
            Cdrs = cdrs,
            Audit = audit.Report,
            Ids =
            [
                .. customers.SelectMany(customer => LedgerReader.Read(site.Ledger(customer)))
                    .Where(line => line.Kind == "accepted").Select(line => line.Id!),
            ],
        };
    }

    /// <summary>
    /// Nothing accepted is lost, every receipt came, every accepted message has its four CDR rows once, no event has two rows, and
    /// what came twice is within what the faults explain.
    /// </summary>
    public void AssertBalanced(long mostDuplicates = 0, long mostRepeated = 0, long mostReceipts = long.MaxValue)
    {
        var wrong = Cdrs.Wrong(Ids, "received", "sent", "receipt", "receipt_sent").Take(MostComplaints).ToList();
        var findings = Ledgers.Findings.Concat(Audit.Findings.Select(finding => $"{finding}")).Concat(wrong);
        var told = $"{Ledgers with { Findings = [] }}\n{Audit with { Findings = [] }}\n{string.Join('\n', findings)}";
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Assert.True(Ids.Count > 0, "nothing was accepted");
        Assert.Equal(Ids.Count, Ids.Distinct().Count());
        Assert.True(
            Ledgers.IsBalanced(mostDuplicates, mostRepeated, mostReceipts),
            $"at most {mostDuplicates} duplicates, {mostRepeated} repeated receipts, {mostReceipts} receipts for a message: {told}");
        Assert.True(Audit.IsBalanced, told);
        Assert.True(wrong.Count == 0, told);
        Assert.Equal(0, Cdrs.Repeated);
        Assert.True(Ledgers.Unflagged == 0, told);
    }

    /// <summary>
    /// <see cref="AssertBalanced"/> where the gateway was cut off so many times. Each time all receipts may come again whose
    /// acknowledgement was not yet durable; no window bounds these, as a backlog of them may pass while one sync is under way. That
    /// none comes again whose acknowledgement was durable, the audit sees: it would be settled twice.
    /// </summary>
    public void AssertBalancedAfterCrashes(int crashes, Site site) =>
        AssertBalanced(mostDuplicates: crashes * site.UpstreamWindows, mostRepeated: long.MaxValue, mostReceipts: 1 + crashes);

    private static Task<NodeAudit> AuditOf(Site site, CdrRows cdrs)
    {
        var journal = Path.Combine(site.Data, "journal");
        return cdrs.Postgres is { } connection
            ? NodeAudit.OfPostgresAsync(journal, connection, Site.NodeName, MostComplaints)
            : NodeAudit.OfSqliteAsync(journal, site.CdrDatabase, MostComplaints);
    }

    private sealed class GatewayBooks(NodeAudit audit) : ILedgerBooks
    {
        public LedgerFate FateOf(string id) => (LedgerFate)audit.FateOf(id);
    }
}
