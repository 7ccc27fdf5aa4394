using System.Text;
using SQLitePCL;

namespace Store.Lives;

/// <summary>
/// SQLite with a write-ahead log that each commit syncs, and prepared statements. Two commits for a batch: the steps that need not be
/// durable share the transaction of the next one that must.
/// </summary>
internal sealed class SqliteStore : ILifeStore
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 16384;
        PRAGMA cache_size = -65536;
        CREATE TABLE message (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, body BLOB);
        CREATE TABLE receipt_key (upstream_id TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE cdr (row_no INTEGER PRIMARY KEY, id INTEGER NOT NULL, row BLOB NOT NULL);
        """;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _accept;
    private readonly sqlite3_stmt _send;
    private readonly sqlite3_stmt _addKey;
    private readonly sqlite3_stmt _findKey;
    private readonly sqlite3_stmt _dropKey;
    private readonly sqlite3_stmt _dropMessage;
    private readonly sqlite3_stmt _addReceipt;
    private readonly sqlite3_stmt _dropReceipt;
    private readonly sqlite3_stmt _addCdr;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private bool _isOpen;

    public SqliteStore(string folder)
    {
        Batteries_V2.Init();
        const int ReadWriteCreateNoMutex = 0x2 | 0x4 | 0x8000;
        Check(raw.sqlite3_open_v2(Path.Combine(folder, "store.db"), out _database, ReadWriteCreateNoMutex, null));
        Check(raw.sqlite3_exec(_database, Schema));
        _accept = Prepare("INSERT INTO message (id, state, body) VALUES (?1, 0, ?2)");
        _send = Prepare("UPDATE message SET state = 1, body = NULL WHERE id = ?1");
        _addKey = Prepare("INSERT INTO receipt_key (upstream_id, id) VALUES (?1, ?2)");
        _findKey = Prepare("SELECT id FROM receipt_key WHERE upstream_id = ?1");
        _dropKey = Prepare("DELETE FROM receipt_key WHERE upstream_id = ?1");
        _dropMessage = Prepare("DELETE FROM message WHERE id = ?1");
        _addReceipt = Prepare("INSERT INTO outbox (id, body) VALUES (?1, ?2)");
        _dropReceipt = Prepare("DELETE FROM outbox WHERE id = ?1");
        _addCdr = Prepare("INSERT INTO cdr (id, row) VALUES (?1, ?2)");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
    }

    public void Accept(long first, int count)
    {
        Begin();
        for (long number = first; number < first + count; number++)
        {
            raw.sqlite3_bind_int64(_accept, 1, number);
            raw.sqlite3_bind_blob(_accept, 2, Work.Octets(number, Work.BodyOctets));
            Run(_accept);
        }
        Commit();
    }

    public void Send(long first, int count)
    {
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        Begin();
        for (long number = first; number < first + count; number++)
        {
            Work.WriteUpstreamId(number, id);
            raw.sqlite3_bind_int64(_send, 1, number);
            Run(_send);
            raw.sqlite3_bind_text(_addKey, 1, id);
            raw.sqlite3_bind_int64(_addKey, 2, number);
            Run(_addKey);
        }
    }

    public void Receive(long first, int count)
    {
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        Begin();
        for (long number = first; number < first + count; number++)
        {
            Work.WriteUpstreamId(number, id);
            raw.sqlite3_bind_text(_findKey, 1, id);
            if (raw.sqlite3_step(_findKey) != raw.SQLITE_ROW)
                throw new InvalidOperationException($"{Encoding.ASCII.GetString(id)} is not there");
            long found = raw.sqlite3_column_int64(_findKey, 0);
            raw.sqlite3_reset(_findKey);
            raw.sqlite3_bind_text(_dropKey, 1, id);
            Run(_dropKey);
            raw.sqlite3_bind_int64(_dropMessage, 1, found);
            Run(_dropMessage);
            raw.sqlite3_bind_int64(_addReceipt, 1, found);
            raw.sqlite3_bind_blob(_addReceipt, 2, Work.Octets(found, Work.ReceiptOctets));
            Run(_addReceipt);
        }
        Commit();
    }

    public void Finish(long first, int count)
    {
        Begin();
        for (long number = first; number < first + count; number++)
        {
            raw.sqlite3_bind_int64(_dropReceipt, 1, number);
            Run(_dropReceipt);
            raw.sqlite3_bind_int64(_addCdr, 1, number);
            raw.sqlite3_bind_blob(_addCdr, 2, Work.Octets(number, Work.CdrOctets));
            Run(_addCdr);
        }
    }

    public void Complete() => Commit();

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])
            [_accept, _send, _addKey, _findKey, _dropKey, _dropMessage, _addReceipt, _dropReceipt, _addCdr, _begin, _commit])
        {
            statement.Dispose();
        }
        _database.Dispose();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    private void Begin()
    {
        if (_isOpen)
            return;
        Run(_begin);
        _isOpen = true;
    }

    private void Commit()
    {
        if (!_isOpen)
            return;
        Run(_commit);
        _isOpen = false;
    }

    private void Run(sqlite3_stmt statement)
    {
        int result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE)
            throw new InvalidOperationException($"SQLite says {result}: {raw.sqlite3_errmsg(_database).utf8_to_string()}");
        raw.sqlite3_reset(statement);
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite says {result}");
    }
}
