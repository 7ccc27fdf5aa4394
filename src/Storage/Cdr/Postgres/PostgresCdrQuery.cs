using Dapper;
using Npgsql;

namespace Storage.Cdr;

/// <summary>Reads the table of a <see cref="PostgresCdrSink"/>.</summary>
internal sealed class PostgresCdrQuery(string connectionString) : CdrQuery
{
    private const string Columns = """
        message_id AS MessageId, event_no AS EventNo, event AS Event, (extract(epoch FROM time) * 1000000)::bigint AS Time,
        (extract(epoch FROM submitted_at) * 1000000)::bigint AS SubmittedAt, (extract(epoch FROM sent_at) * 1000000)::bigint AS SentAt,
        account AS Account, direction AS Direction, source AS Source,
        destination AS Destination, route AS Route, upstream AS Upstream, upstream_message_id AS UpstreamMessageId, status AS Status,
        state AS State, error AS Error, data_coding AS DataCoding, segments AS Segments, octets AS Octets,
        possible_duplicate AS PossibleDuplicate, final AS Final, node AS Node
        """;

    public override async Task<IReadOnlyList<CdrRecord>> ListAsync(CdrFilter filter, CancellationToken cancellationToken)
    {
        (string where, DynamicParameters parameters) = Conditions(filter);
        parameters.Add("limit", filter.Limit);
        IEnumerable<Row> rows = await AskAsync<Row>(
            $"SELECT {Columns} FROM cdr {where} ORDER BY time DESC, message_id DESC, event_no DESC LIMIT @limit",
            parameters, cancellationToken);
        return [.. rows.Reverse().Select(row => row.ToRecord())];
    }

    public override async Task<IReadOnlyList<CdrTotal>> TotalsAsync(CdrFilter filter, CancellationToken cancellationToken)
    {
        (string where, DynamicParameters parameters) = Conditions(filter);
        IEnumerable<(string Event, long Count)> totals = await AskAsync<(string, long)>(
            $"SELECT event, count(*) FROM cdr {where} GROUP BY event ORDER BY event", parameters, cancellationToken);
        return [.. totals.Select(total => new CdrTotal(total.Event, total.Count))];
    }

    public override async Task<IReadOnlyList<CdrSum>> SumsAsync(CdrFilter filter, CdrGrouping by, CancellationToken cancellationToken)
    {
        (string where, DynamicParameters parameters) = Conditions(filter);
        return [.. await AskAsync<CdrSum>(CdrSums.Statement(by, where), parameters, cancellationToken)];
    }

    private async Task<IEnumerable<T>> AskAsync<T>(string sql, DynamicParameters parameters, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return await connection.QueryAsync<T>(
            new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: cancellationToken));
    }

    private static (string Where, DynamicParameters Parameters) Conditions(CdrFilter filter)
    {
        var conditions = new List<string>();
        var parameters = new DynamicParameters();
        Add("message_id = @id", "id", filter.MessageId is { } id ? MessageIds.ToText(id) : null);
        // The last 8 of the 13 characters are the low 40 bits.
        Add("right(message_id, 8) = @low", "low", filter.ShortId is { } low ? MessageIds.ToText(low)[^MessageIds.ShortTextLength..] : null);
        Add("account = @account", "account", filter.Account);
        Add("(source = ANY(@numbers) OR destination = ANY(@numbers))", "numbers", filter.Numbers);
        Add("event = @event", "event", filter.Kind?.Word);
        Add("state = @state", "state", filter.State);
        Add("status = @status", "status", filter.Status is { } status ? (long)status : null);
        Add("route = @route", "route", filter.Route);
        Add("upstream = @upstream", "upstream", filter.Upstream);
        Add("time >= @since", "since", filter.Since?.UtcDateTime);
        Add("time < @until", "until", filter.Until?.UtcDateTime);
        return (conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions), parameters);

        void Add(string condition, string name, object? value)
        {
            if (value is null) return;
            conditions.Add(condition);
            parameters.Add(name, value);
        }
    }

    private sealed class Row
    {
        public string MessageId { get; set; } = "";

        public int EventNo { get; set; }

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
            EventNo = EventNo,
            Event = Event,
            Time = CdrTime.Of(Time),
            SubmittedAt = CdrTime.Of(SubmittedAt),
            SentAt = CdrTime.Of(SentAt),
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
