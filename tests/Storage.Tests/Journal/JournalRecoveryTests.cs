using Microsoft.Extensions.Logging;
using Peers;
using Shared;
using Storage.Inspection;

namespace Storage.Tests;

public sealed class JournalRecoveryTests : IDisposable
{
    private const int Segment = 4 << 10;

    private readonly TempFolder _folder = new();

    private JournalOptions Options => JournalBench.Options(_folder["journal"], Segment);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tail_torn_at_any_octet_costs_only_the_records_it_touches()
    {
        List<JournalPosition> positions = [];
        await using (JournalBench bench = JournalBench.Open(Options))
            for (ulong id = 1; id <= 10; id++) positions.Add(await bench.StoreAsync(id));
        string path = Path1;
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        int end = Array.FindLastIndex(whole, octet => octet != 0) + 1;

        for (int cut = SegmentHeader.Length; cut <= end; cut++)
        {
            byte[] torn = [.. whole];
            torn.AsSpan(cut).Clear();
            int intact = positions.Count(position => position.Offset + RecordSize(whole, position) <= cut || IsZero(whole, cut, position));
            WriteSegment(1, torn);
            Assert.Equal(Enumerable.Range(1, intact).Select(id => (ulong)id), JournalBench.Replay(Options).Select(e => e.MessageId));
        }
    }

    [Fact]
    public async Task What_stood_behind_a_torn_record_never_comes_back()
    {
        // One batch of three records, of which the first is torn and the others are whole on the disk. The next life's
        // opening mark and one event behind its own mark take exactly the torn record's place.
        byte[] segment = new byte[Segment];
        new SegmentHeader(1, Segment, Guid.NewGuid(), 0).Write(segment);
        int offset = SegmentHeader.Length;
        Frame.WriteMark(segment.AsSpan(offset), new JournalPosition(1, offset), synced: true, 1, 0);
        int first = offset += Frame.MarkSize;
        offset += WriteEvent(segment, offset, 1, new byte[2 * Frame.MarkSize]);
        offset += WriteEvent(segment, offset, 2, default);
        WriteEvent(segment, offset, 3, default);
        segment[first + 20] ^= 1;
        Directory.CreateDirectory(Options.Folder);
        WriteSegment(1, segment);

        await using JournalBench bench = JournalBench.Open(Options);
        Assert.Empty(bench.Replayed);
        await Until.Async(() => bench.Journal.DurablePosition.Offset == first + Frame.MarkSize);
        await bench.StoreAsync(77);
        Assert.Equal([77UL], JournalBench.Replay(CopyOfFolder()).Select(e => e.MessageId));
    }

