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

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
