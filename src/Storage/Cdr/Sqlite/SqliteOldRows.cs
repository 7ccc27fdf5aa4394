namespace Storage.Cdr;

/// <summary>
/// Drops rows by whole chunks from the beginning of the table, where the oldest stand. SQLite writes new rows over the room that
/// they leave, so that the file stops growing.
/// </summary>
internal sealed class SqliteOldRows : IDisposable
{
    /// <summary>Chunks of one transaction: twice the rows of a batch of the exporter, which so catches up with what it writes.</summary>
    private const int ChunksAtOnce = 10;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _first;
    private readonly SqliteStatement _last;
    private readonly SqliteStatement _lastTime;
    private readonly SqliteStatement _dropRows;
    private readonly SqliteStatement _dropChunks;

    public SqliteOldRows(SqliteDatabase database)
    {
        _database = database;
        _first = database.Prepare("SELECT min(first_row) FROM cdr_block");
        _last = database.Prepare("SELECT max(first_row) FROM cdr_block");
        _lastTime = database.Prepare("SELECT last_time FROM cdr_block WHERE first_row < ?1 ORDER BY first_row DESC LIMIT 1");
        _dropRows = database.Prepare("DELETE FROM cdr_block WHERE first_row < ?1");
        _dropChunks = database.Prepare("DELETE FROM cdr_chunk WHERE chunk < ?1");
    }

    /// <summary>Drops chunks whose rows happened before a moment; whether there may be more of them.</summary>
    public bool Drop(DateTimeOffset before, DateTimeOffset now)
    {
        long from = MessageFilter.ChunkOf(Number(_first));
        long until = Math.Min(from + ChunksAtOnce, EndOfOld(from, CdrTime.Of(before), CdrTime.Of(now)));
        if (until == from) return false;
        _database.Execute("BEGIN IMMEDIATE");
        Run(_dropRows, until << MessageFilter.ChunkBits);
        Run(_dropChunks, until);
        _database.Execute("COMMIT");
        return until == from + ChunksAtOnce;
    }

    public void Dispose()
    {
        _first.Dispose();
        _last.Dispose();
        _lastTime.Dispose();
        _dropRows.Dispose();
        _dropChunks.Dispose();
    }

    /// <summary>
    /// Behind the last chunk in a row that is old; the newest one stays. Rows stand in the order of time but for a clock that was set
    /// back: the last block of a chunk decides. One that is still to come was written by a clock that was ahead, and would keep all
    /// behind it until then: there the next chunk with a time that can be true decides, since it was written later.
    /// </summary>
    private long EndOfOld(long from, long border, long now)
    {
        long newest = MessageFilter.ChunkOf(Number(_last));
        long end = from;
        for (long chunk = from; chunk < newest && end < from + ChunksAtOnce; chunk++)
        {
            _lastTime.Bind(1, (chunk + 1) << MessageFilter.ChunkBits);
            long last = Number(_lastTime);
            if (last > now) continue;
            if (last >= border) break;
            end = chunk + 1;
        }
        return end;
    }

    private static long Number(SqliteStatement statement)
    {
        statement.Read();
        long number = statement.Number(0);
        statement.Reset();
        return number;
    }

    private static void Run(SqliteStatement statement, long number)
    {
        statement.Bind(1, number);
        statement.Run();
    }
}
