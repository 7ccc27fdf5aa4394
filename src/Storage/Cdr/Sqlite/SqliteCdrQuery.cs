namespace Storage.Cdr;

/// <summary>
/// Reads the blocks of a <see cref="SqliteCdrSink"/>'s file, newest first, and stops where nothing older can be asked for.
/// </summary>
internal sealed class SqliteCdrQuery(string path) : CdrQuery
{
    public override Task<IReadOnlyList<CdrRecord>> ListAsync(CdrFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(database => List(database, filter, cancellationToken), cancellationToken);

    public override Task<IReadOnlyList<CdrTotal>> TotalsAsync(CdrFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(database => Totals(database, filter, cancellationToken), cancellationToken);

    public override Task<IReadOnlyList<CdrSum>> SumsAsync(CdrFilter filter, CdrGrouping by, CancellationToken cancellationToken) =>
        ReadAsync(database => Sums(database, filter, by, cancellationToken), cancellationToken);

    private Task<IReadOnlyList<T>> ReadAsync<T>(Func<SqliteDatabase, List<T>> read, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<T>>(
            () =>
            {
                using var database = SqliteDatabase.OpenSnapshot(path);
                return read(database);
            },
            cancellationToken);

    private static List<CdrRecord> List(SqliteDatabase database, CdrFilter filter, CancellationToken cancellationToken)
    {
        var matcher = new SqliteRowFilter(filter);
        var newestFirst = new List<CdrRecord>();
        foreach (SqliteBlocks block in Candidates(database, filter, matcher, cancellationToken))
        {
            int before = newestFirst.Count;
            SqliteRow row = block.Rows;
            while (row.Read())
                if (matcher.Matches(in row)) newestFirst.Add(row.ToRecord());
            newestFirst.Reverse(before, newestFirst.Count - before);
            if (newestFirst.Count >= filter.Limit) break;
        }
        if (newestFirst.Count > filter.Limit) newestFirst.RemoveRange(filter.Limit, newestFirst.Count - filter.Limit);
        newestFirst.Reverse();
        return newestFirst;
    }

    private static List<CdrTotal> Totals(SqliteDatabase database, CdrFilter filter, CancellationToken cancellationToken)
    {
        var matcher = new SqliteRowFilter(filter);
        var counts = new SortedDictionary<EventKind, long>();
        foreach (SqliteBlocks block in Candidates(database, filter, matcher, cancellationToken))
        {
            SqliteRow row = block.Rows;
            while (row.Read())
                if (matcher.Matches(in row)) counts[row.Kind] = counts.GetValueOrDefault(row.Kind) + 1;
        }
        return [.. counts.Select(count => new CdrTotal(count.Key.Word, count.Value))];
    }

    private static List<CdrSum> Sums(SqliteDatabase database, CdrFilter filter, CdrGrouping by, CancellationToken cancellationToken)
    {
        var matcher = new SqliteRowFilter(filter);
        var tally = new SqliteTally(by);
        foreach (SqliteBlocks block in Candidates(database, filter, matcher, cancellationToken))
        {
            SqliteRow row = block.Rows;
            while (row.Read())
                if (matcher.Matches(in row)) tally.Add(in row);
        }
        return tally.Sums();
    }

    /// <summary>The blocks that may have rows that match, newest first.</summary>
    private static IEnumerable<SqliteBlocks> Candidates(
        SqliteDatabase database, CdrFilter filter, SqliteRowFilter matcher, CancellationToken cancellationToken)
    {
        IEnumerable<SqliteBlocks> blocks = filter.MessageId is { } message
            ? ChunksOf(database, message).SelectMany(chunk => Steps(SqliteBlocks.OfChunk(database, chunk)))
            : Steps(SqliteBlocks.NewestFirst(database));
        foreach (SqliteBlocks block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (matcher.IsPast(block.Current)) yield break;
            if (matcher.MayMatch(block.Current)) yield return block;
        }
    }

    private static IEnumerable<SqliteBlocks> Steps(SqliteBlocks blocks)
    {
        using (blocks)
            while (blocks.Read()) yield return blocks;
    }

    /// <summary>The chunks whose filter does not rule the message out, newest first.</summary>
    private static List<long> ChunksOf(SqliteDatabase database, ulong message)
    {
        var chunks = new List<long>();
        using SqliteStatement all = database.Prepare("SELECT chunk, messages FROM cdr_chunk ORDER BY chunk DESC");
        while (all.Read())
            if (MessageFilter.MayContain(all.Octets(1), message)) chunks.Add(all.Number(0));
        return chunks;
    }
}
