using Shared;

namespace Storage.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_durable_is_replayed_in_order_with_its_positions()
    {
        var stored = new List<JournalPosition>();
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path)))
            for (ulong id = 1; id <= 100; id++) stored.Add(await bench.StoreAsync(id));

        await using JournalBench again = JournalBench.Open(JournalBench.Options(_folder.Path));
        Assert.Equal(Enumerable.Range(1, 100).Select(id => (ulong)id), again.Replayed.Select(e => e.MessageId));
        Assert.Equal(stored, again.Replayed.Select(e => e.Position));
    }

    [Fact]
    public async Task Events_that_nobody_waits_for_are_written_when_the_journal_closes()
    {
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(_folder.Path)))
            for (ulong id = 1; id <= 10; id++) Assert.Equal(AppendResult.Ok, bench.Append(id, null, out _));

        Assert.Equal(10, JournalBench.Replay(JournalBench.Options(_folder.Path)).Count);
    }
}
