using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Storage.Cdr;

/// <summary>Reads CDRs beside a running gateway, from either database. Thread-safe.</summary>
public sealed class CdrQuery
{
    private const string Columns = """
        message_id AS MessageId, event_no AS EventNumber, event AS Event, account AS Account, direction AS Direction, source AS Source,
        destination AS Destination, route AS Route, upstream AS Upstream, upstream_message_id AS UpstreamMessageId, status AS Status,
        state AS State, error AS Error, data_coding AS DataCoding, segments AS Segments, octets AS Octets,
        possible_duplicate AS PossibleDuplicate, final AS Final, node AS Node
        """;

    private readonly Func<DbConnection> _connect;
    private readonly bool _sqlite;

    private CdrQuery(Func<DbConnection> connect, bool sqlite)
    {
        _connect = connect;
        _sqlite = sqlite;
    }

    /// <summary>Reads the file of a <see cref="SqliteCdrSink"/>.</summary>
    public static CdrQuery Sqlite(string path)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        return new CdrQuery(() => new SqliteConnection(settings.ToString()), sqlite: true);
    }

    /// <summary>Reads the database of a <see cref="PostgresCdrSink"/>.</summary>
    public static CdrQuery Postgres(string connectionString) => new(() => new NpgsqlConnection(connectionString), sqlite: false);

    /// <summary>The newest rows that match, oldest first.</summary>
    public async Task<IReadOnlyList<CdrRecord>> ListAsync(CdrFilter filter, CancellationToken cancellationToken)
    {
        await using DbConnection connection = _connect();
        await connection.OpenAsync(cancellationToken);
        (string where, DynamicParameters parameters) = await ConditionsAsync(connection, filter, cancellationToken);
        parameters.Add("limit", filter.Limit);
        if (_sqlite && filter.MessageId is { } message)
            return await FindMessageAsync(connection, message, where, parameters, cancellationToken);
        string order = _sqlite ? "row_no DESC" : "time DESC, message_id DESC, event_no DESC";
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Times}, {Columns} FROM cdr {where} ORDER BY {order} LIMIT @limit", parameters, cancellationToken: cancellationToken));
        return [.. rows.Reverse().Select(row => row.ToRecord())];
    }

    /// <summary>How many rows of each event match; <see cref="CdrFilter.Limit"/> does not apply.</summary>
    public async Task<IReadOnlyList<CdrTotal>> TotalsAsync(CdrFilter filter, CancellationToken cancellationToken)
    {
        await using DbConnection connection = _connect();
        await connection.OpenAsync(cancellationToken);
        (string where, DynamicParameters parameters) = await ConditionsAsync(connection, filter, cancellationToken);
        string column = _sqlite ? "event_code" : "event";
        IEnumerable<(string Event, long Count)> totals = await connection.QueryAsync<(string, long)>(new CommandDefinition(
            $"SELECT CAST({column} AS text), count(*) FROM cdr {where} GROUP BY {column} ORDER BY {column}",
            parameters,
            cancellationToken: cancellationToken));
        return [.. totals.Select(total => new CdrTotal(_sqlite ? WordOf(total.Event) : total.Event, total.Count))];
    }

    /// <summary>The rows that match, added up by group; <see cref="CdrFilter.Limit"/> does not apply.</summary>
    public async Task<IReadOnlyList<CdrSum>> SumsAsync(CdrFilter filter, CdrGrouping by, CancellationToken cancellationToken)
    {
        await using DbConnection connection = _connect();
        await connection.OpenAsync(cancellationToken);
        (string where, DynamicParameters parameters) = await ConditionsAsync(connection, filter, cancellationToken);
        return [.. await connection.QueryAsync<CdrSum>(new CommandDefinition(
            CdrSums.Statement(by, where, _sqlite), parameters, commandTimeout: 0, cancellationToken: cancellationToken))];
    }

    private string Times => _sqlite
        ? "time AS Time, submitted_at AS SubmittedAt, sent_at AS SentAt"
        : $"{Microseconds("time")} AS Time, {Microseconds("submitted_at")} AS SubmittedAt, {Microseconds("sent_at")} AS SentAt";

    /// <summary>Reads only the chunks of the table whose filter does not rule the message out.</summary>
    private async Task<IReadOnlyList<CdrRecord>> FindMessageAsync(
        DbConnection connection, ulong message, string where, DynamicParameters parameters, CancellationToken cancellationToken)
    {
        var chunks = new List<long>();
        await using (DbDataReader all = await connection.ExecuteReaderAsync(
            new CommandDefinition("SELECT chunk, messages FROM cdr_chunk ORDER BY chunk", cancellationToken: cancellationToken)))
        {
            while (await all.ReadAsync(cancellationToken))
                if (MessageFilter.MayContain(all.GetFieldValue<byte[]>(1), message)) chunks.Add(all.GetInt64(0));
        }
        var found = new List<CdrRecord>();
        foreach (long chunk in chunks)
        {
            parameters.Add("from", chunk << MessageFilter.ChunkBits);
            parameters.Add("to", (chunk + 1) << MessageFilter.ChunkBits);
            IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
                $"SELECT {Times}, {Columns} FROM cdr {where} AND row_no >= @from AND row_no < @to ORDER BY row_no", parameters,
                cancellationToken: cancellationToken));
            found.AddRange(rows.Select(row => row.ToRecord()));
        }
        int limit = parameters.Get<int>("limit");
        return found.Count > limit ? found[^limit..] : found;
    }

    private static string WordOf(string code) => ((EventKind)byte.Parse(code, System.Globalization.CultureInfo.InvariantCulture)).Word;

    private static string Microseconds(string column) => $"(extract(epoch FROM {column}) * 1000000)::bigint";

    private async Task<(string Where, DynamicParameters Parameters)> ConditionsAsync(
        DbConnection connection, CdrFilter filter, CancellationToken cancellationToken)
    {
        var conditions = new List<string>();
        var parameters = new DynamicParameters();
        void Add(string condition, string name, object value)
        {
            conditions.Add(condition);
            parameters.Add(name, value);
        }

        if (filter.MessageId is { } id)
        {
            if (_sqlite) Add("id = @id", "id", (long)id);
            else Add("message_id = @id", "id", MessageIds.ToText(id));
        }
        if (filter.Account is { } account) Add("account = @account", "account", account);
        if (filter.Number is { } number) Add("(source = @number OR destination = @number)", "number", number);
        if (filter.Event is { } word)
        {
            if (!EventKinds.TryParse(word, out EventKind kind)) throw new ArgumentException($"{word} is not an event", nameof(filter));
            if (_sqlite) Add("event_code = @event", "event", (int)kind);
            else Add("event = @event", "event", word);
        }
        if (filter.State is { } state) Add("state = @state", "state", state);
        if (filter.Status is { } status) Add("status = @status", "status", (long)status);
        if (filter.Route is { } route) Add("route = @route", "route", route);
        if (filter.Upstream is { } upstream) Add("upstream = @upstream", "upstream", upstream);
        if (filter.Until is { } until) Add("time < @until", "until", TimeParameter(until));
        if (filter.Since is { } since)
        {
            Add("time >= @since", "since", TimeParameter(since));
            if (_sqlite) Add("row_no >= @row", "row", await FirstRowAsync(connection, ToMicroseconds(since), cancellationToken));
        }
        return (conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions), parameters);
    }

    /// <summary>
    /// Rows stand in the order of time but for a clock that was set back, hence the slack: halving finds where to begin without
    /// an index on time, which would cost every row.
    /// </summary>
    private static async Task<long> FirstRowAsync(DbConnection connection, long since, CancellationToken cancellationToken)
    {
        const long Slack = 3_600_000_000;
        (long? first, long? last) = await connection.QuerySingleAsync<(long?, long?)>(
            new CommandDefinition(
                "SELECT (SELECT min(row_no) FROM cdr_row), (SELECT max(row_no) FROM cdr_row)", cancellationToken: cancellationToken));
        if (first is not { } low || last is not { } high) return 0;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            long time = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT time FROM cdr_row WHERE row_no >= @middle ORDER BY row_no LIMIT 1",
                new { middle },
                cancellationToken: cancellationToken));
            if (time < since - Slack) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private object TimeParameter(DateTimeOffset time) => _sqlite ? ToMicroseconds(time) : time.UtcDateTime;

    private static long ToMicroseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private sealed class Row
    {
        public string MessageId { get; set; } = "";

        public int EventNumber { get; set; }

        public string Event { get; set; } = "";

        public long Time { get; set; }

        public long? SubmittedAt { get; set; }

        public long? SentAt { get; set; }

        public string? Account { get; set; }

        public string Direction { get; set; } = "";

        public string? Source { get; set; }

        public string? Destination { get; set; }

        public string? Route { get; set; }

        public string? Upstream { get; set; }

        public string? UpstreamMessageId { get; set; }

        public long Status { get; set; }

        public string? State { get; set; }

        public string? Error { get; set; }

        public int DataCoding { get; set; }

        public int Segments { get; set; }

        public int Octets { get; set; }

        public bool PossibleDuplicate { get; set; }

        public bool? Final { get; set; }

        public string Node { get; set; } = "";

        public CdrRecord ToRecord() => new()
        {
            MessageId = MessageId,
            EventNumber = EventNumber,
            Event = Event,
            Time = ToTime(Time),
            SubmittedAt = SubmittedAt is { } submitted ? ToTime(submitted) : null,
            SentAt = SentAt is { } sent ? ToTime(sent) : null,
            Account = Account,
            Direction = Direction,
            Source = Source,
            Destination = Destination,
            Route = Route,
            Upstream = Upstream,
            UpstreamMessageId = UpstreamMessageId,
            Status = Status,
            State = State,
            Error = Error,
            DataCoding = DataCoding,
            Segments = Segments,
            Octets = Octets,
            PossibleDuplicate = PossibleDuplicate,
            Final = Final,
            Node = Node,
        };
    }
}
