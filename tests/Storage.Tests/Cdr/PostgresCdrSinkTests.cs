using Npgsql;
using Shared;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class PostgresCdrSinkTests(PostgresServer server) : CdrSinkContract, IClassFixture<PostgresServer>
{
    private static int _databases;

    private readonly string _connection = server.CreateDatabase($"cdr{Interlocked.Increment(ref _databases)}");

    protected override CdrQuery Query => CdrQuery.Postgres(_connection + ";Pooling=false");

    protected override ICdrSink OpenSink(string node = "gw1") => new PostgresCdrSink(_connection, node);

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
    public async Task A_connection_killed_between_transactions_costs_no_row_and_doubles_none()
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

    [Fact]
    public async Task A_second_gateway_under_the_same_node_name_is_kept_out()
    {
        await using JournalBench one = OpenJournal("one");
        await using JournalBench two = OpenJournal("two");
        await using ICdrSink first = OpenSink();
        await using ICdrSink second = OpenSink();
        Assert.Null(await first.OpenAsync(Cancelled));
        Assert.Null(await second.OpenAsync(Cancelled));
        await first.WriteAsync(new CdrBatch(), new CdrPosition(one.Journal.Identity, new JournalPosition(1, 64)), Cancelled);

        CdrDatabaseException error = await Assert.ThrowsAsync<CdrDatabaseException>(
            () => second.WriteAsync(new CdrBatch(), new CdrPosition(two.Journal.Identity, new JournalPosition(1, 64)), Cancelled).AsTask());
        Assert.Contains("gw1", error.Message, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
