using Shared;
using Storage.Live;

namespace Storage.Tests.Live;

public class ReclaimerTests : IDisposable
{
    private const int SegmentBytes = 16 << 10;

    private readonly TempFolder _folder = new();
    private readonly Entities _entities = new();
    private readonly LiveSet _live = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Segments_that_nothing_alive_needs_go()
    {
        await using var bench = Open();
        var message = await AddAsync(bench, 1);
        await FillAsync(bench, segments: 4);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 100);

        RunTwice(reclaimer);
        Assert.Equal(1, bench.Journal.OldestSegment);
        _live.Remove(message);
        RunTwice(reclaimer);

        await Until.Async(() => bench.Journal.OldestSegment >= bench.Journal.DurablePosition.Segment - 1);
        Assert.Equal(0, reclaimer.OctetsCopied);
    }

    [Fact]
    public async Task What_the_exporter_has_not_read_stays()
    {
        await using var bench = Open();
        await FillAsync(bench, segments: 6);
        var exported = new JournalPosition(3, 100);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => exported);

        RunTwice(reclaimer);
        await Until.Async(() => bench.Journal.OldestSegment == 3);
        exported = JournalPosition.End;
        RunTwice(reclaimer);

        await Until.Async(() => bench.Journal.OldestSegment > 3);
    }

    [Fact]
    public async Task What_is_alive_in_old_segments_is_carried_and_survives_a_reopening()
    {
        const int Messages = 30;
        await using (var bench = Open())
        {
            for (ulong id = 1; id <= Messages; id++)
                await AddAsync(bench, id);
            var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 3);
            for (int round = 0; round < 5; round++)
            {
                await FillAsync(bench, segments: 3);
                RunTwice(reclaimer);
            }
            await Until.Async(() =>
            {
                reclaimer.Run();
                return bench.Journal.OldestSegment > 5;
            });
            Assert.True(reclaimer.OctetsCopied > 0);
            Assert.Equal(Messages, _live.Count);
        }

        var alive = Recover();
        Assert.Equal(Enumerable.Range(1, Messages), alive.Select(entity => (int)entity.Id));
        Assert.All(alive.Cast<TestMessage>(), message => Assert.Equal(BodyOf(message.Id), message.Body.ToArray()));
        Assert.All(alive, message => Assert.Equal(ExpiryOf(message.Id), message.ExpiresAt));
    }

    [Fact]
    public async Task Much_that_is_alive_is_not_copied_before_there_is_a_multiple_of_it_that_is_dead()
    {
        await using var bench = Open();
        for (ulong id = 1; id <= 160; id++)
            await AddAsync(bench, id);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 1, deadShare: 2);
        // 160 count as five segments of 16 KiB.
        while (bench.Journal.DurablePosition.Segment < 12)
        {
            await FillAsync(bench, segments: 1);
            reclaimer.Run();
        }
        Assert.Equal(0, reclaimer.OctetsCopied);

        await FillAsync(bench, segments: 1);
        reclaimer.Run();
        Assert.True(reclaimer.OctetsCopied > 0);
    }

    [Fact]
    public async Task What_the_exporter_holds_anyway_is_not_copied()
    {
        await using var bench = Open();
        await AddAsync(bench, 1);
        await FillAsync(bench, segments: 12);
        var exported = JournalPosition.Start;
        var reclaimer = new Reclaimer(bench.Journal, _live, () => exported);
        RunTwice(reclaimer);
        exported = new JournalPosition(1, 1_000);
        RunTwice(reclaimer);
        Assert.Equal(0, reclaimer.OctetsCopied);

        exported = JournalPosition.End;
        RunTwice(reclaimer);
        Assert.True(reclaimer.OctetsCopied > 0);
    }

    [Fact]
    public async Task Originals_stay_until_their_copies_are_durable()
    {
        var files = new FaultyFiles();
        await using var bench = Open(files);
        await AddAsync(bench, 1);
        await FillAsync(bench, segments: 6);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 2);
        reclaimer.Run();
        Assert.Equal(1, bench.Journal.OldestSegment);

        await FillAsync(bench, segments: 1);
        files.SyncGate.Reset();
        try
        {
            var before = reclaimer.OctetsCopied;
            _live.Add(_entities.Message(2), new JournalPosition(1, 64));
            // Segments go on a thread of their own; it gets every chance to do it too early.
            for (int chance = 0; chance < 20; chance++)
            {
                reclaimer.Run();
                await Task.Delay(1, TestContext.Current.CancellationToken);
                Assert.Equal(1, bench.Journal.OldestSegment);
            }
            Assert.True(reclaimer.OctetsCopied > before);
        }
        finally
        {
            files.SyncGate.Set();
        }

        await Until.Async(() =>
        {
            reclaimer.Run();
            return bench.Journal.OldestSegment > 1;
        });
    }

    [Fact]
    public async Task A_segment_stays_until_the_end_of_what_was_alive_in_it_is_durable()
    {
        var files = new FaultyFiles();
        await using var bench = Open(files);
        var message = await AddAsync(bench, 1);
        await FillAsync(bench, segments: 3);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 100);
        RunTwice(reclaimer);
        files.SyncGate.Reset();
        try
        {
            Settle(bench, message);
            // Segments go on a thread of their own; it gets every chance to do it too early.
            for (int chance = 0; chance < 20; chance++)
            {
                reclaimer.Run();
                await Task.Delay(1, TestContext.Current.CancellationToken);
                Assert.Equal(1, bench.Journal.OldestSegment);
            }
        }
        finally
        {
            files.SyncGate.Set();
        }

        await Until.Async(() =>
        {
            reclaimer.Run();
            return bench.Journal.OldestSegment > 1;
        });
    }

    [Fact]
    public async Task What_is_settled_while_its_segment_is_copied_does_not_come_back()
    {
        const int Messages = 50;
        await using (var bench = Open())
        {
            var messages = new List<TestMessage>();
            for (ulong id = 1; id <= Messages; id++)
                messages.Add(await AddAsync(bench, id));
            await FillAsync(bench, segments: 4);
            var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 1, deadShare: 0);
            var settled = _live.InSegment(1, Messages)[^1];

            var copying = new Thread(reclaimer.Run);
            // The copying stands still in the middle: it has seen what is settled now, and not copied it yet.
            lock (_live.InSegment(1, Messages)[Messages / 2])
            {
                copying.Start();
                Assert.True(SpinWait.SpinUntil(() => _live.InSegment(1, Messages).Count <= Messages / 2, JournalBench.Patience));
                Settle(bench, (TestMessage)settled);
            }
            copying.Join();
            await FillAsync(bench, segments: 3);
            RunTwice(reclaimer);
        }

        var alive = Recover();
        Assert.Equal(Messages - 1, alive.Count);
    }

    [Fact]
    public async Task A_message_whose_sending_is_not_booked_yet_is_not_carried_as_sent()
    {
        await using (var bench = Open())
        {
            var message = await AddAsync(bench, 1);
            lock (message)
            {
                message.SentAt = 2;
                message.State = LiveState.AwaitingReceipt;
                message.DropBody();
            }
            await FillAsync(bench, segments: 4);
            var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 1, deadShare: 0);
            RunTwice(reclaimer);
            Assert.Equal((0, 1), (reclaimer.OctetsCopied, bench.Journal.OldestSegment));
        }

        var recovered = Assert.IsType<TestMessage>(Assert.Single(Recover()));
        Assert.Equal((LiveState.Queued, 0), (recovered.State, recovered.SentAt));
    }

    [Fact]
    public async Task A_message_whose_sending_is_booked_is_carried_again()
    {
        await using var bench = Open();
        var message = await AddAsync(bench, 1);
        lock (message)
            message.SentAt = 2;
        await FillAsync(bench, segments: 4);
        var reclaimer = new Reclaimer(bench.Journal, _live, () => JournalPosition.End, keepSegments: 1, deadShare: 0);
        reclaimer.Run();
        Assert.Equal(0, reclaimer.OctetsCopied);

        lock (message)
            message.IsBooked = true;
        reclaimer.Run();
        Assert.True(reclaimer.OctetsCopied > 0);
    }

    private static byte[] BodyOf(ulong id) => [.. Enumerable.Repeat((byte)id, 40)];

    private static long ExpiryOf(ulong id) => 2_000_000_000_000_000 + (long)id;

    /// <summary>Nothing goes in the round that finds it complete.</summary>
    private static void RunTwice(Reclaimer reclaimer)
    {
        reclaimer.Run();
        reclaimer.Run();
    }

    private JournalBench Open(IJournalFiles? files = null)
    {
        var bench = JournalBench.Open(JournalBench.Options(_folder.Path, SegmentBytes), files);
        bench.Journal.KeepFrom = JournalPosition.End;
        return bench;
    }

    private async Task<TestMessage> AddAsync(JournalBench bench, ulong id)
    {
        var message = _entities.Message(id);
        message.SetBody(BodyOf(id));
        message.ExpiresAt = ExpiryOf(id);
        var waiter = new Waiter();
        lock (message)
        {
            message.Describe(EventKind.Accepted, 1, out var e);
            e.Payload = message.Body;
            Assert.Equal(AppendResult.Ok, bench.Append(e, waiter, out var position));
            _live.Add(message, position);
        }
        await waiter.Outcome.WaitAsync(JournalBench.Patience);
        return message;
    }

    private void Settle(JournalBench bench, TestMessage message)
    {
        lock (message)
        {
            message.State = LiveState.Done;
            message.Describe(EventKind.Failed, 2, out var e);
            Assert.Equal(AppendResult.Ok, bench.Append(e, null, out _));
            _live.Remove(message);
        }
    }

    /// <summary>Lets the journal grow by whole segments of events that keep nothing alive.</summary>
    private static async Task FillAsync(JournalBench bench, int segments)
    {
        long until = bench.Journal.DurablePosition.Segment + segments;
        while (bench.Journal.DurablePosition.Segment < until)
        {
            var waiter = new Waiter();
            Append(bench, waiter);
            await waiter.Outcome.WaitAsync(JournalBench.Patience);
        }
    }

    private static void Append(JournalBench bench, Waiter waiter)
    {
        var e = new JournalEvent { Kind = EventKind.Rejected, MessageId = 1_000_000, Payload = new byte[4000] };
        Assert.Equal(AppendResult.Ok, bench.Append(e, waiter, out _));
    }

    private List<LiveEntity> Recover()
    {
        var recovery = new LiveRecovery(1);
        var options = JournalBench.Options(_folder.Path, SegmentBytes);
        using var journal = new Disposing(Journal.Open(
            options, recovery, new Gate(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        using var reader = new RecordReader(_folder.Path);
        var maker = new EntityMaker(_entities, _entities.Names, 1);
        return [.. recovery.Complete().Select(place => reader.TryRead(place.Position, out var e) ? maker.Make(e, place)! : null!)];
    }

    private sealed class Gate : ICommitGate
    {
        public void OnCommitting()
        {
        }

        public void OnCommitted()
        {
        }
    }

    private sealed class Disposing(Journal journal) : IDisposable
    {
        public void Dispose() => journal.DisposeAsync().AsTask().Wait(JournalBench.Patience);
    }
}
