using Storage.Cdr;

namespace Storage.Audit;

/// <summary>Rows of a SQLite file, read in one transaction on a connection that cannot write.</summary>
internal sealed class SqliteAuditRows(string path) : IAuditRows
{
    private const int Slice = 100_000;

    private SqliteDatabase? _database;

    public Task<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        _database = new SqliteDatabase(path, readOnly: true);
        _database.Execute("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; BEGIN");
        using SqliteStatement position = _database.Prepare("SELECT journal, position FROM cdr_position");
        if (!position.Read()) return Task.FromResult<CdrPosition?>(null);
        var stored = new CdrPosition(Guid.Parse(position.Text(0)), new JournalPosition(position.Number(1)));
        if (position.Read()) throw new AuditException($"{path} has the rows of more than one node");
        return Task.FromResult<CdrPosition?>(stored);
    }

    public Task<long?> FirstTimeAsync(CancellationToken cancellationToken)
    {
        using SqliteStatement first = _database!.Prepare("SELECT time FROM cdr_row ORDER BY row_no LIMIT 1");
        return Task.FromResult<long?>(first.Read() ? first.Number(0) : null);
    }

    public Task CountAsync(AuditBook book, long horizon, CancellationToken cancellationToken)
    {
        using SqliteStatement rows = _database!.Prepare("SELECT message_id, event_no, event, submitted_at, attributes FROM cdr_row");
        for (int row = 1; rows.Read(); row++)
        {
            if (row % Slice == 0) cancellationToken.ThrowIfCancellationRequested();
            var kind = (EventKind)rows.Number(2);
            byte facts = CdrAttributes.FlagsOf(rows.Number(4));
            var flags = (EventFlags)facts;
            book.Count(new AuditEvent(
                (ulong)rows.Number(0), (int)rows.Number(1), kind, CdrFacts.IsFinal(kind, flags), (facts & CdrAttributes.ReceiptOwed) != 0,
                (flags & EventFlags.MobileOriginated) != 0, (flags & EventFlags.PossibleDuplicate) != 0, rows.Number(3) < horizon));
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }
}
