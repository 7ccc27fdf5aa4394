using Npgsql;
using Peers;
using Shared;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class PostgresCdrSinkTests(PostgresServer server) : CdrSinkContract, IClassFixture<PostgresServer>
{
    private static int _databases;

    private readonly string _database = $"cdr{Interlocked.Increment(ref _databases)}";
    private string? _created;

    private string Connection => _created ??= server.CreateDatabase(_database);

    protected override CdrQuery Query => CdrQuery.Postgres(Connection + ";Pooling=false");

    protected override ICdrSink OpenSink(string node = "gw1") => new PostgresCdrSink(Connection, node);

    protected override Task ForgetPositionAsync() => ExecuteAsync("DELETE FROM cdr_position");

    [Fact]
    public async Task A_server_that_goes_and_comes_back_costs_no_row_and_doubles_none()
    {
        await using JournalBench bench = OpenJournal();
        await using CdrExporter exporter = Export(bench, OpenSink(), rows: 50);
        for (ulong id = 1; id <= 3; id++)
        {
            for (ulong i = 1; i <= 500; i++) Assert.Equal(AppendResult.Ok, bench.Append(((id - 1) * 1000) + i, 10));
            await server.StopAsync();
            for (ulong i = 501; i <= 1000; i++) Assert.Equal(AppendResult.Ok, bench.Append(((id - 1) * 1000) + i, 10));
            await server.StartAsync();
        }
        await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
        await AssertRowsAsync(1, 3000);
        Assert.Null(exporter.LastError);
    }

    [Fact]
    public async Task AConnection_killed_between_transactions_costs_no_row_and_doubles_none()
    {
        await using JournalBench bench = OpenJournal();
        await using CdrExporter exporter = Export(bench, OpenSink(), rows: 20);
        for (ulong id = 1; id <= 1000; id++)
        {
            Assert.Equal(AppendResult.Ok, bench.Append(id, 10));
            if (id % 200 == 0)
                await ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                    + "AND datname = current_database()");
        }
        await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
        await AssertRowsAsync(1, 1000);
    }

    [Theory]
    [InlineData(CommitCut.Before)]
    [InlineData(CommitCut.At)]
    [InlineData(CommitCut.After)]
    public async Task A_connection_cut_at_the_commit_costs_no_row_and_doubles_none(CommitCut cut)
    {
        Assert.NotEmpty(Connection);
        await using var proxy = new PostgresProxy(server.ListeningPort, cut, every: 3);
        await using JournalBench bench = OpenJournal();
        var sink = new PostgresCdrSink(server.ConnectionTo(_database, proxy.Port), "gw1");
        await using (CdrExporter exporter = Export(bench, sink, rows: 20))
        {
            for (ulong id = 1; id <= 1000; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, 10));
            await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
        }
        Assert.True(proxy.Cuts >= 10, $"{proxy.Cuts} commits were cut");
        await AssertRowsAsync(1, 1000);
    }

    [Fact]
    public async Task A_table_of_an_earlier_release_keeps_its_rows_and_takes_new_ones()
    {
        await ExecuteAsync(
            "CREATE TABLE schema_version (version integer PRIMARY KEY); INSERT INTO schema_version VALUES (1);"
            + CdrSchema.For("postgres")[0].Sql);
        await ExecuteAsync(
            """
            INSERT INTO cdr (message_id, event_no, event, time, direction, source_ton, source_npi, dest_ton, dest_npi, status,
                data_coding, esm_class, segments, octets, possible_duplicate, node)
            SELECT '000000000000' || n, 0, 'received', ('2023-11-0' || n || ' 12:00+00')::timestamptz, 'mt', 0, 0, 0, 0, 0,
                0, 0, 1, 9, false, 'gw1'
            FROM generate_series(1, 9) n
            """);
        await using JournalBench bench = OpenJournal();
        for (ulong id = 10; id <= 20; id++) await bench.StoreAsync(id);
        await ExportAllAsync(bench);
        await ExportAllAsync(bench);

        await AssertRowsAsync(1, 20);
        Assert.Equal(["cdr_20231114", "cdr_before_20231110"], await DaysAsync("cdr\\_2023%", "cdr\\_before%"));
    }

    [Fact]
    public async Task Days_are_made_ahead_and_go_when_their_time_is_over()
    {
        var day = new DateTimeOffset(2023, 11, 14, 22, 0, 0, TimeSpan.Zero);
        await using JournalBench bench = OpenJournal();
        await bench.StoreAsync(1);
        await ExportAllAsync(bench);
        await using ICdrSink sink = OpenSink();
        await sink.OpenAsync(Cancelled);

        await sink.TendAsync(day, retention: null, Cancelled);
        Assert.Equal(["cdr_20231114", "cdr_20231115", "cdr_20231116"], await DaysAsync("cdr\\_2023%"));
        await sink.TendAsync(day + TimeSpan.FromDays(2), TimeSpan.FromDays(2), Cancelled);
        await AssertRowsAsync(1, 1);
        await sink.TendAsync(day + TimeSpan.FromDays(3), TimeSpan.FromDays(2), Cancelled);
        Assert.Equal(
            ["cdr_20231115", "cdr_20231116", "cdr_20231117", "cdr_20231118", "cdr_20231119"], await DaysAsync("cdr\\_2023%"));
        await AssertRowsAsync(2, 1);
    }

    [Fact]
    public async Task A_day_that_is_being_read_stays_until_the_next_time()
    {
        var day = new DateTimeOffset(2023, 11, 14, 22, 0, 0, TimeSpan.Zero);
        await using ICdrSink sink = OpenSink();
        await sink.OpenAsync(Cancelled);
        await sink.TendAsync(day, retention: null, Cancelled);
        await using (var reader = new NpgsqlConnection(Connection + ";Pooling=false"))
        {
            await reader.OpenAsync(Cancelled);
            await using NpgsqlTransaction reading = await reader.BeginTransactionAsync(Cancelled);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM cdr", reader);
            await command.ExecuteScalarAsync(Cancelled);
            await sink.TendAsync(day + TimeSpan.FromDays(2), TimeSpan.FromDays(1), Cancelled);
            Assert.Contains("cdr_20231114", await DaysAsync("cdr\\_2023%"));
        }
        await sink.TendAsync(day + TimeSpan.FromDays(2), TimeSpan.FromDays(1), Cancelled);
        Assert.DoesNotContain("cdr_20231114", await DaysAsync("cdr\\_2023%"));
    }

    [Fact]
    public async Task A_day_that_cannot_be_dropped_is_named_once_and_stops_nothing()
    {
        var day = new DateTimeOffset(2023, 11, 14, 22, 0, 0, TimeSpan.Zero);
        var logger = new RecordingLogger();
        await using ICdrSink sink = OpenSink();
        sink.ReportTo(logger);
        await sink.OpenAsync(Cancelled);
        await sink.TendAsync(day, retention: null, Cancelled);
        await ExecuteAsync("CREATE VIEW report AS SELECT count(*) FROM cdr_20231114");

        for (int time = 0; time < 2; time++)
            Assert.False(await sink.TendAsync(day + TimeSpan.FromDays(4), TimeSpan.FromDays(2), Cancelled));
        Assert.Equal(
            ["cdr_20231114", "cdr_20231116", "cdr_20231118", "cdr_20231119", "cdr_20231120"], await DaysAsync("cdr\\_2023%"));
        Assert.Contains("cdr_20231114", Assert.Single(logger.Lines).Text, StringComparison.Ordinal);

        await ExecuteAsync("DROP VIEW report");
        await sink.TendAsync(day + TimeSpan.FromDays(4), TimeSpan.FromDays(2), Cancelled);
        Assert.DoesNotContain("cdr_20231114", await DaysAsync("cdr\\_2023%"));
    }

    [Theory]
    [InlineData("SELECT pg_advisory_xact_lock(1397575760)")]
    [InlineData("LOCK TABLE cdr IN ACCESS SHARE MODE")]
    public async Task A_new_schema_may_take_longer_than_any_other_command(string hindrance)
    {
        Assert.Equal(1397575760, PostgresDays.SchemaLock);
        await ExecuteAsync(
            "CREATE TABLE schema_version (version integer PRIMARY KEY); INSERT INTO schema_version VALUES (1);"
            + CdrSchema.For("postgres")[0].Sql);
        await using var other = new NpgsqlConnection(Connection + ";Pooling=false");
        await other.OpenAsync(Cancelled);
        await using NpgsqlTransaction busy = await other.BeginTransactionAsync(Cancelled);
        await using var hinder = new NpgsqlCommand(hindrance, other, busy);
        await hinder.ExecuteNonQueryAsync(Cancelled);

        await using var sink = new PostgresCdrSink(Connection + ";Command Timeout=1", "gw1");
        Task<CdrPosition?> opening = sink.OpenAsync(Cancelled).AsTask();
        await using var longer = new NpgsqlCommand("SELECT pg_sleep(2)", other, busy);
        await longer.ExecuteNonQueryAsync(Cancelled);
        Assert.False(opening.IsCompleted);
        await busy.CommitAsync(Cancelled);
        Assert.Null(await opening);
    }

    [Fact]
    public async Task A_second_gateway_under_the_same_node_name_is_kept_out_until_the_first_one_ends()
    {
        var logger = new RecordingLogger();
        await using JournalBench one = OpenJournal("one");
        await using JournalBench two = OpenJournal("two");
        await using CdrExporter first = Export(one, OpenSink(), rows: 10, logger);
        for (ulong id = 1; id <= 50; id++) await one.StoreAsync(id);
        await first.FlushAsync(one.Journal.DurablePosition, Cancelled);

        await using CdrExporter second = Export(two, OpenSink(), rows: 10);
        for (ulong id = 101; id <= 150; id++) await two.StoreAsync(id);
        await Until.Async(() => second.LastError is not null);
        Assert.Contains("gw1", Assert.IsType<CdrDatabaseException>(second.LastError).Message, StringComparison.Ordinal);
        for (ulong id = 51; id <= 100; id++) await one.StoreAsync(id);
        await first.FlushAsync(one.Journal.DurablePosition, Cancelled);
        Assert.Equal(0, second.Rows);
        Assert.DoesNotContain(logger.Lines, line => line.Event.Id == 4051);
        await AssertRowsAsync(1, 100);

        await first.DisposeAsync();
        await second.FlushAsync(two.Journal.DurablePosition, Cancelled).WaitAsync(Until.Limit, Cancelled);
        await AssertRowsAsync(1, 150);
    }

    [Fact]
    public async Task Rows_are_durable_though_the_database_does_not_wait_for_that_by_itself()
    {
        await using JournalBench bench = OpenJournal();
        await ExportAllAsync(bench);
        await ExecuteAsync(
            $"""
            ALTER DATABASE {_database} SET synchronous_commit = off;
            CREATE TABLE seen (setting text);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
            CREATE TRIGGER see BEFORE UPDATE ON cdr_position FOR EACH ROW EXECUTE FUNCTION see();
            """);
        await bench.StoreAsync(1);
        await ExportAllAsync(bench);
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand("SELECT DISTINCT setting FROM seen", connection);
        Assert.Equal("on", await command.ExecuteScalarAsync(Cancelled));
    }

    [Fact]
    public async Task A_position_that_somebody_else_has_moved_is_not_written_over()
    {
        await using JournalBench bench = OpenJournal();
        await using ICdrSink sink = OpenSink();
        Assert.Null(await sink.OpenAsync(Cancelled));
        await ExecuteAsync("UPDATE cdr_position SET position = 1");

        CdrDatabaseException error = await Assert.ThrowsAsync<CdrDatabaseException>(
            () => sink.WriteAsync(new CdrBatch(), new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 64)), Cancelled).AsTask());
        Assert.Contains("gw1", error.Message, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<List<string>> DaysAsync(params string[] patterns)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname LIKE ANY ($1) ORDER BY 1", connection)
        {
            Parameters = { new() { Value = patterns } },
        };
        var names = new List<string>();
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(Cancelled);
        while (await rows.ReadAsync(Cancelled)) names.Add(rows.GetString(0));
        return names;
    }
}
