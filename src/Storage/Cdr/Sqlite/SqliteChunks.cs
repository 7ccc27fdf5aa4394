namespace Storage.Cdr;

/// <summary>Keeps the filter of each chunk of rows in step with the rows, see <see cref="MessageFilter"/>.</summary>
internal sealed class SqliteChunks : IDisposable
{
    private readonly SqliteStatement _write;
    private readonly byte[] _filter = new byte[MessageFilter.Length];
    private long _chunk;

    /// <summary>Goes on with the chunk of <paramref name="nextRow"/>.</summary>
    public SqliteChunks(SqliteDatabase database, long nextRow)
    {
        _write = database.Prepare("INSERT OR REPLACE INTO cdr_chunk (chunk, messages) VALUES (?1, ?2)");
        _chunk = MessageFilter.ChunkOf(nextRow);
        using SqliteStatement read = database.Prepare("SELECT messages FROM cdr_chunk WHERE chunk = ?1");
        read.Bind(1, _chunk);
        if (read.Read()) read.Octets(0).CopyTo(_filter);
    }

    /// <summary>Notes the message of a row, in the transaction that writes it. Rows come in the order of their numbers.</summary>
    public void Add(long row, ulong message)
    {
        long chunk = MessageFilter.ChunkOf(row);
        if (chunk != _chunk)
        {
            Write();
            _filter.AsSpan().Clear();
            _chunk = chunk;
        }
        MessageFilter.Add(_filter, message);
    }

    /// <summary>Writes the filter of the chunk that the last rows belong to.</summary>
    public void Write()
    {
        _write.Bind(1, _chunk);
        _write.BindCopy(2, _filter);
        _write.Run();
    }

    public void Dispose() => _write.Dispose();
}
