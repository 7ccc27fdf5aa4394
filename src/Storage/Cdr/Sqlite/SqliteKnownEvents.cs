namespace Storage.Cdr;

/// <summary>
/// The events that have rows, kept only where rows have outlived their position (a file that was tampered with): the exporter begins
/// anew there and meets them again.
/// </summary>
internal sealed class SqliteKnownEvents : IDisposable
{
    private readonly SqliteStatement _add;

    private SqliteKnownEvents(SqliteDatabase database)
    {
        _add = database.Prepare("INSERT INTO cdr_known (id, event_no) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING 1");
    }

    /// <summary>The events, from now on or from earlier; null where the file needs none.</summary>
    public static SqliteKnownEvents? Open(SqliteDatabase database, bool needed)
    {
        if (needed)
            database.Execute(
                """
                BEGIN IMMEDIATE;
                CREATE TABLE IF NOT EXISTS cdr_known (id INTEGER, event_no INTEGER, PRIMARY KEY (id, event_no)) WITHOUT ROWID;
                INSERT OR IGNORE INTO cdr_known SELECT id, event_no FROM cdr_fact;
                COMMIT;
                """);
        return database.Number("SELECT count(*) FROM sqlite_master WHERE name = 'cdr_known'") > 0 ? new SqliteKnownEvents(database) : null;
    }

    /// <summary>Notes the event; false when it was known.</summary>
    public bool Add(in JournalEvent e)
    {
        _add.Bind(1, (long)e.MessageId);
        _add.Bind(2, e.Number);
        bool added = _add.Read();
        _add.Reset();
        return added;
    }

    public void Dispose() => _add.Dispose();
}
