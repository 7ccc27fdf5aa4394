using System.Globalization;

namespace Storage.Tests;

public class ShortTurnsTests
{
    private const string Schedule = "/proc/thread-self/sched";

    private static readonly Version FirstThatListens = new(6, 12);

    [Fact]
    public void A_thread_that_takes_short_turns_has_them_and_its_priority_stays()
    {
        var before = (Read("prio"), Read("policy"));
        var after = before;
        string? slice = null;
        var thread = new Thread(() =>
        {
            ShortTurns.Take();
            after = (Read("prio"), Read("policy"));
            slice = Read("se.slice");
        });
        thread.Start();
        thread.Join();

        Assert.Equal(before, after);
        if (slice is not null && Environment.OSVersion.Version >= FirstThatListens)
            Assert.Equal(100_000, long.Parse(slice, CultureInfo.InvariantCulture));
    }

    private static string? Read(string name) => !File.Exists(Schedule) ? null : File.ReadLines(Schedule)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
