using Storage.Cdr;

namespace Storage.Audit;

/// <summary>
/// Shows that of what one node has accepted everything has ended or is pending: reads its journal and its rows, beside a running
/// gateway or without one, and changes neither.
/// </summary>
/// <remarks>
/// The rows are fixed at one moment first. What they do not have yet is in the journal, which keeps it until they have it. What is
/// pending is what a restart would bring back at the journal's end. Memory: a segment of the journal and four octets for each message
/// of the rows.
/// </remarks>
public sealed class NodeAudit
{
    /// <summary>
    /// Microseconds by which an event may stand before others that happened no later: those that came together have one time, and sessions
    /// write beside each other.
    /// </summary>
    internal const long Disorder = 1_000_000;

    private const int MostTries = 20;

    private readonly AuditJournal _journal;
    private readonly AuditBook _book;

    private NodeAudit(AuditJournal journal, AuditBook book, AuditReport report)
    {
        _journal = journal;
        _book = book;
        Report = report;
    }

    /// <summary>What was found.</summary>
    public AuditReport Report { get; }

    /// <summary>Audits a node whose CDRs go to SQLite.</summary>
    /// <param name="journal">The journal's folder.</param>
    /// <param name="database">The database's file.</param>
    /// <param name="mostFindings">Findings to list of each fault.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AuditException">The books cannot be read.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="CdrDatabaseException">The database cannot be read.</exception>
    public static Task<NodeAudit> OfSqliteAsync(
        string journal, string database, int mostFindings = 20, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(database)) throw new AuditException($"there is no {database}");
        return RunAsync(journal, () => new SqliteAuditRows(database), mostFindings, cancellationToken);
    }

    /// <summary>Audits a node whose CDRs go to PostgreSQL.</summary>
    /// <inheritdoc cref="OfSqliteAsync"/>
    /// <param name="journal">The journal's folder.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="mostFindings">Findings to list of each fault.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<NodeAudit> OfPostgresAsync(
        string journal, string connectionString, string node, int mostFindings = 20, CancellationToken cancellationToken = default) =>
        RunAsync(journal, () => new PostgresAuditRows(connectionString, node), mostFindings, cancellationToken);

    /// <summary>What became of the message that a submitter knows under this id.</summary>
    public AuditFate FateOf(string id)
    {
        if (!MessageIds.TryParse(id.AsSpan(), out ulong number)) return AuditFate.None;
        AuditEntry entry = id.Length == MessageIds.TextLength ? _book.Find(number) : _book.FindShort(number);
        AuditFate fate = AuditFate.None;
        if (entry.Accepted > 0) fate |= AuditFate.Accepted;
        if (entry.EndedHere) fate |= AuditFate.EndedHere;
        if (entry.IsPending) fate |= AuditFate.Pending;
        if (entry.Alive == AuditAlive.Delivery) fate |= AuditFate.ReceiptWaits;
        if (entry.PossibleDuplicate) fate |= AuditFate.PossibleDuplicate;
        return fate;
    }

    private static async Task<NodeAudit> RunAsync(
        string folder, Func<IAuditRows> open, int mostFindings, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var journal = new AuditJournal(folder);
            if (!journal.Exists) throw new AuditException($"{folder} has no journal");
            try
            {
                return await RunOnceAsync(journal, open, mostFindings, mayChange: attempt < MostTries, cancellationToken);
            }
            catch (AuditChangedException e)
            {
                if (attempt == MostTries) throw new AuditException($"{folder}: {e.Message}, {MostTries} times");
            }
        }
    }

    private static async Task<NodeAudit> RunOnceAsync(
        AuditJournal journal, Func<IAuditRows> open, int mostFindings, bool mayChange, CancellationToken cancellationToken)
    {
        await using IAuditRows rows = open();
        CdrPosition? stored = await rows.OpenAsync(cancellationToken);
        journal.ReadStart();
        JournalPosition rowsEnd = stored is { } known && known.Journal == journal.Identity ? known.Position : JournalPosition.Start;
        long horizon = await rows.HorizonAsync(journal.Oldest == 1, cancellationToken)
            ?? (journal.Oldest == 1 ? 0 : journal.FirstTime + Disorder);
        var book = new AuditBook();
        journal.Read(book, rowsEnd, horizon, mayChange && stored is not null, cancellationToken);
        long behind = book.Events;
        await rows.CountAsync(book, horizon, cancellationToken);
        var judgement = new AuditJudgement(mostFindings);
        judgement.Judge(journal, rowsEnd);
        foreach (var (id, entry) in book.Entries()) judgement.Judge(id, entry);
        AuditReport report = judgement.Report() with
        {
            Rows = book.Events - behind,
            RowsEnd = rowsEnd.ToString(),
            OldestSegment = journal.Oldest,
            JournalEnd = journal.End.ToString(),
            JournalEvents = journal.Events,
            WithoutRow = journal.EventsBehindRows,
        };
        return new NodeAudit(journal, book, report);
    }
}

/// <summary>What became of one message.</summary>
[Flags]
public enum AuditFate : byte
{
    /// <summary>Nothing is known of it.</summary>
    None = 0,

    /// <summary>It was accepted.</summary>
    Accepted = 1,

    /// <summary>It failed, expired or was cancelled in the gateway.</summary>
    EndedHere = 2,

    /// <summary>It has not ended.</summary>
    Pending = 4,

    /// <summary>Its receipt waits for the customer.</summary>
    ReceiptWaits = 8,

    /// <summary>An upstream may have got it twice.</summary>
    PossibleDuplicate = 16,
}
