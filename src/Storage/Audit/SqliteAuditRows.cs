using Storage.Cdr;

namespace Storage.Audit;

/// <summary>Rows of a SQLite file, read in one transaction on a connection that cannot write.</summary>
internal sealed class SqliteAuditRows(string path) : IAuditRows
{
    private SqliteDatabase? _database;

    public Task<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        _database = SqliteDatabase.OpenSnapshot(path);
        using SqliteStatement position = _database.Prepare("SELECT journal, position FROM cdr_position");
        if (!position.Read()) return Task.FromResult<CdrPosition?>(null);
        var stored = new CdrPosition(Guid.Parse(position.Text(0)), new JournalPosition(position.Number(1)));
        if (position.Read())
            throw new AuditException(
                $"{path} has the rows of more than one node: delete those of its table cdr_position that are not of this folder's journal");
        return Task.FromResult<CdrPosition?>(stored);
    }

    /// <remarks>
    /// Old rows go by their number, which may part messages of one time: the time of the first row that is left says nothing then.
    /// </remarks>
    public Task<long?> HorizonAsync(bool isWhole, CancellationToken cancellationToken)
    {
        using SqliteStatement first = _database!.Prepare(
            "SELECT first_row, first_time, last_time FROM cdr_block ORDER BY first_row LIMIT 1");
        if (!first.Read()) return Task.FromResult<long?>(null);
        isWhole &= first.Number(0) == SqliteBlockWriter.FirstRow;
        return Task.FromResult<long?>(isWhole ? first.Number(1) : first.Number(2) + NodeAudit.Disorder);
    }

    public Task CountAsync(AuditBook book, long horizon, CancellationToken cancellationToken)
    {
        using SqliteBlocks blocks = SqliteBlocks.OldestFirst(_database!);
        while (blocks.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            SqliteRow row = blocks.Rows;
            while (row.Read())
            {
                EventFlags flags = row.Flags;
                book.Count(new AuditEvent(
                    row.MessageId, (int)row.Number(CdrColumn.Number), row.Kind, CdrFacts.IsFinal(row.Kind, flags),
                    row.OwesReceipt, (flags & EventFlags.MobileOriginated) != 0,
                    (flags & EventFlags.PossibleDuplicate) != 0, (row.Moment(CdrColumn.SubmittedAt) ?? 0) < horizon));
            }
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _database?.Dispose();
        return ValueTask.CompletedTask;
    }
}
