namespace Storage.Cdr;

/// <summary>What a block says of itself beside its rows.</summary>
internal readonly record struct SqliteBlock(long BaseTime, long FirstTime, long LastTime, string Node);

/// <summary>Steps through cdr_block, without reading the rows of a block that nobody asks for.</summary>
internal sealed class SqliteBlocks : IDisposable
{
    private readonly SqliteStatement _read;

    private SqliteBlocks(SqliteDatabase database, string which) =>
        _read = database.Prepare($"SELECT base_time, first_time, last_time, node, rows, base_id, words FROM cdr_block {which}");

    public SqliteBlock Current { get; private set; }

    /// <summary>The rows of the present block, valid until the next one is read.</summary>
    public SqliteRow Rows => new(Current, _read.Number(5), _read.Octets(4), _read.Octets(6));

    public static SqliteBlocks NewestFirst(SqliteDatabase database) => new(database, "ORDER BY first_row DESC");

    public static SqliteBlocks OldestFirst(SqliteDatabase database) => new(database, "ORDER BY first_row");

    /// <summary>The blocks of one chunk of row numbers, newest first.</summary>
    public static SqliteBlocks OfChunk(SqliteDatabase database, long chunk)
    {
        long from = chunk << MessageFilter.ChunkBits;
        long until = (chunk + 1) << MessageFilter.ChunkBits;
        return new(database, $"WHERE first_row >= {from} AND first_row < {until} ORDER BY first_row DESC");
    }

    public bool Read()
    {
        if (!_read.Read()) return false;
        Current = new SqliteBlock(_read.Number(0), _read.Number(1), _read.Number(2), _read.Text(3));
        return true;
    }

    public void Dispose() => _read.Dispose();
}
