using System.Data;
using Npgsql;
using NpgsqlTypes;
using Storage.Cdr;

namespace Storage.Audit;

/// <summary>One node's rows of a PostgreSQL database, read in one transaction.</summary>
internal sealed class PostgresAuditRows(string connectionString, string node) : IAuditRows
{
    private const int Slice = 100_000;

    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public async Task<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        _connection = new NpgsqlConnection(settings.ToString());
        await _connection.OpenAsync(cancellationToken);
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using NpgsqlCommand ask = Command("SELECT journal, position FROM cdr_position WHERE node = $1");
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.GetGuid(0) == Guid.Empty) return null;
        return new CdrPosition(row.GetGuid(0), new JournalPosition(row.GetInt64(1)));
    }

    public async Task<long?> HorizonAsync(bool isWhole, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand ask = Command("SELECT (extract(epoch FROM min(time)) * 1000000)::bigint FROM cdr WHERE node = $1");
        return await ask.ExecuteScalarAsync(cancellationToken) is long first ? first + (isWhole ? 0 : NodeAudit.Disorder) : null;
    }

    public async Task CountAsync(AuditBook book, long horizon, CancellationToken cancellationToken)
    {
        string name = node.Replace("'", "''", StringComparison.Ordinal);
        await using NpgsqlBinaryExporter rows = await _connection!.BeginBinaryExportAsync(
            $"""
            COPY (SELECT message_id, event_no, event, state IN ('ENROUTE', 'ACCEPTD') OR (state IS NULL AND event = 'receipt'), final,
                receipt_owed, direction = 'mo', possible_duplicate, (extract(epoch FROM submitted_at) * 1000000)::bigint
                FROM cdr WHERE node = '{name}')
            TO STDOUT (FORMAT BINARY)
            """,
            cancellationToken);
        for (int row = 1; await rows.StartRowAsync(cancellationToken) >= 0; row++)
        {
            if (row % Slice == 0) cancellationToken.ThrowIfCancellationRequested();
            if (!MessageIds.TryParse(rows.Read<string>(NpgsqlDbType.Text).AsSpan(), out ulong id))
                throw new AuditException("the table cdr has a message_id that no gateway has given");
            int number = rows.Read<int>(NpgsqlDbType.Integer);
            if (!EventKinds.TryParse(rows.Read<string>(NpgsqlDbType.Text), out EventKind kind))
                throw new AuditException("the table cdr has an event that this release does not know");
            bool intermediate = Optional(rows) ?? false;
            bool? final = Optional(rows);
            bool? owed = Optional(rows);
            bool mobileOriginated = rows.Read<bool>(NpgsqlDbType.Boolean);
            bool possibleDuplicate = rows.Read<bool>(NpgsqlDbType.Boolean);
            long submitted = rows.IsNull ? Skip(rows) : rows.Read<long>(NpgsqlDbType.Bigint);
            // Of a row that an earlier release wrote all but one kind says by itself whether it is final.
            if (final is null && kind != EventKind.Sent)
                final = CdrFacts.IsFinal(kind, intermediate ? EventFlags.Intermediate : EventFlags.None);
            book.Count(new AuditEvent(id, number, kind, final, owed, mobileOriginated, possibleDuplicate, submitted < horizon));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql) =>
        new(sql, _connection, _transaction) { Parameters = { new() { Value = node } } };

    private static bool? Optional(NpgsqlBinaryExporter rows)
    {
        if (!rows.IsNull) return rows.Read<bool>(NpgsqlDbType.Boolean);
        rows.Skip();
        return null;
    }

    private static long Skip(NpgsqlBinaryExporter rows)
    {
        rows.Skip();
        return 0;
    }
}