    [Fact]
    public async Task A_flipped_bit_in_a_complete_segment_is_always_found()
    {
        await FillAsync(segments: 3);
        byte[] whole = ReadSegment(1);
        int end = EndOf(whole, 1);
        var random = new Random(1);
        for (int round = 0; round < 4000; round++)
        {
            int bit = random.Next(end * 8);
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            WriteSegment(1, flipped);
            JournalCorruptException error = Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options));
            Assert.Equal(Path1, error.Path);
            Assert.InRange(error.Offset, 0, bit / 8);
            Assert.Equal(flipped, ReadSegment(1));
        }
    }

    [Fact]
    public async Task A_flipped_bit_before_the_last_mark_of_the_open_segment_is_found()
    {
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(Options.Folder)))
            for (ulong id = 1; id <= 20; id++) await bench.StoreAsync(id);
        byte[] whole = ReadSegment(1);
        int lastMark = LastMark(whole);
        var random = new Random(2);
        for (int round = 0; round < 500; round++)
        {
            int bit = random.Next(lastMark * 8);
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            WriteSegment(1, flipped);
            Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options));
        }
    }

    [Fact]
    public async Task A_journal_that_was_closed_while_events_waited_ends_with_the_mark_that_proves_them()
    {
        for (int round = 0; round < 50; round++)
        {
            JournalOptions options = JournalBench.Options(_folder[$"closed{round}"]);
            await using (JournalBench bench = JournalBench.Open(options))
                for (ulong id = 1; id <= 20; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, null, out _));
            byte[] segment = await File.ReadAllBytesAsync(SegmentFolder.PathOf(options.Folder, 1), TestContext.Current.CancellationToken);
            int last = LastMark(segment);
            Assert.True(Frame.TryRead(segment.AsSpan(last), new JournalPosition(1, last), out ReadOnlySpan<byte> body, out int size));
            Assert.True(Frame.IsClosingMark(body));
            Assert.False(segment.AsSpan(last + size).ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task A_sector_lost_from_what_was_durable_stops_the_start_and_is_named()
    {
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(Options.Folder)))
            for (ulong id = 1; id <= 50; id++) await bench.StoreAsync(id);
        byte[] segment = ReadSegment(1);
        segment.AsSpan(1024, 512).Clear();
        WriteSegment(1, segment);

        JournalCorruptException error = Assert.Throws<JournalCorruptException>(
            () => JournalBench.Open(JournalBench.Options(Options.Folder)));
        Assert.Contains(Path1, error.Message, StringComparison.Ordinal);
        Assert.Contains("smpp store verify", error.Message, StringComparison.Ordinal);
        Assert.Contains("smpp store repair", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 512, 1024);
        Assert.Equal(segment, ReadSegment(1));
    }

    [Fact]
    public async Task Damage_before_an_orderly_stop_stops_the_start_though_nothing_else_was_synced()
    {
        JournalOptions options = JournalBench.Options(Options.Folder) with { Durability = Durability.Os };
        List<JournalPosition> positions = [];
        await using (JournalBench bench = JournalBench.Open(options))
            for (ulong id = 1; id <= 50; id++) positions.Add(await bench.StoreAsync(id));
        byte[] segment = ReadSegment(1);
        segment[positions[9].Offset + 20] ^= 1;
        WriteSegment(1, segment);

        Assert.Equal(positions[9].Offset, Assert.Throws<JournalCorruptException>(() => JournalBench.Open(options)).Offset);
        Assert.Equal(segment, ReadSegment(1));
        Assert.Equal(1, new JournalInspector(options.Folder).Run().EventsLost);
    }

    [Theory]
    [InlineData(Durability.Os)]
    [InlineData(Durability.Memory)]
    public async Task What_a_crash_without_syncs_gives_up_is_counted_and_not_called_unacknowledged(Durability durability)
    {
        JournalOptions options = JournalBench.Options(Options.Folder) with { Durability = durability };
        List<JournalPosition> positions = [];
        await using JournalBench running = JournalBench.Open(options);
        for (ulong id = 1; id <= 50; id++) positions.Add(await running.StoreAsync(id));
        options = options with { Folder = CopyOfFolder().Folder };
        string path = SegmentFolder.PathOf(options.Folder, 1);
        byte[] segment = File.ReadAllBytes(path);
        segment[positions[9].Offset + 20] ^= 1;
        File.WriteAllBytes(path, segment);

        JournalReport report = new JournalInspector(options.Folder).Run();
        Assert.True(report.IsSound);
        Assert.Equal((positions[9].ToString(), 41), (report.TornTail, report.EventsGivenUp));
        var logger = new RecordingLogger();
        await using JournalBench bench = JournalBench.Open(options, logger: logger);
        Assert.Equal(9, bench.Replayed.Count);
        Assert.DoesNotContain(logger.Lines, line => line.Event.Id == 4001);
        (LogLevel level, _, string text) = Assert.Single(logger.Lines, line => line.Event.Id == 4009);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("41 events", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Octets_of_a_segments_earlier_life_are_not_taken_for_a_torn_batch()
    {
        var files = new FaultyFiles();
        await using (JournalBench bench = JournalBench.Open(Options, files))
        {
            bench.Journal.KeepFrom = JournalPosition.End;
            JournalPosition durable;
            do
            {
                await bench.StoreAsync(1);
                durable = bench.Journal.DurablePosition;
                bench.Journal.Release(durable.Segment);
            }
            while (durable.Offset > Segment / 2 || !ReadSegment(durable.Segment).AsSpan(Segment * 3 / 4).ContainsAnyExcept((byte)0));
        }
        Assert.Null(new JournalInspector(Options.Folder).Run().TornTail);

        var logger = new RecordingLogger();
        int cleared = files.Cleared;
        await using JournalBench again = JournalBench.Open(Options, files, logger: logger);
        Assert.NotEmpty(again.Replayed);
        Assert.Equal(cleared, files.Cleared);
        Assert.DoesNotContain(logger.Lines, line => line.Event.Id is 4001 or 4009);
    }

    [Fact]
    public async Task A_missing_segment_stops_the_start()
    {
        await FillAsync(segments: 4);
        File.Delete(PathOf(2));
        Assert.Contains(
            "missing", Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_last_segment_stops_the_start()
    {
        await FillAsync(segments: 3);
        for (long number = 3; File.Exists(PathOf(number)); number++) File.Delete(PathOf(number));
        Assert.Contains(
            "missing", Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_segment_stops_the_start()
    {
        await FillAsync(segments: 3);
        WriteSegment(2, ReadSegment(2)[..^100]);
        Assert.Equal(PathOf(2), Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options)).Path);
    }

    [Fact]
    public async Task A_complete_segment_without_its_end_record_stops_the_start()
    {
        await FillAsync(segments: 3);
        byte[] segment = ReadSegment(1);
        segment.AsSpan(EndOf(segment, 1) - Frame.EndSize).Clear();
        WriteSegment(1, segment);
        Assert.Equal(Path1, Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options)).Path);
    }

    [Fact]
    public async Task A_segment_under_another_number_or_of_another_journal_stops_the_start()
    {
        await FillAsync(segments: 3);
        byte[] second = ReadSegment(2);
        WriteSegment(2, ReadSegment(1));
        Assert.Equal(PathOf(2), Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options)).Path);

        await using (JournalBench other = JournalBench.Open(JournalBench.Options(_folder["other"], Segment)))
            for (ulong id = 1; id <= 100; id++) await other.StoreAsync(id);
        File.Copy(Path.Combine(_folder["other"], Path.GetFileName(PathOf(2))), PathOf(2), overwrite: true);
        JournalCorruptException foreign = Assert.Throws<JournalCorruptException>(() => JournalBench.Replay(Options));
        Assert.Contains("another journal", foreign.Message, StringComparison.Ordinal);

        WriteSegment(2, second);
        Assert.NotEmpty(JournalBench.Replay(Options));
    }

    [Fact]
    public async Task Octets_of_a_segments_earlier_life_are_never_read()
    {
        await using JournalBench bench = JournalBench.Open(Options);
        bench.Journal.KeepFrom = JournalPosition.End;
        ulong id = 0;
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 20; i++) await bench.StoreAsync(++id);
            bench.Journal.Release(bench.Journal.DurablePosition.Segment);
            await Until.Async(() => bench.Journal.OldestSegment == bench.Journal.DurablePosition.Segment);
            List<EventCopy> replayed = JournalBench.Replay(CopyOfFolder());
            Assert.Equal(id, replayed[^1].MessageId);
            Assert.Equal(
                Enumerable.Range((int)replayed[0].MessageId, replayed.Count).Select(n => (ulong)n), replayed.Select(e => e.MessageId));
        }
    }

    [Fact]
    public async Task An_unfinished_segment_file_is_removed()
    {
        await FillAsync(segments: 2);
        string unfinished = Path.Combine(Options.Folder, "0000000099.tmp");
        await File.WriteAllTextAsync(unfinished, "half a segment", TestContext.Current.CancellationToken);
        JournalBench bench = JournalBench.Open(Options);
        await bench.DisposeAsync();
        Assert.NotEmpty(bench.Replayed);
        Assert.False(File.Exists(unfinished));
    }

    [Fact]
    public async Task Segments_of_another_configured_size_are_read_and_gone_on_from()
    {
        await FillAsync(segments: 3);
        int before = JournalBench.Replay(Options).Count;
        JournalOptions larger = JournalBench.Options(Options.Folder, 16 << 10);
        await using (JournalBench bench = JournalBench.Open(larger))
            for (ulong id = 1; id <= 200; id++) await bench.StoreAsync(id);
        await using (JournalBench bench = JournalBench.Open(Options))
            for (ulong id = 1; id <= 200; id++) await bench.StoreAsync(id);
        Assert.Equal(before + 400, JournalBench.Replay(Options).Count);
    }

    [Fact]
    public async Task A_segment_filled_to_the_last_octet_is_gone_on_from_in_the_next_one()
    {
        for (int room = 0; room <= 2 * (Frame.MarkSize + Frame.EndSize); room += 8)
        {
            JournalOptions options = JournalBench.Options(_folder[$"room{room}"], Segment);
            await using (JournalBench bench = JournalBench.Open(options))
            {
                await bench.StoreAsync(1);
                int used = bench.Journal.AppendPosition.Offset + Frame.MarkSize + Frame.Size(Events.Small(1).EncodedLength);
                JournalEvent e = Events.Small(2);
                e.Payload = new byte[Segment - Frame.EndSize - used - room];
                var waiter = new Waiter();
                Assert.Equal(AppendResult.Ok, bench.Append(in e, waiter, out JournalPosition position));
                Assert.Equal(1, position.Segment);
                Assert.True(await waiter.Outcome);
            }
            var ids = new HashSet<ulong>();
            for (int life = 0; life < 3; life++)
            {
                await using JournalBench bench = JournalBench.Open(options);
                Assert.Equal([1UL, 2UL], bench.Replayed.Select(replayed => replayed.MessageId));
                Assert.True(ids.Add(bench.Journal.Ids.Next()));
            }
            Assert.Equal(2, JournalBench.Replay(options).Count);
        }
    }

    private string Path1 => PathOf(1);

    private string PathOf(long number) => SegmentFolder.PathOf(Options.Folder, number);

    private byte[] ReadSegment(long number) => File.ReadAllBytes(PathOf(number));

    private void WriteSegment(long number, byte[] octets) => File.WriteAllBytes(PathOf(number), octets);

    private JournalOptions CopyOfFolder()
    {
        string copy = _folder["copy"];
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (string path in Directory.GetFiles(Options.Folder, "*.seg")) File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
        return JournalBench.Options(copy, Segment);
    }

    private async Task FillAsync(int segments)
    {
        await using JournalBench bench = JournalBench.Open(Options);
        for (ulong id = 1; bench.Journal.DurablePosition.Segment < segments; id++) await bench.StoreAsync(id);
    }

    private static int WriteEvent(byte[] segment, int offset, ulong id, ReadOnlySpan<byte> payload)
    {
        JournalEvent e = Events.Small(id);
        e.Payload = payload;
        int length = e.EncodedLength;
        Span<byte> frame = segment.AsSpan(offset, Frame.Size(length));
        e.Write(frame.Slice(Frame.HeaderLength, length));
        Frame.Seal(frame, length, new JournalPosition(1, offset));
        return frame.Length;
    }

    private static int RecordSize(byte[] segment, JournalPosition position)
    {
        Assert.True(Frame.TryRead(segment.AsSpan(position.Offset), position, out _, out int size));
        return size;
    }

    /// <summary>Whether the record was cut only in octets that are zero anyway.</summary>
    private static bool IsZero(byte[] whole, int cut, JournalPosition position)
    {
        int end = position.Offset + RecordSize(whole, position);
        return cut > position.Offset && !whole.AsSpan(Math.Min(cut, end)..end).ContainsAnyExcept((byte)0);
    }

    /// <summary>Behind the end record.</summary>
    internal static int EndOf(byte[] segment, long number)
    {
        var scanner = new SegmentScanner(segment, number);
        while (scanner.MoveNext())
        {
        }
        Assert.Equal(SegmentEnding.Complete, scanner.Ending);
        return scanner.Offset + Frame.EndSize;
    }

    private static int LastMark(byte[] segment)
    {
        int last = 0;
        var scanner = new SegmentScanner(segment, 1);
        while (scanner.MoveNext())
            if (Frame.IsMark(scanner.Body)) last = scanner.Offset;
        return last;
    }
}
