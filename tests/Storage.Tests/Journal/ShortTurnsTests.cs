using System.Globalization;
using System.Runtime.InteropServices;

namespace Storage.Tests;

public partial class ShortTurnsTests
{
    private const int CallingThread = 0;
    private const int Batch = 3;
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

    [Fact]
    public void A_thread_of_a_process_that_takes_its_turns_need_not_wait_for_others_to_finish_theirs()
    {
        int before = -1, after = -1;
        var thread = new Thread(() =>
        {
            _ = SetPolicy(CallingThread, Batch, 0);
            before = Policy(CallingThread);
            ShortTurns.Take();
            after = Policy(CallingThread);
        });
        thread.Start();
        thread.Join();

        Assert.Equal((Batch, 0), (before, after));
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int Policy(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetPolicy(int thread, int policy, in int priority);

    private static string? Read(string name) => !File.Exists(Schedule) ? null : File.ReadLines(Schedule)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
