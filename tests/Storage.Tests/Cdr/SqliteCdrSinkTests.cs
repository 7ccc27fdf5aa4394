using System.Text;
using Microsoft.Data.Sqlite;
using Smpp.Protocol;
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
    public async Task A_file_that_cannot_be_opened_whole_is_let_go_of_each_time()
    {
        await using (JournalBench bench = OpenJournal())
        {
            await bench.StoreAsync(1);
            await ExportAllAsync(bench);
        }
        long page = (long)Execute("SELECT rootpage FROM sqlite_master WHERE name = 'cdr_chunk'")!;
        long size = (long)Execute("PRAGMA page_size")!;
        using (var file = new FileStream(Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = (page - 1) * size;
            file.Write(Enumerable.Repeat((byte)0xFF, 256).ToArray());
        }
        int before = Descriptors();
        ICdrSink sink = OpenSink();
        for (int i = 0; i < 50; i++)
            await Assert.ThrowsAsync<CdrDatabaseException>(() => sink.OpenAsync(Cancelled).AsTask());
        await sink.DisposeAsync();
        Assert.Equal(before, Descriptors());

        int Descriptors() => Directory.GetFiles("/proc/self/fd").Count(
            descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(Database, StringComparison.Ordinal) == true);
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
            INSERT INTO cdr_row (
                row_no, message_id, event_no, event, time, submitted_at, account, source, status, state, octets, attributes, node, price)
            VALUES
                (126, 1, 0, 1, 11, 10, 'demo', '"Bänk"', 0, 0, 9, 4 << 56, 'gw1', NULL),
                (127, 1, 1, 3, 12, 10, 'demo', '"Bänk"', 0, 0, 9, 4 << 56, 'gw1', 0.5),
                (128, 1, 2, 7, 13, 10, 'demo', '"Bänk"', 0, 2, 9, 4 << 56, 'gw1', NULL),
                (129, 2, 0, 1, 14, NULL, NULL, NULL, 0, 0, 9, 0, 'gw1', NULL),
                (130, 2, 1, 3, 15, NULL, NULL, NULL, 0, 0, 9, 0, 'gw1', NULL);
            INSERT INTO cdr_chunk VALUES (0, unhex(replace(hex(zeroblob(8192)), '00', 'FF')))
            """);
        await using JournalBench bench = OpenJournal();
        await bench.StoreAsync(3);
        await ExportAllAsync(bench);

        Assert.Equal("1/2 2/1", Execute("SELECT group_concat(id || '/' || event_no, ' ') FROM cdr WHERE final"));
        Assert.Equal(
            "126 127 128 129 130 131", Execute("SELECT group_concat(row_no, ' ') FROM (SELECT row_no FROM cdr ORDER BY row_no)"));
        Assert.Equal("1/1/0.5", Execute("SELECT group_concat(id || '/' || event_no || '/' || price) FROM cdr WHERE price IS NOT NULL"));
        CdrRecord[] rows = [.. await Query.ListAsync(new CdrFilter { MessageId = 1 }, Cancelled)];
        Assert.Equal(["received", "sent", "receipt"], rows.Select(row => row.Event));
        Assert.All(rows, row => Assert.Equal(("demo", "\"Bänk\"", Time(10)), (row.Account, row.Source, row.SubmittedAt)));
        Assert.Equal(Time(13), rows[2].Time);
    }

    [Fact]
    public async Task Blocks_of_an_earlier_release_keep_every_column()
    {
        Execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY); INSERT INTO schema_version VALUES (3);"
            + string.Concat(CdrSchema.For("sqlite").Take(3).Select(script => script.Sql)));
        Execute(
            """
            INSERT INTO cdr_event VALUES (15, 'cancelled');
            INSERT INTO cdr_block VALUES (128, 2, 1000, 900, 1007, 'gw1', '[
                [5,2,7,7,-3,4,"demo","ACME","4477","all","carrier","id-1",3,2,"000",160,-8142508126285856767],
                [6,0,1,-100,-100,null,null,"ACME","4478",null,null,null,0,0,null,9,288511851145265157]]')
            """);
        CdrDatabaseException early = await Assert.ThrowsAsync<CdrDatabaseException>(() => Query.ListAsync(new CdrFilter(), Cancelled));
        Assert.Contains("start the gateway", early.Message, StringComparison.Ordinal);
        await using (ICdrSink sink = OpenSink()) await sink.OpenAsync(Cancelled);

        CdrRecord[] rows = [.. await Query.ListAsync(new CdrFilter(), Cancelled)];
        Assert.Equal(rows, Viewed());
        CdrRecord full = rows[0];
        Assert.Equal((MessageIds.ToText(5), 2, "receipt", Time(1007), Time(997), Time(1004)),
            (full.MessageId, full.EventNo, full.Event, full.Time, full.SubmittedAt, full.SentAt));
        Assert.Equal(("demo", "ACME", "4477", "all", "carrier", "id-1"),
            (full.Account, full.Source, full.Destination, full.Route, full.Upstream, full.UpstreamMessageId));
        Assert.Equal((3, "DELIVRD", "000", 160), (full.Status, full.State, full.Error, full.Octets));
        Assert.Equal(-8142508126285856767, Execute("SELECT attributes FROM cdr_fact WHERE id = 5"));
        Assert.Equal((MessageIds.ToText(6), 0, "received", Time(900), 9, null),
            (rows[1].MessageId, rows[1].EventNo, rows[1].Event, rows[1].Time, rows[1].Octets, rows[1].Account));
    }

    [Fact]
    public async Task The_view_and_the_query_show_the_same_of_every_row()
    {
        await using JournalBench bench = OpenJournal();
        JournalEvent full = Events.Full(0xFEDC_BA98_7654_3210, "payload"u8);
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in full, null, out _));
        foreach (EventKind kind in Enum.GetValues<EventKind>().Where(kind => kind.IsExported))
        {
            var e = new JournalEvent
            {
                Kind = kind,
                MessageId = (ulong)kind,
                Number = (ushort)kind,
                Time = 1_700_000_000_000_000 - (long)kind,
                State = (byte)kind,
                Status = uint.MaxValue - (byte)kind,
                Flags = (EventFlags)kind,
                Account = "a \"quoted\" \\ name"u8,
                Error = "\u0001\u007F<>&'"u8,
                Octets = ushort.MaxValue,
                Segments = byte.MaxValue,
            };
            Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        }
        await ExportAllAsync(bench);

        IReadOnlyList<CdrRecord> queried = await Query.ListAsync(new CdrFilter(), Cancelled);
        Assert.Equal(17, queried.Count);
        Assert.Equal(queried, Viewed());
    }

    [Fact]
    public async Task Rows_say_what_their_events_said_however_their_texts_repeat()
    {
        var random = new Random(4);
        string[] texts = ["", "demo", "other", "a \"quoted\" name", "Bänk", "0", "12", new string('x', 255)];
        string Pick() => random.Next(3) == 0 ? $"{random.Next()}" : texts[random.Next(texts.Length)];
        ulong Id() => random.Next(20) == 0 ? (ulong)random.NextInt64(long.MinValue, long.MaxValue) : (ulong)random.Next(20);
        var sample = Enumerable.Range(0, 1_000).Select(_ => (
            Account: Pick(), Source: Pick(), Route: Pick(), Upstream: Pick(), Id: Pick(), Error: Pick(), Message: Id(),
            Octet: (byte)random.Next(256))).ToArray();
        await using JournalBench bench = OpenJournal();
        for (int i = 0; i < sample.Length; i++)
        {
            AppendResult result;
            while ((result = Append(i)) == AppendResult.Busy) await Task.Yield();
            Assert.Equal(AppendResult.Ok, result);
        }
        await ExportAllAsync(bench);

        IReadOnlyList<CdrRecord> queried = await Query.ListAsync(new CdrFilter { Limit = sample.Length }, Cancelled);
        Assert.Equal(queried, Viewed());
        Assert.Equal(sample.Length, queried.Count);
        for (int i = 0; i < sample.Length; i++)
        {
            (CdrRecord read, var wrote) = (queried[i], sample[i]);
            Assert.Equal((MessageIds.ToText(wrote.Message), i, (int)wrote.Octet), (read.MessageId, read.EventNo, read.DataCoding));
            Assert.Equal(
                (wrote.Account, wrote.Route, wrote.Upstream, wrote.Id, wrote.Error),
                (read.Account ?? "", read.Route ?? "", read.Upstream ?? "", read.UpstreamMessageId ?? "", read.Error ?? ""));
            Assert.Equal(ShortOf(wrote.Source), read.Source ?? "");
            Assert.Equal(wrote.Octet % 5, read.Status);
            Assert.Equal(wrote.Octet % 3 != 0, read.SubmittedAt is not null);
        }

        AppendResult Append(int i)
        {
            var e = new JournalEvent
            {
                Kind = EventKind.Receipt,
                MessageId = sample[i].Message,
                Number = (ushort)i,
                Time = 1_700_000_000_000_000 + sample[i].Octet,
                SubmittedAt = sample[i].Octet % 3 == 0 ? 0 : 1_700_000_000_000_000 - sample[i].Octet,
                State = (byte)(sample[i].Octet % 10),
                Status = sample[i].Octet % 5u,
                DataCoding = sample[i].Octet,
                Account = Latin1(sample[i].Account),
                Source = new Address(TypeOfNumber.Unknown, NumberingPlan.Unknown, Latin1(ShortOf(sample[i].Source))),
                Route = Latin1(sample[i].Route),
                Upstream = Latin1(sample[i].Upstream),
                UpstreamMessageId = Latin1(sample[i].Id),
                Error = Latin1(sample[i].Error),
            };
            return bench.Journal.TryAppend(in e, null, out _);
        }
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
            Assert.Equal((long)id - first + 1, Execute("SELECT sum(row_count) FROM cdr_block"));
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            sizes.Add(new FileInfo(Database).Length);
        }
        Assert.True(sizes[^1] <= sizes[2] * 1.2, string.Join(' ', sizes));
        Assert.Single(await Query.ListAsync(new CdrFilter { MessageId = id }, Cancelled));
    }

    [Fact]
    public async Task Rows_of_a_clock_that_was_ahead_go_with_those_behind_them_and_keep_none()
    {
        const int Chunk = 4096, Ahead = 3, Chunks = 8;
        DateTimeOffset start = Time(1_700_000_000_000_000);
        await using JournalBench bench = OpenJournal();
        await using ICdrSink sink = OpenSink();
        await sink.OpenAsync(Cancelled);
        var batch = new CdrBatch();
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            // A chunk an hour; in the second and third the clock was years ahead.
            DateTimeOffset time = start.AddHours(chunk).AddYears(chunk is 1 or 2 ? 5 : 0);
            long microseconds = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            batch.Clear();
            for (int row = chunk == 0 ? 1 : 0; row < Chunk; row++)
                batch.Add(Events.Small((ulong)((chunk * Chunk) + row)) with { Time = microseconds });
            await sink.WriteAsync(batch, new CdrPosition(bench.Journal.Identity, new JournalPosition(1, 64 + chunk)), Cancelled);
        }

        await TendAsync(sink, start.AddHours(Ahead) + TimeSpan.FromDays(1));
        Assert.Equal((long)Chunk, Execute("SELECT min(id) FROM cdr"));

        await TendAsync(sink, start.AddHours(Ahead + 0.5) + TimeSpan.FromDays(1));
        Assert.Equal((long)(Ahead + 1) * Chunk, Execute("SELECT min(id) FROM cdr"));

        static async Task TendAsync(ICdrSink sink, DateTimeOffset now)
        {
            while (await sink.TendAsync(now, TimeSpan.FromDays(1), Cancelled))
            {
            }
        }
    }

    [Fact]
    public async Task A_node_of_another_name_goes_on_where_its_journal_was_and_remembers_no_row()
    {
        await using JournalBench bench = OpenJournal();
        for (ulong id = 1; id <= 100; id++) await bench.StoreAsync(id);
        await ExportAllAsync(bench, "gw1");
        for (ulong id = 101; id <= 120; id++) await bench.StoreAsync(id);
        await ExportAllAsync(bench, "gw2");

        await AssertRowsAsync(1, 120);
        Assert.Equal("gw2", Execute("SELECT group_concat(node) FROM cdr_position"));
        Assert.Equal(0L, Execute("SELECT count(*) FROM sqlite_master WHERE name = 'cdr_known'"));

        // As earlier releases left it.
        Execute("INSERT INTO cdr_position SELECT 'gw1', journal, position - 1000 FROM cdr_position");
        await bench.StoreAsync(121);
        await ExportAllAsync(bench, "gw2");
        await AssertRowsAsync(1, 121);
        Assert.Equal("gw2", Execute("SELECT group_concat(node) FROM cdr_position"));
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>An address has at most 20 characters.</summary>
    private static string ShortOf(string text) => text.Length <= 20 ? text : "long";

    private List<CdrRecord> Viewed()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM cdr ORDER BY row_no";
        using SqliteDataReader row = command.ExecuteReader();
        var rows = new List<CdrRecord>();
        while (row.Read())
        {
            rows.Add(new CdrRecord
            {
                MessageId = Text("message_id")!,
                EventNo = (int)Number("event_no")!,
                Event = Text("event")!,
                Time = Time((long)Number("time")!),
                SubmittedAt = Number("submitted_at") is { } submitted ? Time(submitted) : null,
                SentAt = Number("sent_at") is { } sent ? Time(sent) : null,
                Account = Text("account"),
                Direction = Text("direction")!,
                Source = Text("source"),
                Destination = Text("destination"),
                Route = Text("route"),
                Upstream = Text("upstream"),
                UpstreamMessageId = Text("upstream_message_id"),
                Status = (long)Number("status")!,
                State = Text("state"),
                Error = Text("error"),
                DataCoding = (int)Number("data_coding")!,
                Segments = (int)Number("segments")!,
                Octets = (int)Number("octets")!,
                PossibleDuplicate = Number("possible_duplicate") == 1,
                Final = Number("final") == 1,
                Node = Text("node")!,
            });
        }
        return rows;

        string? Text(string column) => row[column] as string;
        long? Number(string column) => row[column] as long?;
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
