using Microsoft.Data.Sqlite;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class SqliteCdrSinkTests : CdrSinkContract
{
    protected override CdrQuery Query => CdrQuery.Sqlite(Database);

    private string Database => Folder["cdr.db"];

    protected override ICdrSink OpenSink(string node = "gw1") => new SqliteCdrSink(Database, node);

    protected override Task ForgetPositionAsync()
    {
        Execute("DELETE FROM cdr_position");
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_reader_sees_whole_transactions_while_rows_are_written()
    {
        await using JournalBench bench = OpenJournal();
        await using CdrExporter exporter = Export(bench, OpenSink(), rows: 10);
        for (ulong id = 1; id <= 2000; id++)
        {
            Assert.Equal(AppendResult.Ok, bench.Append(id, 5));
            if (id == 100) await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
            if (id > 100 && id % 100 == 0) Assert.InRange((long)Execute("SELECT count(*) FROM cdr")!, 100, (long)id);
        }
        await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
        Assert.Equal(2000L, Execute("SELECT count(*) FROM cdr"));
    }

    [Fact]
    public async Task A_file_of_a_later_release_is_refused_and_said_so()
    {
        await using (ICdrSink sink = OpenSink()) await sink.OpenAsync(Cancelled);
        Execute("INSERT INTO schema_version (version) VALUES (9999)");
        await using ICdrSink again = OpenSink();
        CdrDatabaseException error = await Assert.ThrowsAsync<CdrDatabaseException>(() => again.OpenAsync(Cancelled).AsTask());
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Database, new string('x', 8192), Cancelled);
        await using ICdrSink sink = OpenSink();
        CdrDatabaseException error = await Assert.ThrowsAsync<CdrDatabaseException>(() => sink.OpenAsync(Cancelled).AsTask());
        Assert.Contains(Database, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_an_earlier_release_keeps_its_rows_and_takes_new_ones()
    {
        Execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY); INSERT INTO schema_version VALUES (1);"
            + CdrSchema.For("sqlite")[0].Sql);
        Execute(
            """
            INSERT INTO cdr_row (message_id, event_no, event, time, status, state, octets, attributes, node) VALUES
                (1, 0, 1, 1, 0, 0, 9, 4 << 56, 'gw1'), (1, 1, 3, 2, 0, 0, 9, 4 << 56, 'gw1'), (1, 2, 7, 3, 0, 2, 9, 4 << 56, 'gw1'),
                (2, 0, 1, 4, 0, 0, 9, 0, 'gw1'), (2, 1, 3, 5, 0, 0, 9, 0, 'gw1')
            """);
        await using JournalBench bench = OpenJournal();
        await bench.StoreAsync(3);
        await ExportAllAsync(bench);

        Assert.Equal("1/2 2/1", Execute("SELECT group_concat(id || '/' || event_no, ' ') FROM cdr WHERE final"));
        Assert.Equal(6L, Execute("SELECT count(*) FROM cdr"));
    }

    [Fact]
    public async Task Rows_go_by_whole_chunks_when_their_time_is_over_and_the_file_stops_growing()
    {
        const int Life = 50_000;
        await using JournalBench bench = OpenJournal();
        await using ICdrSink sink = OpenSink();
        await sink.OpenAsync(Cancelled);
        var batch = new CdrBatch();
        ulong id = 0;
        var sizes = new List<long>();
        for (int life = 0; life < 6; life++)
        {
            batch.Clear();
            for (int i = 0; i < Life; i++) batch.Add(Events.Small(++id));
            await sink.WriteAsync(batch, new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 64 + life)), Cancelled);
            // A microsecond a row: all but those of the last two lives are old.
            DateTimeOffset now = Time(1_700_000_000_000_000 + (long)id);
            while (await sink.TendAsync(now, TimeSpan.FromMicroseconds(2 * Life), Cancelled))
            {
            }
            long first = (long)Execute("SELECT min(id) FROM cdr")!;
            Assert.InRange((long)id - first, Math.Min((long)id - 1, 2 * Life) - 1, (2 * Life) + 4096);
            Assert.Equal((long)id - first + 1, Execute("SELECT count(*) FROM cdr_row"));
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            sizes.Add(new FileInfo(Database).Length);
        }
        Assert.True(sizes[^1] <= sizes[2] * 1.2, string.Join(' ', sizes));
        Assert.Single(await Query.ListAsync(new CdrFilter { MessageId = id }, Cancelled));
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
