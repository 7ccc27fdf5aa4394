using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Peers;
using Shared;

namespace Storage.Tests;

public sealed class JournalFailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private JournalOptions Options => JournalBench.Options(_folder.Path, 16 << 10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_failing_sync_stops_acknowledgements_for_good(int failing)
    {
        var files = new FaultyFiles { FailingSync = failing };
        await FailAsync(files, failing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_failing_write_stops_acknowledgements_for_good(int failing)
    {
        var files = new FaultyFiles { FailingWrite = failing };
        await FailAsync(files, failing);
    }

    [Fact]
    public async Task Everyone_who_waits_at_the_failure_is_told_in_order_and_nobody_twice()
    {
        var files = new FaultyFiles { FailingSync = 1 };
        await using JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        files.SyncGate.Reset();
        files.Armed = true;
        var waiters = new List<Waiter>();
        // The first batch hangs in its sync while the others gather behind it.
        for (ulong id = 2; id <= 50; id++)
        {
            waiters.Add(new Waiter());
            Assert.Equal(AppendResult.Ok, bench.Append(id, waiters[^1], out _));
        }
        files.SyncGate.Set();
        foreach (Waiter waiter in waiters) Assert.False(await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public async Task A_disk_that_makes_messages_wait_is_named_in_the_log(int milliseconds, bool isNamed)
    {
        var time = new FakeTimeProvider();
        var files = new FaultyFiles { Syncing = () => time.Advance(TimeSpan.FromMilliseconds(milliseconds)) };
        var logger = new RecordingLogger();
        await using (JournalBench bench = JournalBench.Open(Options, files, time, logger)) await bench.StoreAsync(1);
        var slow = logger.Lines.Where(line => line.Event.Id == 4008).ToList();
        Assert.Equal(isNamed, slow.Count > 0);
        Assert.All(slow, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.All(slow, line => Assert.StartsWith($"journal: the disk took {milliseconds} ms for ", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_failure_is_there_after_the_restart()
    {
        var files = new FaultyFiles { FailingSync = 5 };
        var acknowledged = new List<ulong>();
        await using (JournalBench bench = JournalBench.Open(Options, files))
        {
            files.Armed = true;
            for (ulong id = 1; id <= 10; id++)
            {
                var waiter = new Waiter();
                if (bench.Append(id, waiter, out _) == AppendResult.Ok && await waiter.Outcome) acknowledged.Add(id);
            }
        }
        Assert.InRange(acknowledged.Count, 3, 5);
        List<EventCopy> replayed = JournalBench.Replay(Options);
        Assert.Equal(acknowledged, replayed.Take(acknowledged.Count).Select(e => e.MessageId));
    }

    [Fact]
    public async Task Only_syncing_modes_depend_on_the_sync()
    {
        var files = new FaultyFiles { FailingSync = 1 };
        await using JournalBench bench = JournalBench.Open(Options with { Durability = Durability.Memory }, files);
        files.Armed = true;
        for (ulong id = 1; id <= 500; id++) await bench.StoreAsync(id);
        Assert.Equal(0, files.Syncs);
    }

    [Fact]
    public async Task Os_mode_syncs_a_segment_once_when_it_is_complete()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(Options with { Durability = Durability.Os, RecycledSegments = 0 }, files);
        files.Armed = true;
        while (bench.Journal.DurablePosition.Segment < 4) await bench.StoreAsync(1);
        Assert.Equal(3, files.Syncs);
    }

    [Fact]
    public async Task A_segment_that_was_taken_away_by_halves_does_not_keep_the_others()
    {
        var files = new FaultyFiles();
        var logger = new RecordingLogger();
        await using JournalBench bench = JournalBench.Open(Options with { RecycledSegments = 2 }, files, logger: logger);
        bench.Journal.KeepFrom = JournalPosition.End;
        while (bench.Journal.DurablePosition.Segment < 6) await bench.StoreAsync(1);
        files.FailingFolder = true;
        bench.Journal.Release(2);
        await Until.Async(() => logger.Has("journal segment 1 could not be removed"));
        Assert.False(File.Exists(SegmentFolder.PathOf(_folder.Path, 1)));
        files.FailingFolder = false;

        await Until.Async(() =>
        {
            bench.Journal.Release(5);
            return bench.Journal.OldestSegment == 5;
        });
    }

    [Fact]
    public async Task A_full_disk_refuses_new_messages_takes_essential_events_and_recovers_by_itself()
    {
        var files = new FaultyFiles();
        JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        files.Full = true;
        ulong id = 1;
        while (!bench.Journal.IsDiskFull)
        {
            if (bench.Append(++id, 500) is not (AppendResult.Ok or AppendResult.DiskFull))
                Assert.Fail("the journal failed");
            await bench.StoreEssentialAsync(++id);
        }
        Assert.Equal(AppendResult.DiskFull, bench.Append(++id, 10));
        Assert.False(bench.Journal.Failure.IsCompleted);

        // The spare segment is the reserve of events that are essential; it ends too.
        int reserve = 0;
        while (await bench.TryStoreEssentialAsync(++id)) reserve++;
        Assert.InRange(reserve, 5, 1000);
        // One that is shorter may still find room behind the last.
        Assert.Equal(AppendResult.DiskFull, bench.Append(++id, 500, essential: true));

        files.Full = false;
        await Until.Async(() => !bench.Journal.IsDiskFull);
        for (int i = 0; i < 100; i++) await bench.StoreAsync(++id);
        await bench.DisposeAsync();
        Assert.Equal(id, JournalBench.Replay(Options)[^1].MessageId);
    }

    [Fact]
    public async Task Nothing_is_taken_into_a_segment_of_which_nobody_knows_yet_whether_the_disk_has_room_for_it()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(Options, files);
        await Until.Async(() => bench.Journal.Statistics.DiskBytes == 2 * Options.SegmentBytes);
        files.CreateGate.Reset();
        files.Full = true;
        ulong id = 0;
        var taken = new List<Task<bool>>();
        AppendResult result;
        do
        {
            var waiter = new Waiter();
            result = bench.TryAppend(++id, 500, waiter, essential: id % 2 == 0);
            if (result == AppendResult.Ok) taken.Add(waiter.Outcome);
        }
        while (result == AppendResult.Ok);
        try
        {
            Assert.Equal(AppendResult.Busy, result);
            Assert.Equal(AppendResult.Busy, bench.TryAppend(++id, 500, essential: true));
            Assert.DoesNotContain(false, await Task.WhenAll(taken).WaitAsync(JournalBench.Patience, Cancelled));
        }
        finally
        {
            files.CreateGate.Set();
        }
        await Until.Async(() => bench.Journal.IsDiskFull);
        Assert.Equal(AppendResult.DiskFull, bench.Append(++id, 500));
        Assert.Equal(AppendResult.DiskFull, bench.Append(++id, 500, essential: true));

        files.Full = false;
        await Until.Async(() => !bench.Journal.IsDiskFull);
        await bench.StoreAsync(++id);
    }

    [Fact]
    public async Task The_bound_on_the_journals_size_counts_as_a_full_disk_until_segments_are_released()
    {
        JournalOptions options = Options with { MaxBytes = 5 * (16 << 10) };
        await using JournalBench bench = JournalBench.Open(options);
        bench.Journal.KeepFrom = JournalPosition.End;
        ulong id = 0;
        var waiter = new Waiter();
        for (; bench.Append(++id, 500, waiter) != AppendResult.DiskFull; waiter = new Waiter()) await waiter.Outcome;
        Assert.InRange(bench.Journal.Statistics.DiskBytes, 1, options.MaxBytes);
        bench.Journal.Release(bench.Journal.DurablePosition.Segment);
        await Until.Async(() => !bench.Journal.IsDiskFull);
        await bench.StoreAsync(++id);
    }

    [Fact]
    public async Task Space_below_the_mark_counts_as_a_full_disk()
    {
        await using JournalBench bench = JournalBench.Open(Options with { MinimumFreeBytes = long.MaxValue / 2 });
        await Until.Async(() => bench.Journal.IsDiskFull);
        Assert.Equal(AppendResult.DiskFull, bench.Append(1, 10));
        Assert.Equal(AppendResult.Ok, bench.Append(1, 10, essential: true));
    }

    [Fact]
    public async Task Closing_while_the_disk_is_full_ends_and_tells_those_who_wait()
    {
        var files = new FaultyFiles { Full = false };
        JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        await Until.Async(() => bench.Journal.Statistics.DiskBytes == 2 * Options.SegmentBytes);
        files.SyncGate.Reset();
        files.Full = true;
        var waiters = new List<Waiter>();
        for (ulong id = 2; id <= 200; id++)
        {
            var waiter = new Waiter();
            if (bench.Append(id, 500, waiter) == AppendResult.Ok) waiters.Add(waiter);
        }
        files.SyncGate.Set();
        await Until.Async(() => bench.Journal.IsDiskFull);
        await bench.DisposeAsync();
        foreach (Waiter waiter in waiters) await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled);
        int durable = waiters.Count(waiter => waiter.Outcome.Result);
        Assert.True(JournalBench.Replay(Options).Count >= durable + 1);
    }

    [Fact]
    public void A_system_call_that_fails_says_which_where_and_why()
    {
        JournalIoException error = Assert.Throws<JournalIoException>(() => LinuxJournalFiles.Instance.SyncFolder(_folder["nowhere"]));
        Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["nowhere"], error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Errno);
    }

    [Fact]
    public void A_write_to_a_device_without_space_is_reported()
    {
        using var file = new LinuxJournalFile("/dev/full", FileMode.Open);
        JournalIoException error = Assert.Throws<JournalIoException>(() => file.Write(new byte[100], 0));
        Assert.True(error.IsDiskFull);
    }

    [Fact]
    public void A_sync_that_the_system_refuses_is_reported()
    {
        // A character device has nothing to sync: fdatasync answers EINVAL, which the managed calls swallow.
        using var file = new LinuxJournalFile("/dev/null", FileMode.Open);
        Assert.Equal("fdatasync", Assert.Throws<JournalIoException>(file.Sync).Operation);
    }

    private async Task FailAsync(FaultyFiles files, int failing)
    {
        await using JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        files.Armed = true;
        for (int call = 1; call < failing; call++) await bench.StoreAsync((ulong)call + 1);

        var waiter = new Waiter();
        Assert.Equal(AppendResult.Ok, bench.Append(100, waiter, out _));
        Assert.False(await waiter.Outcome.WaitAsync(JournalBench.Patience, Cancelled));
        Exception error = await bench.Journal.Failure.WaitAsync(JournalBench.Patience, Cancelled);
        Assert.Equal(5, Assert.IsType<JournalIoException>(error).Errno);

        var late = new Waiter();
        for (ulong id = 101; id <= 200; id++) Assert.Equal(AppendResult.Failed, bench.Append(id, late, out _, essential: true));
        Assert.False(late.Outcome.IsCompleted);
    }
}
