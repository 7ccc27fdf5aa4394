using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Protocol;
using Storage.Cdr;

namespace Storage.Tests;

/// <summary>What holds for every CDR database.</summary>
public abstract class CdrSinkContract : IDisposable
{
    private readonly TempFolder _folder = new();

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected TempFolder Folder => _folder;

    protected abstract ICdrSink OpenSink(string node = "gw1");

    protected abstract CdrQuery Query { get; }

    /// <summary>Makes the database forget where the exporter was, as one restored from a copy does.</summary>
    protected abstract Task ForgetPositionAsync();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_event_becomes_one_row_and_a_carried_one_none()
    {
        await using JournalBench bench = OpenJournal();
        await using (CdrExporter exporter = Export(bench, OpenSink()))
        {
            for (ulong id = 1; id <= 500; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, 10));
            var carried = new JournalEvent { Kind = EventKind.Carried, MessageId = 1, Number = 9, Account = "demo"u8 };
            Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in carried, null, out _));
            await bench.StoreAsync(501);
            await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
            Assert.Equal(0, exporter.Lag);
            Assert.Equal(501, exporter.Rows);
        }
        await AssertRowsAsync(1, 501);
    }

    [Fact]
    public async Task A_row_shows_all_that_its_event_says()
    {
        await using JournalBench bench = OpenJournal();
        JournalEvent e = Events.Full(0x0123_4567_89AB_CDEF, "never exported"u8);
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        await ExportAllAsync(bench);

        CdrRecord row = Assert.Single(await Query.ListAsync(new CdrFilter(), Cancelled));
        Assert.Equal(
            new CdrRecord
            {
                MessageId = MessageIds.ToText(0x0123_4567_89AB_CDEF),
                EventNo = 7,
                Event = "receipt",
                Time = Time(1_700_000_000_123_456),
                SubmittedAt = Time(1_700_000_000_000_001),
                SentAt = Time(1_700_000_000_000_002),
                Account = "demo",
                Direction = "mt",
                Source = "Bank",
                Destination = "447700900123",
                Route = "uk",
                Upstream = "carrier-a",
                UpstreamMessageId = "a1b2c3d4",
                Status = 0x45,
                State = "DELIVRD",
                Error = "000",
                DataCoding = 8,
                Segments = 3,
                Octets = 402,
                PossibleDuplicate = true,
                Final = true,
                Node = "gw1",
            },
            row);
    }

    [Fact]
    public async Task What_an_event_leaves_empty_is_null_in_its_row()
    {
        await using JournalBench bench = OpenJournal();
        var e = new JournalEvent
        {
            Kind = EventKind.MoAccepted,
            Flags = EventFlags.MobileOriginated,
            MessageId = 5,
            Number = 1,
            Time = 1,
            Status = uint.MaxValue,
        };
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        await ExportAllAsync(bench);

        CdrRecord row = Assert.Single(await Query.ListAsync(new CdrFilter(), Cancelled));
        Assert.Equal(
            new CdrRecord
            {
                MessageId = MessageIds.ToText(5),
                EventNo = 1,
                Event = "mo_received",
                Time = Time(1),
                Direction = "mo",
                Status = uint.MaxValue,
                Final = false,
                Node = "gw1",
            },
            row);
    }

    [Fact]
    public async Task Octets_of_the_wire_become_text_without_loss()
    {
        await using JournalBench bench = OpenJournal();
        var e = new JournalEvent
        {
            Kind = EventKind.Sent,
            MessageId = 5,
            Time = 1,
            Account = "Zoë"u8,
            UpstreamMessageId = [(byte)'x', 0xE9, 0xFF, 0, (byte)'y'],
            Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, [0xC4, 0x72]),
        };
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        await ExportAllAsync(bench);

        CdrRecord row = Assert.Single(await Query.ListAsync(new CdrFilter(), Cancelled));
        Assert.Equal("Zoë", row.Account);
        Assert.Equal("xéÿ y", row.UpstreamMessageId);
        Assert.Equal("Är", row.Source);
    }

    [Fact]
    public async Task Every_kind_of_event_has_its_word_and_every_state_its_letters()
    {
        await using JournalBench bench = OpenJournal();
        for (byte kind = 1; kind <= (byte)EventKind.Replaced; kind++)
        {
            var e = new JournalEvent { Kind = (EventKind)kind, MessageId = kind, Time = kind, State = (byte)(kind - 1) };
            Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
        }
        await ExportAllAsync(bench);

        IReadOnlyList<CdrRecord> rows = await Query.ListAsync(new CdrFilter(), Cancelled);
        Assert.Equal(Enumerable.Range(1, 16).Select(kind => ((EventKind)kind).Word), rows.Select(row => row.Event));
        Assert.Equal(
            [null, .. Enumerable.Range(1, 15).Select(state => ((MessageState)state).Word)],
            rows.Select(row => row.State));
    }

    [Fact]
    public async Task An_exporter_that_starts_again_goes_on_where_the_last_one_was()
    {
        await using JournalBench bench = OpenJournal();
        for (ulong id = 1; id <= 300; id++)
        {
            await bench.StoreAsync(id);
            if (id % 50 == 0) await ExportAllAsync(bench);
        }
        await AssertRowsAsync(1, 300);
    }

    [Theory]
    [InlineData(SinkFault.BeforeCommit)]
    [InlineData(SinkFault.AfterCommit)]
    [InlineData(SinkFault.OnOpen)]
    public async Task A_database_that_fails_costs_no_row_and_doubles_none(SinkFault fault)
    {
        await using JournalBench bench = OpenJournal();
        await using (CdrExporter exporter = Export(bench, new FaultySink(OpenSink(), fault, every: 3), rows: 7))
        {
            for (ulong id = 1; id <= 200; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, 20));
            await bench.StoreAsync(201);
            await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        }
        await AssertRowsAsync(1, 201);
    }

    [Fact]
    public async Task Rows_that_outlived_their_position_stay_single()
    {
        await using JournalBench bench = OpenJournal();
        for (ulong id = 1; id <= 100; id++) await bench.StoreAsync(id);
        await ExportAllAsync(bench);
        await ForgetPositionAsync();
        for (ulong id = 101; id <= 150; id++) await bench.StoreAsync(id);
        await using (CdrExporter exporter = Export(bench, new FaultySink(OpenSink(), SinkFault.AfterCommit, every: 2), rows: 9))
            await exporter.FlushAsync(bench.Journal.DurablePosition, Cancelled);
        await AssertRowsAsync(1, 150);
    }

    [Fact]
    public async Task A_new_journal_is_exported_from_its_beginning()
    {
        await using (JournalBench first = OpenJournal("first"))
        {
            for (ulong id = 1; id <= 100; id++) await first.StoreAsync(id);
            await ExportAllAsync(first);
        }
        await using JournalBench second = OpenJournal("second");
        for (ulong id = 101; id <= 120; id++) await second.StoreAsync(id);
        await ExportAllAsync(second);
        await AssertRowsAsync(1, 120);
    }

    [Fact]
    public async Task Nodes_share_a_database_without_touching_each_other()
    {
        await using JournalBench one = OpenJournal("one");
        await using JournalBench two = OpenJournal("two");
        await one.StoreAsync(1);
        await two.StoreAsync(2);
        await ExportAllAsync(one, "gw1");
        await ExportAllAsync(two, "gw2");
        await one.StoreAsync(3);
        await ExportAllAsync(one, "gw1");

        IReadOnlyList<CdrRecord> rows = await Query.ListAsync(new CdrFilter(), Cancelled);
        Assert.Equal([(1, "gw1"), (2, "gw2"), (3, "gw1")], rows.Select(row => (IdOf(row), row.Node)).Order());
    }

    [Fact]
    public async Task A_message_is_found_among_many()
    {
        await using JournalBench bench = OpenJournal();
        for (ulong id = 1; id <= 9000; id++)
            while (bench.Append(id, null, out _) != AppendResult.Ok) await Task.Yield();
        while (bench.Append(4321, payload: 0) != AppendResult.Ok) await Task.Yield();
        await ExportAllAsync(bench);
        Assert.Equal("4321.1 4321.7", await FindAsync(new CdrFilter { MessageId = 4321 }));
        Assert.Equal("9000.1", await FindAsync(new CdrFilter { MessageId = 9000 }));
        Assert.Equal("4321.7", await FindAsync(new CdrFilter { MessageId = 4321, Limit = 1 }));
    }

    [Fact]
    public async Task Rows_are_found_by_message_account_number_event_and_time()
    {
        await using JournalBench bench = OpenJournal();
        Append(bench, 1, EventKind.Accepted, "demo"u8, "447700900001"u8, 1_000_000);
        Append(bench, 1, EventKind.Sent, "demo"u8, "447700900001"u8, 2_000_000);
        Append(bench, 2, EventKind.Accepted, "other"u8, "447700900002"u8, 9_000_000_000);
        Append(bench, 3, EventKind.Accepted, "demo"u8, "447700900003"u8, 10_000_000_000);
        await ExportAllAsync(bench);

        Assert.Equal("1.1 1.3", await FindAsync(new CdrFilter { MessageId = 1 }));
        Assert.Equal("1.1 1.3 3.1", await FindAsync(new CdrFilter { Account = "demo" }));
        Assert.Equal("2.1", await FindAsync(new CdrFilter { Number = "447700900002" }));
        Assert.Equal("1.1 1.3 2.1 3.1", await FindAsync(new CdrFilter { Number = "Bank" }));
        Assert.Equal("1.3", await FindAsync(new CdrFilter { Event = "sent" }));
        Assert.Equal("2.1 3.1", await FindAsync(new CdrFilter { Since = Time(9_000_000_000) }));
        Assert.Equal("2.1", await FindAsync(new CdrFilter { Since = Time(9_000_000_000), Until = Time(10_000_000_000) }));
        Assert.Equal("2.1 3.1", await FindAsync(new CdrFilter { Limit = 2 }));
        Assert.Equal("", await FindAsync(new CdrFilter { MessageId = 77 }));
        await Assert.ThrowsAsync<ArgumentException>(() => Query.ListAsync(new CdrFilter { Event = "nonsense" }, Cancelled));

        Assert.Equal(
            [new CdrTotal("received", 3), new CdrTotal("sent", 1)],
            (await Query.TotalsAsync(new CdrFilter(), Cancelled)).OrderBy(total => total.Event));
        Assert.Equal([new CdrTotal("received", 2)], await Query.TotalsAsync(new CdrFilter { Since = Time(3_000_000) }, Cancelled));
    }

    [Theory]
    [InlineData("+447700900001")]
    [InlineData("447700900001")]
    public async Task A_plus_before_the_digits_of_a_number_counts_neither_in_a_row_nor_in_what_is_asked_for(string number)
    {
        await using JournalBench bench = OpenJournal();
        Append(bench, 1, EventKind.Accepted, "demo"u8, "+447700900001"u8, 1_000_000);
        Append(bench, 2, EventKind.Accepted, "demo"u8, "447700900001"u8, 2_000_000);
        Append(bench, 3, EventKind.Accepted, "demo"u8, "+447700900002"u8, 3_000_000);
        Append(bench, 4, EventKind.Accepted, "demo"u8, "00447700900001"u8, 4_000_000);
        await ExportAllAsync(bench);

        Assert.Equal("1.1 2.1", await FindAsync(new CdrFilter { Number = number }));
        Assert.Equal("", await FindAsync(new CdrFilter { Number = "+Bank" }));
        Assert.Equal([new CdrTotal("received", 2)], await Query.TotalsAsync(new CdrFilter { Number = number }, Cancelled));
    }

    [Fact]
    public async Task A_message_is_found_by_the_short_form_of_its_id()
    {
        const ulong Id = (77UL << 40) | 5;
        await using JournalBench bench = OpenJournal();
        Append(bench, Id, EventKind.Accepted, "demo"u8, "447700900001"u8, 1_000_000);
        Append(bench, Id + 1, EventKind.Accepted, "demo"u8, "447700900001"u8, 2_000_000);
        await ExportAllAsync(bench);

        foreach (string text in (string[])[MessageIds.ToText(Id), "00000005"])
        {
            Assert.True(StatedId.TryParse(text, out StatedId stated));
            CdrRecord row = Assert.Single(await Query.ListAsync(new CdrFilter().Of(stated), Cancelled));
            Assert.Equal(MessageIds.ToText(Id), row.MessageId);
        }
        Assert.True(StatedId.TryParse("00000007", out StatedId unknown));
        Assert.Empty(await Query.ListAsync(new CdrFilter().Of(unknown), Cancelled));
    }

    [Fact]
    public async Task Rows_are_added_up_by_what_they_have_in_common()
    {
        await using JournalBench bench = OpenJournal();
        Append(bench, 1, EventKind.Accepted, "demo"u8, "447700900001"u8, 1_000_000);
        Append(bench, 1, EventKind.Sent, "demo"u8, "447700900001"u8, 2_000_000);
        Append(bench, 1, EventKind.Receipt, "demo"u8, "447700900001"u8, 3_000_000, MessageState.Delivered);
        Append(bench, 2, EventKind.Accepted, "demo"u8, "447700900001"u8, 4_000_000);
        Append(bench, 2, EventKind.Receipt, "demo"u8, "447700900001"u8, 86_400_000_000, MessageState.Undeliverable);
        Append(bench, 3, EventKind.Accepted, "other"u8, "447700900002"u8, 90_000_000_000);
        Append(bench, 3, EventKind.Expired, "other"u8, "447700900002"u8, 90_000_000_000);
        Append(bench, 4, EventKind.Rejected, "other"u8, "447700900002"u8, 90_000_000_000);
        await ExportAllAsync(bench);

        Assert.Equal(
            [
                new CdrSum { Group = "demo", Messages = 2, Segments = 4, Sent = 1, Delivered = 1, Undelivered = 1 },
                new CdrSum { Group = "other", Messages = 1, Segments = 2, Expired = 1, Rejected = 1 },
            ],
            await Query.SumsAsync(new CdrFilter(), CdrGrouping.Account, Cancelled));
        Assert.Equal(
            ["1970-01-01 2", "1970-01-02 1"],
            (await Query.SumsAsync(new CdrFilter(), CdrGrouping.Day, Cancelled)).Select(sum => $"{sum.Group} {sum.Messages}"));
        Assert.Equal(
            ["1970-01-02 01:00"],
            (await Query.SumsAsync(new CdrFilter { Account = "other" }, CdrGrouping.Hour, Cancelled)).Select(sum => sum.Group));
        foreach (CdrGrouping by in Enum.GetValues<CdrGrouping>())
            Assert.Equal(3, (await Query.SumsAsync(new CdrFilter(), by, Cancelled)).Sum(sum => sum.Messages));
        Assert.Equal("1.7", await FindAsync(new CdrFilter { State = "DELIVRD" }));
        Assert.Equal("", await FindAsync(new CdrFilter { Upstream = "nowhere" }));
        Assert.Equal("", await FindAsync(new CdrFilter { Route = "nowhere" }));
        Assert.Equal(8, (await Query.ListAsync(new CdrFilter { Status = 0 }, Cancelled)).Count);
    }

    protected JournalBench OpenJournal(string name = "journal") => JournalBench.Open(JournalBench.Options(_folder[name]));

    protected static CdrExporter Export(
        JournalBench bench, ICdrSink sink, int rows = 20_000, ILogger? logger = null) => CdrExporter.Start(
        bench.Journal,
        sink,
        new CdrExporterOptions
        {
            BatchRows = rows,
            Linger = TimeSpan.FromMilliseconds(5),
            RetryFrom = TimeSpan.FromMilliseconds(5),
            RetryTo = TimeSpan.FromMilliseconds(50),
        },
        TimeProvider.System,
        logger ?? NullLogger.Instance);

    protected async Task ExportAllAsync(JournalBench bench, string node = "gw1") =>
        Assert.True(await Export(bench, OpenSink(node)).StopAsync(JournalBench.Patience));

    /// <summary>One row for each message of the range, no more and no fewer.</summary>
    protected async Task AssertRowsAsync(int first, int last)
    {
        IReadOnlyList<CdrRecord> rows = await Query.ListAsync(new CdrFilter { Limit = int.MaxValue }, Cancelled);
        Assert.Equal(Enumerable.Range(first, last - first + 1), rows.Select(IdOf).Order());
    }

    private static void Append(
        JournalBench bench, ulong id, EventKind kind, ReadOnlySpan<byte> account, ReadOnlySpan<byte> destination, long time,
        MessageState state = default)
    {
        var e = new JournalEvent
        {
            Kind = kind,
            MessageId = id,
            Number = (ushort)kind,
            Time = time,
            State = (byte)state,
            Segments = 2,
            Account = account,
            Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "Bank"u8),
            Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, destination),
        };
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, null, out _));
    }

    private async Task<string> FindAsync(CdrFilter filter) =>
        string.Join(' ', (await Query.ListAsync(filter, Cancelled)).Select(row => $"{IdOf(row)}.{row.EventNo}"));

    private static int IdOf(CdrRecord row) => MessageIds.TryParse(row.MessageId, out ulong id) ? (int)id : -1;

    protected static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
