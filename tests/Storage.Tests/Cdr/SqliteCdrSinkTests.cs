using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class SqliteCdrSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["cdr.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_event_becomes_one_row_and_carried_ones_none()
    {
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder["journal"]));
        await using (CdrExporter exporter = Start(bench.Journal))
        {
            for (ulong id = 1; id <= 500; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, 10));
            var carried = new JournalEvent { Kind = EventKind.Carried, MessageId = 1, Number = 9, Account = "demo"u8 };
            Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in carried, null, out _));
            await bench.StoreAsync(501);
            await exporter.FlushAsync(bench.Journal.DurablePosition, TestContext.Current.CancellationToken);
            Assert.Equal(0, exporter.Lag);
        }
        Assert.Equal(501L, Scalar("SELECT count(*) FROM cdr"));
        Assert.Equal(501L, Scalar("SELECT count(DISTINCT id) FROM cdr"));
    }

    private CdrExporter Start(Journal journal) => CdrExporter.Start(
        journal, new SqliteCdrSink(Database, "gw1"), new CdrExporterOptions { RetryFrom = TimeSpan.FromMilliseconds(10) }, TimeProvider.System,
        NullLogger.Instance);

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
