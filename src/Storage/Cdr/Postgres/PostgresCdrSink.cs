using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Storage.Cdr;

/// <summary>
/// CDRs in PostgreSQL. A lock of the session keeps out whoever else might write under the node's name, an earlier connection of its
/// own included. One transaction takes this node's row of cdr_position, copies the rows in binary form and moves the position.
/// </summary>
public sealed class PostgresCdrSink : ICdrSink
{
    // A server that lost this process in the middle of a transaction must let go of the position before long. The journal drops what is
    // committed, so that must be durable whatever the database's own setting.
    private const string SessionSettings =
        "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 30; "
        + "SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

    // The server may take a moment to notice that an earlier connection has ended.
    private const string NodePatience = "'2s'";

    private const int DaysAhead = 2;

    // An index over a large table, or another node that builds one: given up and begun again, it would never end.
    private const int AsLongAsItTakes = 0;

    private readonly NpgsqlDataSource _source;
    private readonly string _node;
    private readonly PostgresRowEncoder _encoder;
    private readonly PostgresDays _days = new();
    private NpgsqlConnection? _connection;
    private CdrPosition _position;
    private bool _rowsMayExist;

    /// <summary>Connects on first use; <paramref name="node"/> is this gateway's name in the rows and the key of its position.</summary>
    public PostgresCdrSink(string connectionString, string node)
    {
        _source = PostgresConnection.CreateSource(connectionString);
        _node = node;
        _encoder = new PostgresRowEncoder(node);
    }

    /// <inheritdoc/>
    public void ReportTo(ILogger logger) => _days.Logger = logger;

    /// <inheritdoc/>
    public async ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        await CloseAsync();
        _connection = await _source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(SessionSettings, cancellationToken);
        await LockNodeAsync(_connection, cancellationToken);
        await PrepareSchemaAsync(_connection, cancellationToken);
        await _days.ReadAsync(_connection, cancellationToken);

        await using var begin = new NpgsqlCommand(
            "INSERT INTO cdr_position (node, journal, position) VALUES ($1, $2, 0) ON CONFLICT (node) DO NOTHING", _connection)
        {
            Parameters = { new() { Value = _node }, new() { Value = Guid.Empty } },
        };
        await begin.ExecuteNonQueryAsync(cancellationToken);
        _position = await ReadPositionAsync(
            "SELECT journal, position FROM cdr_position WHERE node = $1 FOR UPDATE", cancellationToken);
        return _position.Journal == Guid.Empty ? null : _position;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rows = batch.Count > 0 ? _encoder.Encode(batch) : default;
        if (batch.Count > 0)
        {
            foreach (long day in _encoder.Days) await _days.EnsureAsync(_connection!, day, cancellationToken);
        }
        try
        {
            await WriteAsync(rows, next, besideExisting: _rowsMayExist, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && !_rowsMayExist)
        {
            // Rows outlived their position: the journal folder, or the position's row, was put back from a copy.
            _rowsMayExist = true;
            await WriteAsync(rows, next, besideExisting: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken)
    {
        long today = PostgresDays.DayOf(now);
        for (long day = today; day <= today + DaysAhead; day++) await _days.EnsureAsync(_connection!, day, cancellationToken);
        if (retention is { } kept) await _days.DropAsync(_connection!, now - kept, cancellationToken);
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _source.DisposeAsync();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> rows, CdrPosition next, bool besideExisting, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = _connection!;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        CdrPosition present = await ReadPositionAsync(
            "SELECT journal, position FROM cdr_position WHERE node = $1 FOR UPDATE", cancellationToken);
        if (present != _position)
            throw new CdrDatabaseException($"somebody else has moved the position of node {_node}: give every gateway its own node.name");
        if (!rows.IsEmpty)
        {
            if (besideExisting) await CopyBesideExistingAsync(rows, cancellationToken);
            else await CopyAsync("cdr", rows, cancellationToken);
        }
        await using (var move = new NpgsqlCommand(
            "UPDATE cdr_position SET journal = $2, position = $3 WHERE node = $1", connection, transaction)
        {
            Parameters = { new() { Value = _node }, new() { Value = next.Journal }, new() { Value = next.Position.Value } },
        })
        {
            await move.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        _position = next;
    }

    private async Task CopyAsync(string table, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        NpgsqlRawCopyStream copy = await _connection!.BeginRawBinaryCopyAsync(
            $"COPY {table} ({PostgresRowEncoder.Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        await using (copy)
        {
            await copy.WriteAsync(rows, cancellationToken);
        }
    }

    private async Task CopyBesideExistingAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "CREATE TEMP TABLE IF NOT EXISTS cdr_new (LIKE cdr INCLUDING DEFAULTS) ON COMMIT DELETE ROWS", cancellationToken);
        await CopyAsync("cdr_new", rows, cancellationToken);
        await ExecuteAsync(
            $"INSERT INTO cdr ({PostgresRowEncoder.Columns}) SELECT {PostgresRowEncoder.Columns} FROM cdr_new ON CONFLICT DO NOTHING",
            cancellationToken);
    }

    /// <summary>
    /// Holds the node's name for as long as the connection lives. To notice afterwards that the position has moved would not do: two
    /// journals would take it from each other again and again, each from its own beginning.
    /// </summary>
    private async Task LockNodeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand(
            $"SET lock_timeout = {NodePatience}; SELECT pg_advisory_lock({NodeLock(_node)}); RESET lock_timeout", connection)
        {
            CommandTimeout = AsLongAsItTakes,
        };
        try
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new CdrDatabaseException(
                $"another process exports under the node name {_node}, or the server has not given up an earlier connection of this one "
                + "yet: give every gateway its own node.name");
        }
    }

    /// <summary>The key of the lock that stands for a node's name: the same in every release, and no other node's.</summary>
    private static long NodeLock(string node) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes("smpp cdr " + node)));

    private static async Task PrepareSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var prepare = new NpgsqlCommand(
            $"SELECT pg_advisory_xact_lock({PostgresDays.SchemaLock}); "
            + "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY);",
            connection,
            transaction)
        {
            CommandTimeout = AsLongAsItTakes,
        };
        await prepare.ExecuteNonQueryAsync(cancellationToken);
        await using var ask = new NpgsqlCommand(
            "SELECT coalesce(max(version), 0)::bigint, current_setting('server_encoding') FROM schema_version", connection, transaction);
        long version;
        await using (NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            version = row.GetInt64(0);
            if (row.GetString(1) is var encoding && encoding != "UTF8")
                throw new CdrDatabaseException($"the database {connection.Database} has encoding {encoding}; create it with encoding UTF8");
        }
        foreach (CdrSchema script in CdrSchema.After(version, "postgres", connection.Database))
        {
            await using var apply = new NpgsqlCommand(
                script.Sql + $"INSERT INTO schema_version (version) VALUES ({script.Version});", connection, transaction)
            {
                CommandTimeout = AsLongAsItTakes,
            };
            await apply.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<CdrPosition> ReadPositionAsync(string sql, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(sql, _connection) { Parameters = { new() { Value = _node } } };
        await using NpgsqlDataReader row = await ask.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken)) return default;
        return new CdrPosition(row.GetGuid(0), new JournalPosition(row.GetInt64(1)));
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }
}
