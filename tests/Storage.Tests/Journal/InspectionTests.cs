using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Storage.Inspection;

namespace Storage.Tests;

public sealed class InspectionTests
{
    private const int Segment = 4 << 10;

    private static JournalOptions Options(string folder = "disk") => JournalBench.Options(folder, Segment) with { RecycledSegments = 0 };

    [Fact]
    public async Task A_sound_journal_is_counted_and_nothing_is_wrong_with_it()
    {
        Life life = await JournalAsync();
        JournalReport report = new JournalInspector("disk", life.Disk).Run();
        Assert.True(report.IsSound);
        Assert.Equal(Recovered(life.Disk, "disk").Count, report.Events);
        Assert.Equal(report.Events, report.Kinds["Receipt"]);
        Assert.Equal(0, report.EventsLost);
        Assert.Null(report.TornTail);
        Assert.Equal("complete", report.Segments[0].State);
        Assert.Contains(report.Segments, segment => segment.State == "open");
    }

    [Fact]
    public async Task Whatever_is_damaged_is_named_and_a_repair_keeps_every_other_event_at_its_place()
    {
        Life sound = await JournalAsync();
        List<EventCopy> all = Recovered(sound.Disk, "disk");
        long[] numbers = SegmentFolder.Numbers("disk", sound.Disk);
        long active = all[^1].Position.Segment;
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            SimulatedDisk disk = sound.Disk.Copy();
            EventCopy victim = all[random.Next(all.Count * 3 / 4)];
            string path = SegmentFolder.PathOf("disk", victim.Position.Segment);
            int bit = ((victim.Position.Offset + 4) * 8) + random.Next(60 * 8);
            disk.Flip(path, bit);

            JournalReport report = new JournalInspector("disk", disk).Run();
            JournalFault fault = Assert.Single(report.Faults);
            Assert.Equal(victim.Position, new JournalPosition(fault.Segment, fault.Offset));
            Assert.Equal(1, report.EventsLost);

            RepairReport repair = new JournalRepair("disk", disk).Run("new");
            Assert.Equal(all.Count - 1, repair.EventsKept);
            Assert.Equal(1, repair.EventsLost);
            Assert.Equal(all.Where(e => e != victim), Recovered(disk, "new"));
            Assert.Equal(disk[path], Flipped(sound.Disk[path], bit));
        }
        Assert.True(active < numbers[^1] + 1);
    }

    [Fact]
    public async Task A_missing_segment_a_bad_header_and_a_lost_end_record_are_repaired()
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");

        SimulatedDisk missing = life.Disk.Copy();
        missing.Delete(SegmentFolder.PathOf("disk", 2));
        AssertRepairs(missing, all.Where(e => e.Position.Segment != 2), new JournalFault(2, 0, 0, "the segment is missing"));

        SimulatedDisk header = life.Disk.Copy();
        header.Flip(SegmentFolder.PathOf("disk", 3), 100);
        AssertRepairs(header, all, null);

        SimulatedDisk end = life.Disk.Copy();
        string path = SegmentFolder.PathOf("disk", 2);
        end.Flip(path, (JournalRecoveryTests.EndOf(end[path], 2) - 3) * 8L);
        AssertRepairs(end, all, null);
    }

    [Fact]
    public async Task A_cut_keeps_what_stands_before_it_and_says_how_much_it_drops()
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");
        for (int at = 1; at < all.Count; at += 5)
        {
            SimulatedDisk disk = life.Disk.Copy();
            RepairReport repair = new JournalRepair("disk", disk).Run("new", all[at].Position);
            Assert.Equal(all.Take(at), Recovered(disk, "new"));
            Assert.Equal(all.Count - at, repair.EventsCut);
            await using JournalBench bench = JournalBench.Open(Options("new"), disk);
            await bench.StoreAsync(ulong.MaxValue >> 8);
        }
    }

    [Fact]
    public async Task A_cut_forgets_no_message_id_that_was_given()
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");
        long reserved = Opened(life.Disk, "disk").ReservedIds;
        for (int at = 0; at < all.Count; at++)
        {
            SimulatedDisk disk = life.Disk.Copy();
            new JournalRepair("disk", disk).Run("new", all[at].Position);
            Assert.Equal(reserved, Opened(disk, "new").ReservedIds);
            Assert.Equal(all.Take(at), Recovered(disk, "new"));
        }
    }

    [Fact]
    public async Task A_cut_in_a_segment_without_room_for_a_mark_goes_on_in_the_next_one()
    {
        SimulatedDisk disk = (await JournalAsync()).Disk;
        string path = SegmentFolder.PathOf("disk", 2);
        // Before its end record, which fills it.
        var end = new JournalPosition(2, JournalRecoveryTests.EndOf(disk[path], 2) - Frame.EndSize);
        using (IJournalFile file = disk.Open(path))
        {
            byte[] rest = new byte[Segment - Frame.EndSize - end.Offset];
            if (rest.Length >= Frame.EndSize)
            {
                Frame.WriteVoid(rest, end);
                file.Write(rest, end.Offset);
                end = new JournalPosition(2, Segment - Frame.EndSize);
                byte[] frame = new byte[Frame.EndSize];
                Frame.WriteEnd(frame, end);
                file.Write(frame, end.Offset);
            }
        }
        List<EventCopy> all = Recovered(disk, "disk");
        long reserved = Opened(disk, "disk").ReservedIds;

        new JournalRepair("disk", disk).Run("new", end);
        RecoveredJournal repaired = Opened(disk, "new");
        Assert.Equal((3, reserved), (repaired.Active, repaired.ReservedIds));
        Assert.Equal(all.Where(e => e.Position < end), Recovered(disk, "new"));
        await using JournalBench bench = JournalBench.Open(Options("new"), disk);
        await bench.StoreAsync(ulong.MaxValue >> 8);
    }

    [Fact]
    public async Task A_repair_of_a_journal_whose_last_segments_are_gone_gives_ids_that_none_of_them_gave()
    {
        SimulatedDisk disk = (await JournalAsync()).Disk;
        foreach (long number in SegmentFolder.Numbers("disk", disk))
            if (number >= 4) disk.Delete(SegmentFolder.PathOf("disk", number));
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow + TimeSpan.FromDays(1));
        new JournalRepair("disk", disk, time).Run("new");
        Assert.Equal(Journal.FirstSequence(time), Opened(disk, "new").ReservedIds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(63)]
    [InlineData(70)]
    public async Task Files_that_end_within_their_header_are_repaired(int left)
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");
        foreach (long number in SegmentFolder.Numbers("disk", life.Disk))
        {
            SimulatedDisk disk = life.Disk.Copy();
            string path = SegmentFolder.PathOf("disk", number);
            byte[] start = disk[path][..left];
            disk.Delete(path);
            using (IJournalFile file = disk.Create(path, left, initialise: false)) file.Write(start, 0);
            AssertRepairs(disk, all.Where(e => e.Position.Segment != number), null);
        }
    }

    [Fact]
    public async Task A_spare_segment_that_is_missing_before_another_is_made_anew()
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");
        long last = SegmentFolder.Numbers("disk", life.Disk)[^1];
        byte[] header = new byte[SegmentHeader.Length];
        new SegmentHeader(last + 2, Segment, Opened(life.Disk, "disk").Identity, 0).Write(header);
        using (IJournalFile spare = life.Disk.Create(SegmentFolder.PathOf("disk", last + 2), Segment, initialise: false))
            spare.Write(header, 0);
        AssertRepairs(life.Disk, all, new JournalFault(last + 1, 0, 0, "the segment is missing"));
    }

    [Fact]
    public async Task A_torn_tail_is_no_damage()
    {
        Life life = await JournalAsync();
        long active = SegmentFolder.Numbers("disk", life.Disk).Last(
            number => life.Disk[SegmentFolder.PathOf("disk", number)].AsSpan(SegmentHeader.Length).ContainsAnyExcept((byte)0));
        string path = SegmentFolder.PathOf("disk", active);
        int end = Array.FindLastIndex(life.Disk[path], octet => octet != 0) + 1;
        var at = new JournalPosition(active, ((end + 7) & -8) + 64);
        byte[] left = new byte[Frame.EndSize];
        Frame.WriteVoid(left, at);
        using (IJournalFile file = life.Disk.Open(path)) file.Write(left, at.Offset);
        JournalReport report = new JournalInspector("disk", life.Disk).Run();
        Assert.True(report.IsSound);
        Assert.NotNull(report.TornTail);
    }

    [Fact]
    public async Task A_torn_last_batch_is_no_damage_though_the_end_record_behind_it_survived()
    {
        SimulatedDisk disk = (await JournalAsync()).Disk;
        List<EventCopy> all = Recovered(disk, "disk");
        string path = SegmentFolder.PathOf("disk", 3);
        foreach (long number in SegmentFolder.Numbers("disk", disk).Where(number => number > 3))
        {
            string later = SegmentFolder.PathOf("disk", number);
            using IJournalFile file = disk.Open(later);
            file.Write(new byte[Segment - SegmentHeader.Length], SegmentHeader.Length);
        }
        JournalPosition mark = default;
        var survey = new SegmentSurvey(disk[path], 3);
        while (survey.MoveNext())
            if (Frame.IsSyncedMark(survey.Body)) mark = survey.Position;
        EventCopy torn = all.Last(e => e.Position.Segment == 3);
        Assert.True(torn.Position > mark);
        using (IJournalFile file = disk.Open(path)) file.Write(new byte[24], torn.Position.Offset);

        JournalReport report = new JournalInspector("disk", disk).Run();
        Assert.True(report.IsSound);
        Assert.Equal(torn.Position.ToString(), report.TornTail);
        Assert.Equal(all.Where(e => e.Position < torn.Position), Recovered(disk, "disk"));
        await using JournalBench bench = JournalBench.Open(Options(), disk);
        await bench.StoreAsync(ulong.MaxValue >> 8);
    }

    [Fact]
    public async Task A_folder_that_holds_a_journal_is_not_repaired_into()
    {
        Life life = await JournalAsync();
        Assert.Throws<IOException>(() => new JournalRepair("disk", life.Disk).Run("disk"));
    }

    [Fact]
    public async Task Who_reads_on_from_within_what_was_repaired_gets_every_intact_event_behind_it()
    {
        Life life = await JournalAsync();
        List<EventCopy> all = Recovered(life.Disk, "disk");

        // A sector that held several records.
        SimulatedDisk sector = life.Disk.Copy();
        string path = SegmentFolder.PathOf("disk", 2);
        using (IJournalFile file = sector.Open(path)) file.Write(new byte[1024], 1024);
        new JournalRepair("disk", sector).Run("new");
        await AssertReadFromEachAsync(sector, all);

        SimulatedDisk missing = life.Disk.Copy();
        missing.Delete(path);
        new JournalRepair("disk", missing).Run("new");
        await AssertReadFromEachAsync(missing, all);
    }

    [Fact]
    public async Task Who_reads_on_from_a_place_that_never_began_a_record_is_told_so()
    {
        Life life = await JournalAsync();
        JournalPosition record = Recovered(life.Disk, "disk")[3].Position;
        await using JournalBench bench = JournalBench.Open(Options(), life.Disk);
        using JournalReader reader = bench.Journal.Read(new JournalPosition(record.Segment, record.Offset + 8));
        Assert.Equal(record.Offset + 8, Assert.Throws<JournalCorruptException>(() => reader.TryRead(out _)).Offset);
    }

    /// <summary>Reads the repaired journal from wherever an event of the undamaged one began.</summary>
    private static async Task AssertReadFromEachAsync(SimulatedDisk disk, List<EventCopy> all)
    {
        List<EventCopy> intact = Recovered(disk, "new");
        Assert.True(intact.Count < all.Count - 1);
        await using JournalBench bench = JournalBench.Open(Options("new"), disk);
        foreach (EventCopy from in all)
        {
            using JournalReader reader = bench.Journal.Read(from.Position);
            var read = new List<EventCopy>();
            while (reader.TryRead(out JournalEvent e)) read.Add(EventCopy.Of(in e, reader.EventPosition));
            Assert.Equal(intact.Where(e => e.Position >= from.Position), read);
        }
    }

    private static void AssertRepairs(SimulatedDisk disk, IEnumerable<EventCopy> expected, JournalFault? fault)
    {
        Assert.Throws<JournalCorruptException>(() => Recovered(disk, "disk"));
        JournalReport report = new JournalInspector("disk", disk).Run();
        Assert.False(report.IsSound);
        if (fault is not null) Assert.Equal(fault, Assert.Single(report.Faults));
        new JournalRepair("disk", disk).Run("new");
        Assert.Equal(expected, Recovered(disk, "new"));
    }

    private static RecoveredJournal Opened(SimulatedDisk disk, string folder) =>
        new JournalRecovery(folder, disk, new JournalBench.Recorder(), TimeProvider.System, NullLogger.Instance).Run();

    private static byte[] Flipped(byte[] octets, int bit)
    {
        octets[bit / 8] ^= (byte)(1 << (bit % 8));
        return octets;
    }

    private static async Task<Life> JournalAsync()
    {
        var random = new Random(3);
        var life = new Life(new SimulatedDisk(random), random);
        life.Reopen(Options());
        while (life.Journal.DurablePosition.Segment < 6) await life.AppendAsync(wait: random.Next(5) == 0);
        await life.EndAsync(DiskEnd.Close);
        return life;
    }

    private static List<EventCopy> Recovered(SimulatedDisk disk, string folder)
    {
        var recorder = new JournalBench.Recorder();
        JournalBench.Recover(Options(folder), disk, recorder);
        return recorder.Events;
    }
}
