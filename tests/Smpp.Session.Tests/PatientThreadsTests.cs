using Shared;

namespace Smpp.Session.Tests;

public class PatientThreadsTests
{
    [Fact]
    public async Task What_blocks_holds_up_nothing_else()
    {
        int atOnce = 4 * Environment.ProcessorCount;
        using var all = new CountdownEvent(atOnce);
        var running = Enumerable.Range(0, atOnce).Select(_ => PatientThreads.RunAsync(() =>
        {
            all.Signal();
            Assert.True(all.Wait(Until.Limit));
        }));

        await Task.WhenAll(running).InTime();
    }

    [Fact]
    public async Task A_thread_that_has_computed_goes_on_with_the_next()
    {
        var threads = new HashSet<int>();
        for (int i = 0; i < 200; i++)
        {
            int id = await PatientThreads.RunAsync(() => Environment.CurrentManagedThreadId);
            Assert.False(await PatientThreads.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread));
            threads.Add(id);
        }

        // Other tests' work may take some of them in between.
        Assert.InRange(threads.Count, 1, 100);
    }

    [Fact]
    public async Task Work_of_many_at_once_is_done_to_the_last()
    {
        int done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), TestContext.Current.CancellationToken, async (i, _) =>
            Assert.Equal(i, await PatientThreads.RunAsync(() =>
            {
                Interlocked.Increment(ref done);
                return i;
            })));

        Assert.Equal(10_000, done);
    }

    [Fact]
    public async Task What_it_throws_its_caller_sees()
    {
        static void Fail() => throw new InvalidOperationException("no");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PatientThreads.RunAsync(Fail));

        Assert.Equal("no", failure.Message);
    }
}
