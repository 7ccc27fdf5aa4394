using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Faults;

/// <summary>All rows of a CDR database, by message.</summary>
internal sealed class CdrRows
{
    private static readonly string[] Ends = ["failed", "expired", "cancelled"];

    private readonly Dictionary<string, Dictionary<string, int>> _messages = new(StringComparer.Ordinal);
    private readonly HashSet<(string Id, long Number)> _events = [];

    private CdrRows()
    {
    }

    public long Count { get; private set; }

    /// <summary>The connection string, where the rows stand in PostgreSQL.</summary>
    public string? Postgres { get; private set; }

    /// <summary>Rows whose (message_id, event_no) another row has too.</summary>
    public long Repeated => Count - _events.Count;

    /// <summary>Messages that ended in the gateway.</summary>
    public IEnumerable<string> Settled => _messages
        .Where(message => Ends.Any(message.Value.ContainsKey))
        .Select(message => message.Key);

    public static CdrRows OfSqlite(string path) => Read(new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False"));

    public static CdrRows OfPostgres(string connection)
    {
        var rows = Read(new NpgsqlConnection(connection));
        rows.Postgres = connection;
        return rows;
    }

    /// <summary>Rows of one kind of event.</summary>
    public long Of(string word) => _messages.Values.Sum(events => (long)events.GetValueOrDefault(word));

    /// <summary>What is wrong with messages that should have exactly one row of each of these events.</summary>
    public IEnumerable<string> Wrong(IEnumerable<string> ids, params string[] words) =>
        from id in ids
        let events = _messages.GetValueOrDefault(id)
        from word in words
        let times = events?.GetValueOrDefault(word) ?? 0
        where times != 1
        select $"{id} has {times} rows '{word}' instead of 1";

    private static CdrRows Read(DbConnection database)
    {
        using (database)
        {
            var rows = new CdrRows();
            database.Open();
            using var query = database.CreateCommand();
            query.CommandText = "SELECT message_id, event_no, event FROM cdr";
            using var reader = query.ExecuteReader();
            while (reader.Read())
                rows.Add(reader.GetString(0), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture), reader.GetString(2));
            return rows;
        }
    }

    private void Add(string id, long number, string word)
    {
        Count++;
        _events.Add((id, number));
        if (!_messages.TryGetValue(id, out var events))
            _messages[id] = events = new Dictionary<string, int>(StringComparer.Ordinal);
        events[word] = events.GetValueOrDefault(word) + 1;
    }
}
