namespace Storage.Cdr;

/// <summary>Reads CDRs beside a running gateway. Thread-safe.</summary>
public abstract class CdrQuery
{
    private protected CdrQuery()
    {
    }

    /// <summary>Reads the file of a <see cref="SqliteCdrSink"/>.</summary>
    public static CdrQuery Sqlite(string path) => new SqliteCdrQuery(path);

    /// <summary>Reads the database of a <see cref="PostgresCdrSink"/>.</summary>
    public static CdrQuery Postgres(string connectionString) => new PostgresCdrQuery(connectionString);

    /// <summary>The newest rows that match, oldest first.</summary>
    public abstract Task<IReadOnlyList<CdrRecord>> ListAsync(CdrFilter filter, CancellationToken cancellationToken);

    /// <summary>How many rows of each event match; <see cref="CdrFilter.Limit"/> does not apply.</summary>
    public abstract Task<IReadOnlyList<CdrTotal>> TotalsAsync(CdrFilter filter, CancellationToken cancellationToken);

    /// <summary>The rows that match, added up by group; <see cref="CdrFilter.Limit"/> does not apply.</summary>
    public abstract Task<IReadOnlyList<CdrSum>> SumsAsync(CdrFilter filter, CdrGrouping by, CancellationToken cancellationToken);
}
