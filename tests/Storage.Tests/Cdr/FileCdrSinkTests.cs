using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Storage.Cdr;

namespace Storage.Tests;

public sealed class FileCdrSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Files => _folder["cdr"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CdrFileFormat.Csv)]
    [InlineData(CdrFileFormat.Jsonl)]
    public async Task Every_event_stands_once_in_files_that_are_complete(CdrFileFormat format)
    {
        await using JournalBench bench = OpenJournal();
        for (int life = 0; life < 3; life++)
        {
            for (ulong i = 1; i <= 100; i++) await bench.StoreAsync(((ulong)life * 100) + i);
            Assert.True(await Export(bench, Sink(format)).StopAsync(JournalBench.Patience));
        }
        Assert.Equal(3, Complete().Length);
        Assert.Equal(Enumerable.Range(1, 300), Ids(format));
        Assert.Empty(Directory.GetFiles(Files, "*.tmp"));
    }

    [Fact]
    public async Task A_file_is_complete_at_its_size_and_not_seen_before()
    {
        await using JournalBench bench = OpenJournal();
        await using (CdrExporter exporter = Export(bench, Sink(CdrFileFormat.Jsonl, maxBytes: 20_000), rows: 10))
        {
            for (ulong id = 1; id <= 1000; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, 10));
            await exporter.FlushAsync(bench.Journal.AppendPosition, Cancelled);
        }
        Assert.True(Complete().Length > 10);
        Assert.All(Complete(), path => Assert.InRange(new FileInfo(path).Length, 1, 20_000 + 10_000));
        Assert.Equal(Enumerable.Range(1, 1000), Ids(CdrFileFormat.Jsonl));
    }

    [Fact]
    public async Task A_file_is_complete_at_its_age_though_nothing_happens_any_more()
    {
        var time = new FakeTimeProvider();
        await using JournalBench bench = OpenJournal();
        await bench.StoreAsync(1);
        await using ICdrSink sink = Sink(CdrFileFormat.Csv, time: time);
        await sink.OpenAsync(Cancelled);
        var batch = new CdrBatch();
        batch.Add(Events.Small(1));
        var next = new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 100));
        await sink.WriteAsync(batch, next, Cancelled);
        Assert.NotNull(sink.HeldFrom);

        time.Advance(TimeSpan.FromMinutes(4));
        await sink.TendAsync(time.GetUtcNow(), null, Cancelled);
        Assert.Empty(Complete());
        time.Advance(TimeSpan.FromMinutes(1));
        await sink.TendAsync(time.GetUtcNow(), null, Cancelled);
        Assert.Single(Complete());
        Assert.Null(sink.HeldFrom);
        Assert.Equal(next, await sink.OpenAsync(Cancelled));
    }

    [Fact]
    public async Task What_was_not_complete_when_the_process_died_is_written_again_under_the_same_name()
    {
        await using JournalBench bench = OpenJournal();
        await bench.StoreAsync(1);
        Assert.True(await Export(bench, Sink(CdrFileFormat.Csv)).StopAsync(JournalBench.Patience));
        for (ulong id = 2; id <= 50; id++) await bench.StoreAsync(id);
        await using (CdrExporter exporter = Export(bench, Sink(CdrFileFormat.Csv)))
        {
            await Until.Async(() => exporter.Rows == 49);
            Assert.Equal(2, Directory.GetFiles(Files, "cdr-*").Length);
            string half = Assert.Single(Directory.GetFiles(Files, "cdr-*.tmp"));
            File.Copy(half, _folder["half"]);
        }
        // As a kill leaves it.
        string name = Path.Combine(Files, "cdr-gw1-20231114T221320Z-0000000001-0000000064.csv.tmp");
        File.Copy(_folder["half"], name);
        Assert.Equal([1], Ids(CdrFileFormat.Csv));

        await bench.StoreAsync(51);
        Assert.True(await Export(bench, Sink(CdrFileFormat.Csv)).StopAsync(JournalBench.Patience));
        Assert.False(File.Exists(name));
        Assert.Equal(Enumerable.Range(1, 51), Ids(CdrFileFormat.Csv));

        // As a kill between the file's name and the position leaves it: the same rows once more.
        File.Delete(Path.Combine(Files, ".cdr-gw1.position"));
        int before = Complete().Length;
        Assert.True(await Export(bench, Sink(CdrFileFormat.Csv)).StopAsync(JournalBench.Patience));
        Assert.Equal(Enumerable.Range(1, 51), Ids(CdrFileFormat.Csv).Distinct());
        Assert.Equal(before, Complete().Length);
    }

    [Fact]
    public async Task An_unfinished_file_of_another_node_stays_though_its_name_begins_alike()
    {
        Directory.CreateDirectory(Files);
        string theirs = Path.Combine(Files, "cdr-gw1-2-20231114T221320Z-0000000001-0000000064.csv.tmp");
        string own = Path.Combine(Files, "cdr-gw1-20231114T221320Z-0000000001-0000000064.csv.tmp");
        await File.WriteAllTextAsync(theirs, "half", Cancelled);
        await File.WriteAllTextAsync(own, "half", Cancelled);
        await using ICdrSink sink = Sink(CdrFileFormat.Csv);
        await sink.OpenAsync(Cancelled);
        Assert.True(File.Exists(theirs));
        Assert.False(File.Exists(own));
    }

    [Fact]
    public async Task The_journal_is_kept_for_the_exporter_that_is_behind()
    {
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder["journal"], 4 << 10) with { RecycledSegments = 0 });
        var keep = new JournalKeep(bench.Journal, 2);
        await using CdrExporter database = Export(bench, new SqliteCdrSink(_folder["cdr.db"], "gw1"), keepFrom: keep.Claim());
        await using CdrExporter files = Export(bench, Sink(CdrFileFormat.Csv), keepFrom: keep.Claim());
        for (ulong id = 1; id <= 300; id++) await bench.StoreAsync(id);
        await database.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        await Until.Async(() => files.Rows == 300);
        bench.Journal.Release(bench.Journal.DurablePosition.Segment);
        Assert.Equal(1, bench.Journal.OldestSegment);
        Assert.Equal(JournalPosition.Start, files.ExportedPosition);

        await files.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        await Until.Async(() => bench.Journal.OldestSegment >= bench.Journal.DurablePosition.Segment - 1);
        Assert.Equal(Enumerable.Range(1, 300), Ids(CdrFileFormat.Csv));
    }

    [Fact]
    public async Task Values_that_need_it_are_quoted()
    {
        await using JournalBench bench = OpenJournal();
        var e = new JournalEvent
        {
            Kind = EventKind.Failed,
            MessageId = 5,
            Number = 2,
            Time = 1_700_000_000_123_456,
            Account = "a,\"b\"\nc"u8,
            UpstreamMessageId = [0xE9],
            Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "Bank"u8),
            State = 5,
            Payload = [1],
        };
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        Assert.True(await Export(bench, Sink(CdrFileFormat.Csv)).StopAsync(JournalBench.Patience));
        string csv = await File.ReadAllTextAsync(Assert.Single(Complete()), Cancelled);
        Assert.EndsWith(
            "\n0000000000005,2,failed,2023-11-14T22:13:20.123456Z,,,\"a,\"\"b\"\"\nc\","
            + "mt,Bank,5,0,,0,0,,,é,0,UNDELIV,,0,0,0,0,false,gw1,true,true\n",
            csv, StringComparison.Ordinal);

        Directory.Delete(Files, recursive: true);
        Assert.True(await Export(bench, Sink(CdrFileFormat.Jsonl)).StopAsync(JournalBench.Patience));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Complete()), Cancelled));
        Assert.Equal("a,\"b\"\nc", json.RootElement.GetProperty("account").GetString());
        Assert.Equal("é", json.RootElement.GetProperty("upstream_message_id").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("route").ValueKind);
        Assert.True(json.RootElement.GetProperty("receipt_owed").GetBoolean());
    }

    [Fact]
    public async Task A_file_that_the_disk_has_no_room_for_is_abandoned_without_an_error()
    {
        var sink = Sink(CdrFileFormat.Csv);
        await sink.OpenAsync(Cancelled);
        string path = Path.Combine(Files, "cdr-gw1-20231114T221320Z-0000000000-0000000000.csv.tmp");
        File.CreateSymbolicLink(path, "/dev/full");
        var batch = new CdrBatch();
        batch.Add(Events.Small(1));
        await sink.WriteAsync(batch, new CdrPosition(Guid.NewGuid(), new JournalPosition(1, 100)), Cancelled);
        await Assert.ThrowsAsync<IOException>(() => sink.FlushAsync(Cancelled).AsTask());

        await sink.DisposeAsync();
        Assert.Null(new FileInfo(path).LinkTarget);
    }

    private FileCdrSink Sink(CdrFileFormat format, long maxBytes = 1 << 20, TimeProvider? time = null) =>
        new(new CdrFileOptions { Folder = Files, Format = format, MaxBytes = maxBytes }, "gw1", time ?? TimeProvider.System);

    private JournalBench OpenJournal() => JournalBench.Open(JournalBench.Options(_folder["journal"]));

    private static CdrExporter Export(
        JournalBench bench, ICdrSink sink, int rows = 20_000, Action<JournalPosition>? keepFrom = null) => CdrExporter.Start(
        bench.Journal, sink, new CdrExporterOptions { BatchRows = rows, Linger = TimeSpan.FromMilliseconds(5) }, TimeProvider.System,
        NullLogger.Instance, keepFrom);

    private string[] Complete() =>
        [.. Directory.GetFiles(Files, "cdr-*").Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal)).Order()];

    private IEnumerable<int> Ids(CdrFileFormat format) => Complete().SelectMany(File.ReadAllLines)
        .Where(line => !line.StartsWith("message_id,", StringComparison.Ordinal))
        .Select(line => format == CdrFileFormat.Csv
            ? line.Split(',')[0]
            : JsonDocument.Parse(line).RootElement.GetProperty("message_id").GetString()!)
        .Select(id => MessageIds.TryParse(id.AsSpan(), out ulong number) ? (int)number : -1)
        .Order();
}
