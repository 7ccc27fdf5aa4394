namespace Storage.Cdr;

/// <summary>
/// CDRs in one SQLite file. Rows and position are one transaction, synced at its commit: the journal may drop what the file holds.
/// Other processes can read the file at any time (write-ahead log).
/// </summary>
public sealed class SqliteCdrSink : ICdrSink
{
    // 64 MiB of log between two checkpoints: a page that many rows share is then written to the file once.
    private const string Settings = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 16384;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -32768;
        CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY);
        """;

    private readonly string _path;
    private readonly string _node;
    private readonly CdrWorker _worker = new("cdr sqlite");
    private SqliteDatabase? _database;
    private SqliteRowWriter? _rows;
    private SqliteStatement? _position;

    /// <summary>The file is made when missing; <paramref name="node"/> is this gateway's name in the rows.</summary>
    public SqliteCdrSink(string path, string node)
    {
        _path = path;
        _node = node;
    }

    /// <inheritdoc/>
    public async ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        CdrPosition? position = null;
        await _worker.RunAsync(() => position = Open());
        return position;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken) =>
        await _worker.RunAsync(() => Write(batch, next));

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
        foreach (CdrSchema script in CdrSchema.After(Version(_database), "sqlite", _path))
            _database.Execute($"BEGIN IMMEDIATE; {script.Sql} INSERT INTO schema_version (version) VALUES ({script.Version}); COMMIT;");
        _rows = new SqliteRowWriter(_database, _node);
        _position = _database.Prepare("INSERT OR REPLACE INTO cdr_position (node, journal, position) VALUES (?1, ?2, ?3)");
        using SqliteStatement stored = _database.Prepare("SELECT journal, position FROM cdr_position WHERE node = ?1");
        stored.Bind(1, _node);
        return stored.Read() ? new CdrPosition(Guid.Parse(stored.Text(0)), new JournalPosition(stored.Number(1))) : null;
    }

    private static long Version(SqliteDatabase database)
    {
        using SqliteStatement version = database.Prepare("SELECT coalesce(max(version), 0) FROM schema_version");
        version.Read();
        return version.Number(0);
    }

    private void Write(CdrBatch batch, CdrPosition next)
    {
        SqliteDatabase database = _database!;
        database.Execute("BEGIN IMMEDIATE");
        foreach (JournalEvent e in batch) _rows!.Write(in e);
        SqliteStatement position = _position!;
        position.Bind(1, _node);
        position.Bind(2, next.Journal.ToString());
        position.Bind(3, next.Position.Value);
        position.Run();
        database.Execute("COMMIT");
    }

    private void Close()
    {
        _position?.Dispose();
        _rows?.Dispose();
        _database?.Dispose();
        _position = null;
        _rows = null;
        _database = null;
    }
}
