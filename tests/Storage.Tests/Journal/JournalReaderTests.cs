using Microsoft.Extensions.Time.Testing;
using Shared;

namespace Storage.Tests;

public sealed class JournalReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private JournalOptions Options => JournalBench.Options(_folder.Path, 8 << 10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reader_follows_the_writer_through_all_segments()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        Task<List<EventCopy>> reading = Task.Run(async () =>
        {
            var read = new List<EventCopy>();
            using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
            while (read.Count < 2000)
            {
                while (reader.TryRead(out JournalEvent e)) read.Add(EventCopy.Of(in e, reader.EventPosition));
                if (read.Count < 2000) Assert.True(await reader.WaitAsync(Cancelled));
            }
            Assert.Equal(bench.Journal.DurablePosition, reader.Position);
            Assert.Equal(2000, reader.EventsBefore);
            return read;
        }, Cancelled);
        for (ulong id = 1; id <= 2000; id++)
        {
            if (id % 100 == 0) await bench.StoreAsync(id);
            else Assert.Equal(AppendResult.Ok, bench.Append(id, (int)(id % 700)));
        }
        List<EventCopy> read = await reading.WaitAsync(JournalBench.Patience, Cancelled);
        await bench.DisposeAsync();
        Assert.Equal(JournalBench.Replay(Options), read);
    }

    [Fact]
    public async Task A_reader_goes_on_from_any_position()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        for (ulong id = 1; id <= 300; id++) await bench.StoreAsync(id);
        for (int stop = 0; stop < 300; stop += 7)
        {
            JournalPosition position;
            using (JournalReader first = bench.Journal.Read(JournalPosition.Start))
            {
                for (int i = 0; i < stop; i++) Assert.True(first.TryRead(out _));
                position = first.Position;
            }
            using JournalReader second = bench.Journal.Read(position);
            Assert.True(second.TryRead(out JournalEvent e));
            Assert.Equal((ulong)stop + 1, e.MessageId);
        }
    }

    [Fact]
    public async Task Nothing_is_read_before_it_is_durable()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        files.SyncGate.Reset();
        Assert.Equal(AppendResult.Ok, bench.Append(2, null, out _));
        using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        files.SyncGate.Set();
        Assert.True(await reader.WaitAsync(Cancelled));
        Assert.True(reader.TryRead(out JournalEvent e));
        Assert.Equal(2UL, e.MessageId);
    }

    [Fact]
    public async Task Waiting_ends_with_the_journal()
    {
        JournalBench bench = JournalBench.Open(Options);
        await bench.StoreAsync(1);
        using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
        while (reader.TryRead(out _))
        {
        }
        Task<bool> waiting = reader.WaitAsync(Cancelled).AsTask();
        await bench.DisposeAsync();
        while (await waiting.WaitAsync(JournalBench.Patience, Cancelled))
        {
            Assert.False(reader.TryRead(out _));
            waiting = reader.WaitAsync(Cancelled).AsTask();
        }
    }

    [Fact]
    public async Task Waiting_ends_when_the_journal_fails()
    {
        var files = new FaultyFiles { FailingSync = 1 };
        await using JournalBench bench = JournalBench.Open(Options, files);
        await bench.StoreAsync(1);
        using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
        Assert.True(reader.TryRead(out _));
        files.Armed = true;
        Assert.Equal(AppendResult.Ok, bench.Append(2, null, out _));
        while (await reader.WaitAsync(Cancelled)) Assert.False(reader.TryRead(out _));
        Assert.True(bench.Journal.Failure.IsCompleted);
    }

    [Fact]
    public async Task Damage_under_a_reader_is_named()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        JournalPosition position = await bench.StoreAsync(1);
        string path = SegmentFolder.PathOf(_folder.Path, 1);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = position.Offset + 10;
            file.WriteByte(0xAA);
        }
        using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
        Assert.Equal(path, Assert.Throws<JournalCorruptException>(() => reader.TryRead(out _)).Path);
    }

    [Fact]
    public async Task Released_segments_go_only_as_far_as_the_reader_of_the_journal_allows()
    {
        await using JournalBench bench = JournalBench.Open(Options with { RecycledSegments = 0 });
        for (ulong id = 1; bench.Journal.DurablePosition.Segment < 6; id++) await bench.StoreAsync(id);
        bench.Journal.Release(5);
        bench.Journal.KeepFrom = new JournalPosition(3, 100);
        await Until.Async(() => bench.Journal.OldestSegment == 3);
        Assert.True(File.Exists(SegmentFolder.PathOf(_folder.Path, 3)));
        Assert.False(File.Exists(SegmentFolder.PathOf(_folder.Path, 2)));

        bench.Journal.KeepFrom = JournalPosition.End;
        await Until.Async(() => bench.Journal.OldestSegment == 5);
        bench.Journal.Release(long.MaxValue);
        await Until.Async(() => bench.Journal.OldestSegment == 6);
        using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
        Assert.True(reader.TryRead(out _));
    }

    [Fact]
    public async Task Released_segments_are_used_again_and_the_rest_removed()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(Options with { RecycledSegments = 2 }, files);
        bench.Journal.KeepFrom = JournalPosition.End;
        for (int round = 0; round < 30; round++)
        {
            await FillAsync(bench, 1);
            await ReleaseAsync(bench, bench.Journal.DurablePosition.Segment);
        }
        Assert.InRange(files.Created, 1, 5);
        Assert.InRange(SegmentsOnDisk, 2, 4);
    }

    [Fact]
    public async Task Fast_traffic_has_more_segments_ahead_of_it_and_slow_traffic_one()
    {
        var time = new FakeTimeProvider();
        await using JournalBench bench = JournalBench.Open(Options, time: time);
        bench.Journal.KeepFrom = JournalPosition.End;
        for (int fast = 0; fast < 3; fast++)
        {
            await FillAsync(bench, 1);
            await Until.Async(() => SegmentsOnDisk == bench.Journal.DurablePosition.Segment + 2);
        }
        int made = SegmentsOnDisk;
        time.Advance(TimeSpan.FromMinutes(1));
        await FillAsync(bench, 1);
        Assert.Equal(made, SegmentsOnDisk);
        time.Advance(TimeSpan.FromMinutes(1));
        await FillAsync(bench, 1);
        await Until.Async(() => SegmentsOnDisk == made + 1);
    }

    [Fact]
    public async Task Where_there_is_no_room_for_more_segments_ahead_one_is_enough()
    {
        int most = 3 * Options.SegmentBytes;
        await using JournalBench bench = JournalBench.Open(Options with { MaxBytes = most });
        bench.Journal.KeepFrom = JournalPosition.End;
        await FillAsync(bench, 1);
        await Until.Async(() => SegmentsOnDisk == 3);
        for (ulong id = 1_000; bench.Journal.DurablePosition.Segment < 3; id++)
        {
            Assert.False(bench.Journal.IsDiskFull);
            await bench.StoreAsync(id);
        }
    }

    [Fact]
    public async Task Segments_released_many_at_once_are_all_used_again_and_kept_no_longer_than_that_goes_on()
    {
        var files = new FaultyFiles();
        await using JournalBench bench = JournalBench.Open(Options with { RecycledSegments = 2 }, files);
        bench.Journal.KeepFrom = JournalPosition.End;

        // Something old stays alive, is copied and lets go of all behind it.
        await FillAsync(bench, 20);
        int made = files.Created;
        for (int round = 0; round < 3; round++)
        {
            await ReleaseAsync(bench, bench.Journal.DurablePosition.Segment - 1);
            Assert.InRange(SegmentsOnDisk, 15, 25);
            await FillAsync(bench, 15);
            Assert.InRange(files.Created - made, 0, 3);
        }
        await ReleaseAsync(bench, bench.Journal.DurablePosition.Segment);
        for (int round = 0; round < 60; round++)
        {
            await FillAsync(bench, 1);
            await ReleaseAsync(bench, bench.Journal.DurablePosition.Segment);
        }
        Assert.InRange(files.Created - made, 0, 3);
        await Until.Async(() => SegmentsOnDisk is >= 2 and <= 4);
    }

    private int SegmentsOnDisk => Directory.GetFiles(_folder.Path, "*.seg").Length;

    /// <summary>Appends until so many segments more have been begun.</summary>
    private static async Task FillAsync(JournalBench bench, int segments)
    {
        long last = bench.Journal.DurablePosition.Segment + segments;
        while (bench.Journal.DurablePosition.Segment < last) await bench.StoreAsync(1);
    }

    private static async Task ReleaseAsync(JournalBench bench, long segment)
    {
        bench.Journal.Release(segment);
        await Until.Async(() => bench.Journal.OldestSegment == segment);
    }
}
