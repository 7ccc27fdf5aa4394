using Microsoft.Data.Sqlite;

namespace Load;

/// <summary>The rows of a stopped gateway's CDR database, counted by message.</summary>
internal sealed class CdrBooks
{
    private readonly Dictionary<string, Dictionary<string, int>> _messages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _possibleDuplicates = new(StringComparer.Ordinal);

    private CdrBooks()
    {
    }

    public long Rows { get; private set; }

    /// <summary>Messages that the gateway sent again without knowing what became of the first time.</summary>
    public int PossibleDuplicates => _possibleDuplicates.Count;

    /// <summary>Messages that ended in the gateway.</summary>
    public IEnumerable<string> Settled =>
        _messages.Where(message => message.Value.ContainsKey("failed") || message.Value.ContainsKey("expired"))
        .Select(message => message.Key);

    public static CdrBooks Read(string path)
    {
        var books = new CdrBooks();
        using var database = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        database.Open();
        using var query = database.CreateCommand();
        query.CommandText = "SELECT message_id, event, possible_duplicate FROM cdr";
        using var rows = query.ExecuteReader();
        while (rows.Read())
            books.Add(rows.GetString(0), rows.GetString(1), rows.GetInt64(2) != 0);
        return books;
    }

    public static long CountRows(string path)
    {
        using var database = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        database.Open();
        using var query = database.CreateCommand();
        query.CommandText = "SELECT coalesce(sum(row_count), 0) FROM cdr_block";
        return (long)query.ExecuteScalar()!;
    }

    /// <summary>Messages with at least one row of this event.</summary>
    public long Messages(string word) => _messages.Values.LongCount(events => events.ContainsKey(word));

    /// <summary>Complaints about messages that do not have exactly one row of each of these events; empty when all have.</summary>
    public IEnumerable<string> Missing(IEnumerable<string> ids, params string[] words) =>
        from id in ids
        let events = _messages.GetValueOrDefault(id)
        from word in words
        let times = events?.GetValueOrDefault(word) ?? 0
        where times != 1
        select $"CDR: {id} has {times} rows '{word}' instead of 1";

    private void Add(string id, string word, bool possibleDuplicate)
    {
        Rows++;
        if (!_messages.TryGetValue(id, out var events))
            _messages[id] = events = new Dictionary<string, int>(StringComparer.Ordinal);
        events[word] = events.GetValueOrDefault(word) + 1;
        if (possibleDuplicate)
            _possibleDuplicates.Add(id);
    }
}
