using Shared;

namespace Storage.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private JournalOptions Options => JournalBench.Options(_folder.Path);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_durable_is_replayed_in_order_with_its_positions()
    {
        var stored = new List<JournalPosition>();
        await using (JournalBench bench = JournalBench.Open(Options))
            for (ulong id = 1; id <= 100; id++) stored.Add(await bench.StoreAsync(id));

        await using JournalBench again = JournalBench.Open(Options);
        Assert.Equal(Enumerable.Range(1, 100).Select(id => (ulong)id), again.Replayed.Select(e => e.MessageId));
        Assert.Equal(stored, again.Replayed.Select(e => e.Position));
    }

    [Fact]
    public async Task All_of_an_event_comes_back()
    {
        byte[] payload = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        await using (JournalBench bench = JournalBench.Open(Options))
        {
            JournalEvent e = Events.Full(1, payload);
            Assert.Equal(AppendResult.Ok, bench.Append(in e, null, out _));
        }
        EventCopy replayed = Assert.Single(JournalBench.Replay(Options));
        JournalEvent expected = Events.Full(1, payload);
        Assert.Equal(EventCopy.Of(in expected).Text, replayed.Text);
    }

    [Fact]
    public async Task Events_that_nobody_waits_for_leave_together_with_the_first_that_somebody_does()
    {
        await using JournalBench bench = JournalBench.Open(Options with { Linger = TimeSpan.FromSeconds(1) });
        await bench.StoreAsync(1);
        long before = bench.Journal.Statistics.Batches;
        for (ulong id = 2; id <= 200; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, null, out _));
        await bench.StoreAsync(201);

        // Each second that this takes may add one.
        Assert.InRange(bench.Journal.Statistics.Batches - before, 1, 20);
    }

    [Fact]
    public async Task Events_that_are_not_urgent_become_durable_without_others_to_leave_with()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        await bench.StoreAsync(1);
        Assert.Equal(AppendResult.Ok, bench.Append(2, null, out _));
        await Until.Async(() => bench.Journal.DurableEvents == 2);

        var waiter = new Waiter();
        JournalEvent e = Events.Small(3);
        Assert.Equal(AppendResult.Ok, bench.Journal.TryAppend(in e, waiter, out _, urgent: false));
        Assert.True(await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
    }

    [Fact]
    public async Task Events_that_nobody_waits_for_are_written_when_the_journal_closes()
    {
        await using (JournalBench bench = JournalBench.Open(Options))
            for (ulong id = 1; id <= 10; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, null, out _));

        Assert.Equal(10, JournalBench.Replay(Options).Count);
    }

    [Theory]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.Os)]
    [InlineData(Durability.Memory)]
    public async Task Every_mode_replays_after_the_process_ends(Durability durability)
    {
        JournalOptions options = JournalBench.Options(_folder.Path, 4 << 10) with { Durability = durability };
        for (ulong life = 0; life < 3; life++)
        {
            await using JournalBench bench = JournalBench.Open(options);
            Assert.Equal((int)life * 100, bench.Replayed.Count);
            for (ulong id = 1; id <= 100; id++) await bench.StoreAsync((life * 100) + id);
        }
    }

    [Fact]
    public async Task Callbacks_come_in_append_order_between_the_gates_calls()
    {
        var order = new List<int>();
        await using (JournalBench bench = JournalBench.Open(Options))
            for (int i = 0; i < 5000; i++)
                Assert.Equal(AppendResult.Ok, bench.Append((ulong)i + 1, new Recorder(order, bench.Calls, i), out _));

        JournalBench again = JournalBench.Open(Options);
        await again.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, 5000), order);
    }

    [Fact]
    public async Task Each_batch_is_told_between_one_opening_and_one_closing_call_of_the_gate()
    {
        JournalBench bench = JournalBench.Open(Options);
        for (int i = 0; i < 1000; i++) Assert.Equal(AppendResult.Ok, bench.Append((ulong)i + 1, new Recorder([], bench.Calls, i), out _));
        await bench.DisposeAsync();
        Assert.Matches(@"^(\(\++\))+$", string.Concat(bench.Calls));
        Assert.Equal(1000, bench.Calls.Count(call => call == "+"));
    }

    [Fact]
    public async Task A_callback_that_throws_stops_nobody_else()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        Assert.Equal(AppendResult.Ok, bench.Append(1, new Thrower(), out _));
        await bench.StoreAsync(2);
        Assert.False(bench.Journal.Failure.IsCompleted);
    }

    [Fact]
    public async Task Threads_append_at_once_and_every_event_is_durable_exactly_once_in_the_order_of_positions()
    {
        const int Threads = 4;
        const int Each = 5000;
        JournalOptions options = JournalBench.Options(_folder.Path, 64 << 10);
        var positions = new JournalPosition[Threads][];
        await using (JournalBench bench = JournalBench.Open(options))
        {
            Waiter[] last = new Waiter[Threads];
            Parallel.For(0, Threads, thread =>
            {
                positions[thread] = new JournalPosition[Each];
                for (int i = 0; i < Each; i++)
                {
                    Waiter waiter = last[thread] = new Waiter();
                    ulong id = (ulong)((thread * Each) + i + 1);
                    Assert.Equal(AppendResult.Ok, bench.Append(id, waiter, out positions[thread][i]));
                }
            });
            foreach (Waiter waiter in last) Assert.True(await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
        }
        List<EventCopy> replayed = JournalBench.Replay(options);
        Assert.Equal(Threads * Each, replayed.Count);
        Assert.Equal(replayed.Select(e => e.Position).Order(), replayed.Select(e => e.Position));
        foreach (EventCopy e in replayed) Assert.Equal(positions[(int)(e.MessageId - 1) / Each][(int)(e.MessageId - 1) % Each], e.Position);
    }

    [Fact]
    public async Task A_record_lies_in_one_segment_and_segments_follow_each_other()
    {
        JournalOptions options = JournalBench.Options(_folder.Path, 4 << 10);
        var positions = new List<JournalPosition>();
        await using (JournalBench bench = JournalBench.Open(options))
        {
            for (ulong id = 1; id <= 100; id++)
            {
                Assert.Equal(AppendResult.Ok, bench.Append(id, (int)(id * 7 % 900), null, out JournalPosition position));
                positions.Add(position);
            }
        }
        Assert.True(positions[^1].Segment > 10);
        List<EventCopy> replayed = JournalBench.Replay(options);
        Assert.Equal(positions, replayed.Select(e => e.Position));
        Assert.Equal(Enumerable.Range(1, 100).Select(id => (ulong)id), replayed.Select(e => e.MessageId));
    }

    [Fact]
    public async Task Beyond_the_memory_bound_appends_are_busy_and_later_ones_are_taken_again()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(
            JournalBench.Options(_folder.Path, 1 << 20) with { BatchBytes = 64 << 10 }, files);
        await bench.StoreAsync(1);
        files.SyncGate.Reset();
        var first = new Waiter();
        Assert.Equal(AppendResult.Ok, bench.TryAppend(2, 1000, first));
        ulong id = 2;
        AppendResult result;
        do result = bench.TryAppend(++id, 1000);
        while (result == AppendResult.Ok && id < 1000);
        Assert.Equal(AppendResult.Busy, result);
        var essential = new Waiter();
        Assert.Equal(AppendResult.Ok, bench.TryAppend(id, 1000, essential, essential: true));
        files.SyncGate.Set();
        Assert.True(await essential.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
        Assert.True(first.Outcome.IsCompleted);
        await bench.StoreAsync(++id);
    }

    [Fact]
    public async Task What_cannot_be_an_event_is_the_callers_error()
    {
        await using JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path, 4 << 10));
        Assert.Throws<ArgumentException>(() => bench.Append(1, 5000));
        Assert.Throws<ArgumentException>(() => bench.Append(new JournalEvent { MessageId = 1 }, null, out _));
        Assert.Throws<ArgumentException>(() => bench.Append(new JournalEvent { Kind = (EventKind)0xFF }, null, out _));
        Assert.Throws<ArgumentException>(
            () => bench.Append(new JournalEvent { Kind = EventKind.Sent, Route = new byte[256] }, null, out _));
        await bench.StoreAsync(1);
    }

    [Fact]
    public async Task A_second_process_is_kept_out_of_the_folder()
    {
        await using (JournalBench bench = JournalBench.Open(Options))
        {
            JournalInUseException error = Assert.Throws<JournalInUseException>(() => JournalBench.Open(Options));
            Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
        }
        await JournalBench.Open(Options).DisposeAsync();
    }

    [Fact]
    public async Task A_closed_journal_takes_nothing()
    {
        JournalBench bench = JournalBench.Open(Options);
        await bench.DisposeAsync();
        await bench.DisposeAsync();
        Assert.Equal(AppendResult.Failed, bench.Append(1, null, out _));
    }

    [Fact]
    public async Task Appending_allocates_nothing()
    {
        await using JournalBench bench = JournalBench.Open(
            JournalBench.Options(_folder.Path, 4 << 20) with { Durability = Durability.Os, BatchBytes = 8 << 20 });
        var waiter = new Silent();
        for (int i = 0; i < 4000; i++) Append(bench, waiter);
        await bench.StoreAsync(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Append(bench, waiter);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Append(JournalBench bench, Silent waiter)
        {
            JournalEvent e = Events.Full(7, "some payload"u8);
            if (bench.Append(in e, waiter, out _) != AppendResult.Ok)
                throw new InvalidOperationException("the append was refused");
        }
    }

    private sealed class Recorder(List<int> order, List<string> calls, int number) : IDurable
    {
        public void OnDurable()
        {
            order.Add(number);
            calls.Add("+");
        }

        public void OnStoreFailed() => calls.Add("-");
    }

    private sealed class Thrower : IDurable
    {
        public void OnDurable() => throw new InvalidOperationException("a defect of the caller");

        public void OnStoreFailed()
        {
        }
    }

    private sealed class Silent : IDurable
    {
        public void OnDurable()
        {
        }

        public void OnStoreFailed()
        {
        }
    }
}
