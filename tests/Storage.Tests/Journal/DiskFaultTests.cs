using Shared;

namespace Storage.Tests;

/// <summary>
/// Disks that fail at a certain call, lose their power at any call, or turn bits over. Throughout: what was acknowledged is
/// there after the restart, exactly as it was written, and nothing is acknowledged after a sync or write that failed.
/// </summary>
public sealed class DiskFaultTests
{
    private const int Segment = 4 << 10;
    private const int IoError = 5;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SMPP_FAULTS") == "long";

    private static JournalOptions Options(int recycled = 1) => JournalBench.Options("disk", Segment) with { RecycledSegments = recycled };

    [Theory]
    [InlineData(IoError)]
    [InlineData(NoSpace)]
    [InlineData(QuotaExceeded)]
    public async Task After_the_nth_sync_has_failed_nothing_is_acknowledged_and_the_restart_has_all_that_was(int errno)
    {
        for (int n = 1; n <= 100; n++)
            await FailAsync(n, new DiskFaults { FailingSync = n, Errno = errno }, isFinal: true);
    }

    [Theory]
    [InlineData(IoError)]
    [InlineData(NoSpace)]
    [InlineData(QuotaExceeded)]
    public async Task After_the_kth_write_has_failed_half_way_the_restart_has_all_that_was_acknowledged(int errno)
    {
        for (int k = 1; k <= 100; k++)
            await FailAsync(k, new DiskFaults { FailingWrite = k, Errno = errno }, isFinal: false);
    }

    [Fact]
    public async Task A_last_mark_whose_sync_has_failed_is_written_again_before_anything_goes_behind_it()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var disk = new SimulatedDisk(new Random(seed));
            JournalBench bench = JournalBench.Open(Options(), disk);
            await bench.StoreAsync(1);
            await Until.Async(() => bench.Journal.Statistics.DiskBytes == 2 * Segment);
            disk.Give(new DiskFaults { FailingSync = 1 });
            await bench.DisposeAsync();
            Assert.True(disk.HasFailedCommit);

            // The next process reads the mark as if it were on the disk, where it need not be.
            disk = disk.Kill();
            bench = JournalBench.Open(Options(), disk);
            await bench.StoreAsync(2);
            SimulatedDisk left = disk.CutPower();
            await bench.DisposeAsync();

            await using JournalBench last = JournalBench.Open(Options(), left);
            Assert.Equal([1UL, 2UL], last.Replayed.Select(e => e.MessageId));
        }
    }

    [Fact]
    public async Task The_power_cut_at_any_call_of_a_start_loses_nothing()
    {
        int cases = IsLong ? 40 : 8;
        int cuts = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            var life = new Life(new SimulatedDisk(random, random.Next(2) == 0 ? 512 : 4096), random);
            await life.RunAsync(Options(), 60, DiskEnd.Random);
            for (int call = 1; ; call++)
            {
                life.Disk.Give(new DiskFaults { CutAtCall = call });
                bool open = life.TryOpen(Options());
                await life.EndAsync(random.Next(3) == 0 ? DiskEnd.Kill : DiskEnd.PowerCut);
                if (open) break;
                cuts++;
            }
            life.Reopen(Options());
            await life.EndAsync(DiskEnd.Close);
        }
        Assert.True(cuts >= cases * 3, $"only {cuts} starts were cut");
    }

    [Fact]
    public async Task A_thousand_power_cuts_and_kills_with_torn_and_reordered_sectors_lose_and_change_nothing()
    {
        int seeds = IsLong ? 1_000 : 180;
        int ends = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            var random = new Random(seed);
            var life = new Life(new SimulatedDisk(random, random.Next(2) == 0 ? 512 : 4096), random);
            JournalOptions options = Options(random.Next(3));
            for (int round = 0; round < 6; round++, ends++)
            {
                if (random.Next(3) == 0) life.Disk.Give(new DiskFaults { CutAtCall = 1 + random.Next(150) });
                else if (random.Next(4) == 0) life.Disk.Give(new DiskFaults { FailingSync = 1 + random.Next(40) });
                await life.RunAsync(options, random.Next(120), DiskEnd.Random, $"seed {seed}, life {round}");
            }
        }
        Assert.True(ends >= 1_000);
    }

    [Fact]
    public async Task Any_of_ten_thousand_bits_turned_over_in_complete_segments_is_found_and_located()
    {
        var random = new Random(10_000);
        var life = new Life(new SimulatedDisk(random), random);
        life.Reopen(Options());
        while (life.Journal.DurablePosition.Segment < 10) await life.AppendAsync(wait: random.Next(5) == 0);
        await life.EndAsync(DiskEnd.Close);
        long[] numbers = SegmentFolder.Numbers("disk", life.Disk);
        Assert.True(numbers.Length >= 10);
        for (int flip = 0; flip < 10_000; flip++)
        {
            long number = numbers[random.Next(9)];
            string path = SegmentFolder.PathOf("disk", number);
            long bit = random.NextInt64(JournalRecoveryTests.EndOf(life.Disk[path], number) * 8L);
            life.Disk.Flip(path, bit);

            var served = new JournalBench.Recorder();
            JournalCorruptException error = Assert.Throws<JournalCorruptException>(
                () => JournalBench.Recover(Options(), life.Disk, served));
            Assert.Equal(path, error.Path);
            Assert.InRange(error.Offset, 0, bit / 8);
            life.AssertAsWritten(served.Events, $"bit {bit} of {path}");

            life.Disk.Flip(path, bit);
        }
    }

    /// <summary>A life that ends with a fault, the next one on what the process left in memory, and one after a power cut.</summary>
    private static async Task FailAsync(int seed, DiskFaults faults, bool isFinal)
    {
        var random = new Random(seed);
        var life = new Life(new SimulatedDisk(random), random);
        life.Reopen(Options());
        life.Disk.Give(faults);
        for (int i = 0; i < 2_000 && !life.Disk.HasFailed && !life.Journal.Failure.IsCompleted; i++)
            await life.AppendAsync(wait: i % 3 == 0);
        Assert.True(life.Disk.HasFailed, $"the journal never came to the call of {faults}");
        if (isFinal)
        {
            await life.Journal.Failure.WaitAsync(JournalBench.Patience, TestContext.Current.CancellationToken);
            Assert.Equal(AppendResult.Failed, life.Append());
        }
        await life.EndAsync(DiskEnd.Kill);
        await life.RunAsync(Options(), 40, DiskEnd.PowerCut, faults.ToString());
        await life.RunAsync(Options(), 40, DiskEnd.Close, faults.ToString());
        life.Reopen(Options());
        await life.EndAsync(DiskEnd.Close);
    }
}
