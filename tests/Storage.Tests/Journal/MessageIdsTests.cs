using CsCheck;
using Shared;

namespace Storage.Tests;

public sealed class MessageIdsTests
{
    [Fact]
    public void Both_text_forms_lead_back_to_the_id() => Gen.ULong.Sample(id =>
    {
        byte[] text = new byte[MessageIds.TextLength];
        byte[] shortText = new byte[MessageIds.ShortTextLength];
        return MessageIds.Format(id, text) == 13 && MessageIds.TryParse(text, out ulong parsed) && parsed == id
            && MessageIds.FormatShort(id, shortText) == 8 && MessageIds.TryParse(shortText, out ulong low) && low == MessageIds.ShortOf(id)
            && MessageIds.TryParse(MessageIds.ToText(id).ToLowerInvariant(), out ulong lower) && lower == id;
    });

    [Theory]
    [InlineData(0UL, "0000000000000")]
    [InlineData(31UL, "000000000000Z")]
    [InlineData(32UL, "0000000000010")]
    [InlineData(ulong.MaxValue, "FZZZZZZZZZZZZ")]
    public void The_text_is_Crockford_base32_of_fixed_width(ulong id, string text) => Assert.Equal(text, MessageIds.ToText(id));

    [Theory]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("00000000000000")]
    [InlineData("000000000000U")]
    [InlineData("000000000000-")]
    [InlineData("G000000000000")]
    [InlineData("000000000000é")]
    public void What_is_no_id_is_refused(string text) => Assert.False(MessageIds.TryParse(text, out _));

    [Fact]
    public void Letters_that_look_like_digits_are_read_as_these()
    {
        Assert.True(MessageIds.TryParse("oO0iIlL100000", out ulong id));
        Assert.True(MessageIds.TryParse("0001111100000", out ulong same));
        Assert.Equal(same, id);
    }

    [Fact]
    public void Threads_never_get_the_same_id()
    {
        var ids = new MessageIds(5, 1);
        ulong[][] taken = new ulong[4][];
        Parallel.For(0, taken.Length, thread => taken[thread] = [.. Enumerable.Range(0, 50_000).Select(_ => ids.Next())]);
        Assert.Equal(200_000, taken.SelectMany(part => part).Distinct().Count());
        Assert.All(taken.SelectMany(part => part), id => Assert.Equal(5, MessageIds.NodeOf(id)));
    }

    [Fact]
    public void Nodes_never_give_the_same_id()
    {
        var ids = new HashSet<ulong>();
        for (int node = 0; node <= MessageIds.MaxNode; node++)
        {
            var source = new MessageIds(node, 1);
            for (int i = 0; i < 100; i++) Assert.True(ids.Add(source.Next()));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new MessageIds(64, 1));
    }

    [Fact]
    public async Task A_restart_repeats_no_id_even_of_messages_that_were_never_stored()
    {
        using var folder = new TempFolder();
        var seen = new HashSet<ulong>();
        for (int start = 0; start < 5; start++)
        {
            await using JournalBench bench = JournalBench.Open(JournalBench.Options(folder.Path));
            await bench.StoreAsync(1);
            for (int i = 0; i < 1000; i++) Assert.True(seen.Add(bench.Journal.Ids.Next()));
        }
    }

    [Fact]
    public async Task A_restart_repeats_no_id_after_everything_was_reclaimed()
    {
        using var folder = new TempFolder();
        JournalOptions options = JournalBench.Options(folder.Path, segmentBytes: 4 << 10);
        ulong last = 0;
        for (int start = 0; start < 3; start++)
        {
            await using JournalBench bench = JournalBench.Open(options);
            bench.Journal.KeepFrom = JournalPosition.End;
            for (int i = 0; i < 100; i++)
            {
                ulong id = bench.Journal.Ids.Next();
                Assert.True(id > last);
                last = id;
                await bench.StoreAsync(id);
            }
            // Events that carry no id of their own push the last real one out.
            for (int i = 0; i < 100; i++) await bench.StoreAsync(0);
            bench.Journal.Release(bench.Journal.DurablePosition.Segment);
            await Until.Async(() => bench.Journal.OldestSegment == bench.Journal.DurablePosition.Segment);
            Assert.All(JournalBenchReplay(options, bench), id => Assert.Equal(0UL, id));
        }

        static IEnumerable<ulong> JournalBenchReplay(JournalOptions options, JournalBench bench)
        {
            var ids = new List<ulong>();
            using JournalReader reader = bench.Journal.Read(JournalPosition.Start);
            while (reader.TryRead(out JournalEvent e)) ids.Add(e.MessageId);
            return ids;
        }
    }

    [Fact]
    public async Task A_lost_folder_does_not_bring_old_ids_back()
    {
        using var folder = new TempFolder();
        ulong last;
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(folder["first"]), time: new FixedTime(1_000_000)))
            last = bench.Journal.Ids.Next();
        await using JournalBench fresh = JournalBench.Open(JournalBench.Options(folder["second"]), time: new FixedTime(1_000_001));
        Assert.True(fresh.Journal.Ids.Next() >= last + (1UL << 20));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_repeats_no_id()
    {
        using var folder = new TempFolder();
        ulong last;
        await using (JournalBench bench = JournalBench.Open(JournalBench.Options(folder.Path), time: new FixedTime(1_000_000)))
            last = bench.Journal.Ids.Next();
        await using JournalBench back = JournalBench.Open(JournalBench.Options(folder.Path), time: new FixedTime(10));
        Assert.True(back.Journal.Ids.Next() > last);
    }

    private sealed class FixedTime(int seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
    }
}
