namespace Storage.Cdr;

/// <summary>
/// CDRs in one SQLite file. Rows and position are one transaction, synced at its commit: the journal may drop what the file holds.
/// Other processes can read the file at any time (write-ahead log).
/// </summary>
public sealed class SqliteCdrSink : ICdrSink
{
    // Between two checkpoints. Each ends with a sync of the file, and whoever syncs meanwhile waits for what that has to write: with
    // 64 MiB the journal stood 50 ms. Rows are only appended, so a larger log saves hardly a page.
    private const long CheckpointOctets = 4 << 20;

    // The size of a new file's pages: a page is two system calls in the log and one in the file, and takes a third of the kernel's work
    // in one piece that it takes in eight. An older file keeps its own.
    private const string Settings = """
        PRAGMA page_size = 32768;
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -32768;
        CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY);
        """;

    private readonly string _path;
    private readonly string _node;
    private readonly CdrWorker _worker = new("cdr sqlite");
    private Guid _journal;
    private SqliteDatabase? _database;
    private SqliteBlockWriter? _rows;
    private SqliteOldRows? _old;
    private SqliteStatement? _position;
    private RecentPages? _pages;

    /// <summary>The file is made when missing; <paramref name="node"/> is this gateway's name in the rows.</summary>
    public SqliteCdrSink(string path, string node)
    {
        _path = path;
        _node = node;
    }

    /// <inheritdoc/>
    public void ReadFrom(Guid journal) => _journal = journal;

    /// <inheritdoc/>
    public async ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        CdrPosition? position = null;
        await _worker.RunAsync(() => position = Open());
        return position;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken) =>
        await _worker.RunAndStayAsync(() => Write(batch, next));

    /// <inheritdoc/>
    public async ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken)
    {
        bool more = false;
        if (retention is { } kept) await _worker.RunAsync(() => more = _old!.Drop(now - kept, now));
        return more;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _worker.RunAsync(Close);
        _worker.Dispose();
    }

    private CdrPosition? Open()
    {
        Close();
        _database = new SqliteDatabase(_path);
        _database.Execute(Settings);
        _database.Execute($"PRAGMA wal_autocheckpoint = {CheckpointOctets / _database.Number("PRAGMA page_size")}");
        _pages = new RecentPages(_path);
        long version = _database.Number("SELECT max(version) FROM schema_version");
        foreach (CdrSchema script in CdrSchema.After(version, "sqlite", _path))
            _database.Execute($"BEGIN IMMEDIATE; {script.Sql} INSERT INTO schema_version (version) VALUES ({script.Version}); COMMIT;");
        NameEvents(_database);
        _position = _database.Prepare("INSERT OR REPLACE INTO cdr_position (node, journal, position) VALUES (?1, ?2, ?3)");
        TakeOver(_database);
        CdrPosition? stored = ReadPosition(_database);
        long next = _database.Number("SELECT first_row + row_count FROM cdr_block ORDER BY first_row DESC LIMIT 1");
        bool again = stored is null && next > 0;
        next = Math.Max(SqliteBlockWriter.FirstRow, next);
        _rows = new SqliteBlockWriter(_database, _node, next, SqliteKnownEvents.Open(_database, again));
        _old = new SqliteOldRows(_database);
        return stored;
    }

    /// <summary>The view takes the words of events from a table, so that a kind of a later release needs no other view.</summary>
    private static void NameEvents(SqliteDatabase database)
    {
        using SqliteStatement name = database.Prepare("INSERT OR IGNORE INTO cdr_event (event, word) VALUES (?1, ?2)");
        foreach (EventKind kind in Enum.GetValues<EventKind>().Where(kind => kind.IsExported))
        {
            name.Bind(1, (byte)kind);
            name.Bind(2, kind.Word);
            name.Run();
        }
    }

    /// <summary>
    /// A journal has one node, whatever it is called: under another node.name the export goes on where it was under the earlier one. It
    /// would else begin anew beside its own rows, each of which had to be remembered for that.
    /// </summary>
    private void TakeOver(SqliteDatabase database)
    {
        database.Execute("BEGIN IMMEDIATE");
        Run(
            """
            INSERT OR REPLACE INTO cdr_position (node, journal, position)
            SELECT ?1, journal, max(position) FROM cdr_position
            WHERE journal = ?2 AND NOT EXISTS (SELECT 1 FROM cdr_position WHERE node = ?1 AND journal = ?2) GROUP BY journal
            """);
        Run("DELETE FROM cdr_position WHERE journal = ?2 AND node <> ?1");
        database.Execute("COMMIT");

        void Run(string sql)
        {
            using SqliteStatement statement = database.Prepare(sql);
            statement.Bind(1, _node);
            statement.Bind(2, _journal.ToString());
            statement.Run();
        }
    }

    private CdrPosition? ReadPosition(SqliteDatabase database)
    {
        using SqliteStatement stored = database.Prepare("SELECT journal, position FROM cdr_position WHERE node = ?1");
        stored.Bind(1, _node);
        return stored.Read() ? new CdrPosition(Guid.Parse(stored.Text(0)), new JournalPosition(stored.Number(1))) : null;
    }

    private void Write(CdrBatch batch, CdrPosition next)
    {
        SqliteDatabase database = _database!;
        database.Execute("BEGIN IMMEDIATE");
        _rows!.Write(batch);
        SqliteStatement position = _position!;
        position.Bind(1, _node);
        position.Bind(2, next.Journal.ToString());
        position.Bind(3, next.Position.Value);
        position.Run();
        database.Execute("COMMIT");
        _pages!.OnGrown();
    }

    private void Close()
    {
        _position?.Dispose();
        _rows?.Dispose();
        _old?.Dispose();
        _database?.Dispose();
        _position = null;
        _rows = null;
        _old = null;
        _database = null;
        _pages = null;
    }
}
