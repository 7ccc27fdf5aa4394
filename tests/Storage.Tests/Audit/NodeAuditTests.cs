using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Storage.Audit;
using Storage.Cdr;
using Storage.Inspection;
using Storage.Live;
using Storage.Tests.Live;

namespace Storage.Tests.Audit;

public sealed class NodeAuditTests : IDisposable
{
    private const int Steps = 400;

    private readonly TempFolder _folder = new();
    private SqliteConnection? _connection;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Database => _folder["cdr.db"];

    private string Folder => _folder["journal"];

    public void Dispose()
    {
        _connection?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_the_audit_takes_for_alive_is_what_a_start_brings_back()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            History history = Random(seed);
            var book = new AuditBook();
            foreach (byte[] octets in history.Events)
            {
                Assert.True(JournalEvent.TryRead(octets, out JournalEvent e));
                if (AuditJournal.AliveAfter(in e) is { } alive) book.SetAlive(e.MessageId, alive);
            }
            Assert.Equal(
                history.Entities.Select(entity => (entity.Key, KindOf(entity.Value))).Order(),
                book.Entries().Select(entry => (entry.Id, entry.Entry.Alive)).Order());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100)]
    public async Task The_books_of_a_sound_node_balance_wherever_its_rows_end(int percentWithRows)
    {
        History history = Random(7);
        await WriteAsync(history, percentWithRows);

        AuditReport report = (await AuditAsync()).Report;
        Assert.Empty(report.Findings);
        Assert.True(report.IsBalanced);
        Assert.Equal(history.Entities.Values.OfType<LiveMessage>().Count(), report.Messages.Pending);
        Assert.Equal(history.Entities.Values.OfType<Delivery>().Count(entity => !entity.IsReceipt), report.MobileOriginated.Pending);
        Assert.Equal(history.Entities.Values.OfType<Delivery>().Count(entity => entity.IsReceipt), report.Receipts.Pending);
        Assert.Equal(history.Entities.Values.OfType<ParkedReceipt>().Count(), report.EarlyReceipts);
        Assert.True(report.Messages.Ended > 0 && report.Messages.Pending > 0 && report.MobileOriginated.Ended > 0);
        Assert.Equal(percentWithRows == 100, report.WithoutRow == 0);
        Assert.Equal(percentWithRows == 0, report.Rows == 0);
    }

    [Fact]
    public async Task The_books_balance_when_the_segments_of_what_has_ended_are_gone()
    {
        History history = Random(5);
        await WriteAsync(history, 100, carryAndRelease: true);

        AuditReport report = (await AuditAsync()).Report;
        Assert.Empty(report.Findings);
        Assert.True(report.OldestSegment > 1);
        Assert.Equal(history.Entities.Values.OfType<LiveMessage>().Count(), report.Messages.Pending);
    }

    [Fact]
    public async Task Messages_of_one_time_that_the_retention_parts_are_no_fault()
    {
        const int Cut = 1 << MessageFilter.ChunkBits;
        const long Day = 86_400_000_000;
        var submitted = new long[(2 * Cut) + 100];
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(Folder, 16 << 20));
        for (int row = 1; row < submitted.Length; row++)
        {
            // The last that goes and the first that stays came together, and all behind them two days later.
            submitted[row] = row == Cut ? submitted[row - 1] : row + (row > Cut ? 3 * Day : Day);
            AppendPatiently(bench, new JournalEvent
            {
                Kind = EventKind.Accepted, MessageId = IdOf(row), Time = submitted[row], SubmittedAt = submitted[row], Payload = [1],
            });
        }
        for (int row = 1; row < submitted.Length; row++)
        {
            AppendPatiently(bench, new JournalEvent
            {
                Kind = EventKind.Sent, MessageId = IdOf(row), Number = 1, Time = 4 * Day, SubmittedAt = submitted[row],
            });
        }
        Assert.True(await Export(bench).StopAsync(JournalBench.Patience));
        await using (var sink = new SqliteCdrSink(Database, "gw1"))
        {
            await sink.OpenAsync(Cancelled);
            await sink.TendAsync(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(4), TimeSpan.FromDays(2), Cancelled);
        }
        Assert.Equal([Cut], Numbers("SELECT min(first_row) FROM cdr_block"));

        AuditReport report = (await AuditAsync()).Report;
        Assert.Empty(report.Findings);
        Assert.Equal(Cut - 1, report.BegunBefore);

        static ulong IdOf(int row) => (ulong)row << 6;
    }

    private static void AppendPatiently(JournalBench bench, in JournalEvent e) =>
        Assert.Equal(AppendResult.Ok, bench.Append(in e, null, out _));

    [Fact]
    public async Task Every_row_that_is_missing_is_found()
    {
        await WriteAsync(Random(11), 100);
        Execute(CdrEdit.ApartOnly);
        foreach (long row in Numbers(
            "SELECT row_no FROM cdr WHERE row_no > 1 AND event NOT IN ('orphan_receipt', 'rejected', 'retried', 'uncertain')"
            + " AND NOT (event = 'receipt' AND NOT final) AND NOT (event = 'received' AND id IN"
            + " (SELECT id FROM cdr GROUP BY id HAVING count(*) = 1))"))
        {
            Execute($"CREATE TEMP TABLE kept AS SELECT * FROM cdr_block WHERE first_row = {row};"
                + $"DELETE FROM cdr_block WHERE first_row = {row}");
            AuditReport report = (await AuditAsync()).Report;
            Assert.False(report.IsBalanced, $"row {row} is missing: {Text("SELECT * FROM kept")}");
            Execute("INSERT INTO cdr_block SELECT * FROM kept; DROP TABLE kept");
        }
        Assert.True((await AuditAsync()).Report.IsBalanced);
    }

    [Fact]
    public async Task Every_row_that_is_there_twice_is_found()
    {
        await WriteAsync(Random(12), 100);
        Execute(CdrEdit.ApartOnly);
        foreach (long row in Numbers("SELECT row_no FROM cdr WHERE event <> 'orphan_receipt'"))
        {
            Execute($"CREATE TEMP TABLE again AS SELECT * FROM cdr_block WHERE first_row = {row}; UPDATE again SET first_row = 1000000000;"
                + "INSERT INTO cdr_block SELECT * FROM again; DROP TABLE again");
            Assert.Contains(AuditFault.RepeatedEvents, (await AuditAsync()).Report.Faults.Keys);
            Execute("DELETE FROM cdr_block WHERE first_row = 1000000000");
        }
        Assert.True((await AuditAsync()).Report.IsBalanced);
    }

    [Theory]
    [InlineData("DELETE FROM cdr_row WHERE event = 9", AuditFault.Lost)]
    [InlineData("DELETE FROM cdr_row WHERE event = 8", AuditFault.ReceiptLost)]
    [InlineData("DELETE FROM cdr_row WHERE event = 11", AuditFault.Lost)]
    [InlineData("DELETE FROM cdr_row WHERE event = 1 AND row_no > 1", AuditFault.PendingNeverAccepted)]
    [InlineData("UPDATE cdr_row SET event = 6 WHERE event = 3", AuditFault.EndedTwice)]
    [InlineData("UPDATE cdr_row SET event = 6 WHERE event = 5", AuditFault.EndedAndPending)]
    [InlineData("UPDATE cdr_row SET event = 1 WHERE event = 3 AND event_no > 0", AuditFault.AcceptedTwice)]
    [InlineData("UPDATE cdr_row SET event = 5 WHERE event = 1", AuditFault.EndedNeverAccepted)]
    [InlineData("UPDATE cdr_row SET event_no = event_no + 1 WHERE event = 3", AuditFault.MissingEvents)]
    [InlineData("UPDATE cdr_position SET position = position + (1 << 40)", AuditFault.JournalBehindRows)]
    public async Task What_is_wrong_is_named_with_its_message(string damage, AuditFault fault)
    {
        await WriteAsync(Random(13), 100);
        Execute(CdrEdit.Of(damage));

        AuditReport report = (await AuditAsync()).Report;
        Assert.False(report.IsBalanced);
        Assert.InRange(report.Faults[fault], 1, long.MaxValue);
        AuditFinding finding = report.Findings.First(finding => finding.Fault == fault);
        Assert.Equal(fault is AuditFault.JournalBehindRows, finding.MessageId is null);
    }

    [Fact]
    public async Task An_audit_beside_a_busy_node_sees_the_books_balance_at_every_moment()
    {
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(Folder, 16 << 10));
        await using CdrExporter exporter = Export(bench, rows: 50);
        await StoreAsync(bench, new JournalEvent { Kind = EventKind.Rejected, MessageId = bench.Journal.Ids.Next(), Time = 1 });
        await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        int audits = 0;
        var live = Task.Run(() => LiveAsync(bench, () => Volatile.Read(ref audits) > 1), Cancelled);
        long rows = 0;
        while (!live.IsCompleted)
        {
            AuditReport report = (await AuditAsync()).Report;
            Assert.Empty(report.Findings);
            Assert.True(report.IsBalanced);
            Assert.True(report.Rows >= rows);
            rows = report.Rows;
            Volatile.Write(ref audits, audits + 1);
        }
        await live;
        Assert.True(bench.Journal.OldestSegment > 1, "segments went meanwhile");
    }

    [Fact]
    public async Task The_fate_of_a_message_is_known_by_either_form_of_its_id()
    {
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(Folder));
        ulong pending = bench.Journal.Ids.Next(), failed = bench.Journal.Ids.Next();
        await StoreAsync(bench, new JournalEvent { Kind = EventKind.Accepted, MessageId = pending, Time = 1 });
        await StoreAsync(bench, new JournalEvent { Kind = EventKind.Accepted, MessageId = failed, Time = 2 });
        await StoreAsync(bench, new JournalEvent
        {
            Kind = EventKind.Failed,
            Number = 1,
            MessageId = failed,
            Time = 3,
            Flags = EventFlags.PossibleDuplicate,
            Payload = [1],
        });
        Assert.True(await Export(bench).StopAsync(JournalBench.Patience));
        NodeAudit audit = await AuditAsync();

        Assert.Equal(AuditFate.Accepted | AuditFate.Pending, audit.FateOf(MessageIds.ToText(pending)));
        const AuditFate Failed = AuditFate.Accepted | AuditFate.EndedHere | AuditFate.ReceiptWaits | AuditFate.PossibleDuplicate;
        Assert.Equal(Failed, audit.FateOf(MessageIds.ToText(failed)));
        var shortId = new byte[MessageIds.ShortTextLength];
        MessageIds.FormatShort(failed, shortId);
        Assert.Equal(Failed, audit.FateOf(System.Text.Encoding.ASCII.GetString(shortId)));
        Assert.Equal(AuditFate.None, audit.FateOf("nonsense"));
    }

    [Fact]
    public void Ten_million_messages_take_forty_megabytes()
    {
        var book = new AuditBook();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong id = 64; id < 64 * 1_000_000; id += 64)
            book.Count(new AuditEvent(id, 0, EventKind.Accepted, false, false, false, false, false));
        // What the book has ever asked for, since other tests allocate at the same time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4_000_000, 4_500_000);
        GC.KeepAlive(book);
    }

    private static History Random(int seed)
    {
        var random = new Random(seed);
        var history = new History();
        for (int step = 0; step < Steps; step++) history.Step(random.Next(16), (uint)random.Next(), random.Next(2) == 0);
        return history;
    }

    private static AuditAlive KindOf(LiveEntity entity) => entity switch
    {
        LiveMessage => AuditAlive.Message,
        Delivery => AuditAlive.Delivery,
        _ => AuditAlive.ParkedReceipt,
    };

    /// <summary>Writes a history into a journal, and the first of its events into rows.</summary>
    private async Task WriteAsync(History history, int percentWithRows, bool carryAndRelease = false)
    {
        List<byte[]> events = [.. history.Events];
        int withRows = events.Count * percentWithRows / 100;
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(Folder, 8 << 10) with { RecycledSegments = 0 });
        for (int i = 0; i < events.Count; i++)
        {
            if (i == withRows) Assert.True(await Export(bench).StopAsync(JournalBench.Patience));
            await StoreAsync(bench, events[i]);
        }
        if (carryAndRelease)
        {
            long segment = bench.Journal.AppendPosition.Segment;
            foreach (LiveEntity entity in history.Entities.Values)
            {
                entity.DescribeWhole(out JournalEvent e);
                await StoreAsync(bench, e);
            }
            Assert.True(await Export(bench).StopAsync(JournalBench.Patience));
            bench.Journal.Release(segment);
            await Until.Async(() => bench.Journal.OldestSegment == segment);
        }
        else if (withRows == events.Count)
        {
            Assert.True(await Export(bench).StopAsync(JournalBench.Patience));
        }
    }

    /// <summary>Messages that are accepted, sent and settled, some after a while; what has ended is let go of.</summary>
    private static async Task LiveAsync(JournalBench bench, Func<bool> isEnough)
    {
        var pending = new Queue<(ulong Id, long Segment)>();
        for (int i = 0; i < 3_000 || !isEnough(); i++)
        {
            ulong id = bench.Journal.Ids.Next();
            JournalPosition at = await StoreAsync(
                bench, new JournalEvent { Kind = EventKind.Accepted, MessageId = id, Time = i + 1, SubmittedAt = i + 1, Payload = [1] });
            pending.Enqueue((id, at.Segment));
            if (pending.Count <= i % 100) continue;
            (id, _) = pending.Dequeue();
            await StoreAsync(
                bench, new JournalEvent { Kind = EventKind.Sent, MessageId = id, Number = 1, Time = i + 1, SubmittedAt = i + 1 });
            bench.Journal.Release(pending.TryPeek(out var oldest) ? oldest.Segment : bench.Journal.DurablePosition.Segment);
        }
    }

    [Fact]
    public async Task The_books_of_a_repaired_journal_are_read_past_what_was_damaged()
    {
        await WriteAsync(Random(7), percentWithRows: 100);
        string path = SegmentFolder.PathOf(Folder, SegmentFolder.Numbers(Folder, LinuxJournalFiles.Instance)[0]);
        byte[] octets = File.ReadAllBytes(path);
        // The first record of a segment is a mark.
        octets[SegmentHeader.Length + Frame.HeaderLength + 8] ^= 1;
        File.WriteAllBytes(path, octets);
        Assert.NotEmpty(new JournalRepair(Folder).Run(_folder["repaired"]).Faults);

        NodeAudit audit = await NodeAudit.OfSqliteAsync(_folder["repaired"], Database, cancellationToken: Cancelled);
        Assert.Empty(audit.Report.Findings);
        Assert.True(audit.Report.IsBalanced);
    }

    private static Task<JournalPosition> StoreAsync(JournalBench bench, byte[] octets)
    {
        Assert.True(JournalEvent.TryRead(octets, out JournalEvent e));
        return StoreAsync(bench, e);
    }

    private static Task<JournalPosition> StoreAsync(JournalBench bench, in JournalEvent e)
    {
        var waiter = new Waiter();
        Assert.Equal(AppendResult.Ok, bench.Append(in e, waiter, out JournalPosition position));
        return DurableAsync(waiter, position);
    }

    private static async Task<JournalPosition> DurableAsync(Waiter waiter, JournalPosition position)
    {
        Assert.True(await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
        return position;
    }

    private CdrExporter Export(JournalBench bench, int rows = 20_000) => CdrExporter.Start(
        bench.Journal,
        new SqliteCdrSink(Database, "gw1"),
        new CdrExporterOptions { BatchRows = rows, Linger = TimeSpan.FromMilliseconds(5) },
        TimeProvider.System,
        NullLogger.Instance);

    private Task<NodeAudit> AuditAsync() => NodeAudit.OfSqliteAsync(Folder, Database, cancellationToken: Cancelled);

    private List<long> Numbers(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader rows = command.ExecuteReader();
        var numbers = new List<long>();
        while (rows.Read()) numbers.Add(rows.GetInt64(0));
        Assert.NotEmpty(numbers);
        return numbers;
    }

    private void Execute(string sql)
    {
        _connection ??= Open();
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string Text(string sql)
    {
        using SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader rows = command.ExecuteReader();
        var fields = new object[rows.FieldCount];
        return rows.Read() ? string.Join('|', fields[..rows.GetValues(fields)]) : "";
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }
}
