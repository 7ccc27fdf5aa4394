using Storage.Cdr;

namespace Storage.Tests;

public sealed class MessageFilterTests
{
    [Fact]
    public void A_message_that_was_added_is_never_ruled_out_and_others_nearly_always_are()
    {
        byte[] filter = new byte[MessageFilter.Length];
        var ids = new MessageIds(3, 281_474_976_710_656);
        ulong[] added = [.. Enumerable.Range(0, 1 << MessageFilter.ChunkBits).Select(_ => ids.Next())];
        foreach (ulong id in added) MessageFilter.Add(filter, id);
        Assert.All(added, id => Assert.True(MessageFilter.MayContain(filter, id)));
        int wrong = Enumerable.Range(0, 100_000).Count(_ => MessageFilter.MayContain(filter, ids.Next()));
        Assert.InRange(wrong, 0, 500);
    }

    [Fact]
    public void A_filter_of_another_length_rules_nothing_out() => Assert.True(MessageFilter.MayContain(new byte[10], 1));
}
