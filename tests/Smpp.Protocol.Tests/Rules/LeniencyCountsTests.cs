namespace Smpp.Protocol.Tests;

public class LeniencyCountsTests
{
    [Fact]
    public void Each_way_of_a_report_is_counted_once()
    {
        var counts = new LeniencyCounts();
        counts.Add(Leniency.LongPassword | Leniency.UnreadableTime);
        counts.Add(Leniency.LongPassword);
        counts.Add(Leniency.None);

        Assert.Equal(2, counts[Leniency.LongPassword]);
        Assert.Equal(1, counts[Leniency.UnreadableTime]);
        Assert.Equal(3, Ways().Sum(way => counts[way]));
    }

    [Fact]
    public void Bits_that_are_no_way_are_not_counted()
    {
        var counts = new LeniencyCounts();
        counts.Add((Leniency)~(int)Leniency.All);

        Assert.All(Ways(), way => Assert.Equal(0, counts[way]));
    }

    [Fact]
    public void Only_one_way_can_be_asked_for()
    {
        var counts = new LeniencyCounts();

        Assert.Throws<ArgumentOutOfRangeException>(() => counts[Leniency.None]);
        Assert.Throws<ArgumentOutOfRangeException>(() => counts[Leniency.LongPassword | Leniency.TlvValue]);
        Assert.Throws<ArgumentOutOfRangeException>(() => counts[(Leniency)(1 << 30)]);
    }

    [Fact]
    public void No_count_is_lost_between_threads()
    {
        const int Threads = 4;
        const int Times = 8_000_000;
        var counts = new LeniencyCounts();
        using var start = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < Times; i++)
                counts.Add(Leniency.LongPassword);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Threads * Times, counts[Leniency.LongPassword]);
    }

    private static IEnumerable<Leniency> Ways() => Enum.GetValues<Leniency>().Where(way => way is not (Leniency.None or Leniency.All));
}
