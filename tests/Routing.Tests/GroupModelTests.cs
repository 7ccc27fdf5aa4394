namespace Routing.Tests;

public class GroupModelTests
{
    private readonly struct Up(params int[] members) : IAvailability
    {
        public bool IsAvailable(int member) => members.Contains(member);
    }

    private static GroupModel Failover(params string[] upstreams) => new(new GroupConfig { Name = "g", Upstreams = [.. upstreams] });

    private static GroupModel Weighted(params int[] weights) => new(new GroupConfig
    {
        Name = "g",
        Strategy = GroupStrategy.Weighted,
        Upstreams = [.. weights.Select((_, index) => $"u{index}")],
        Weights = [.. weights],
    });

    [Fact]
    public void Failover_takes_the_first_that_is_available()
    {
        var group = Failover("a", "b", "c");

        Assert.Equal(0, group.Choose(new Up(0, 1, 2), 7));
        Assert.Equal(1, group.Choose(new Up(1, 2), 7));
        Assert.Equal(2, group.Choose(new Up(2), 7));
    }

    [Fact]
    public void A_group_with_nobody_available_has_no_choice()
    {
        Assert.Equal(-1, Failover("a", "b").Choose(new Up(), 7));
        Assert.Equal(-1, Weighted(1, 2).Choose(new Up(), 7));
    }

    [Fact]
    public void Messages_are_shared_in_proportion_to_the_weights()
    {
        var counts = Count(Weighted(3, 1), new Up(0, 1), 40_000);

        Assert.InRange(counts[0], 29_400, 30_600);
        Assert.InRange(counts[1], 9_400, 10_600);
    }

    [Fact]
    public void Those_left_share_in_proportion_when_one_is_away()
    {
        var counts = Count(Weighted(5, 3, 1), new Up(1, 2), 40_000);

        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 29_400, 30_600);
    }

    [Fact]
    public void Without_weights_all_have_the_same_share()
    {
        var group = new GroupModel(new GroupConfig { Name = "g", Strategy = GroupStrategy.Weighted, Upstreams = ["a", "b"] });

        Assert.InRange(Count(group, new Up(0, 1), 10_000)[0], 4_700, 5_300);
    }

    [Fact]
    public void An_upstream_that_goes_away_moves_only_its_own_messages()
    {
        var group = Weighted(2, 1, 1);

        for (uint hash = 0; hash < 10_000; hash++)
        {
            var before = group.Choose(new Up(0, 1, 2), hash);
            var after = group.Choose(new Up(0, 1), hash);
            Assert.True(before == 2 ? after is 0 or 1 : after == before);
        }
    }

    [Fact]
    public void Weights_at_the_limit_do_not_overflow()
    {
        var counts = Count(Weighted([.. Enumerable.Repeat(GroupConfig.MaxWeight, 50)]), new Up([.. Enumerable.Range(0, 50)]), 50_000);

        Assert.InRange(counts[49], 800, 1_200);
    }

    [Fact]
    public void All_parts_of_a_message_have_the_same_hash_and_other_messages_have_others()
    {
        var source = Table.Address("ACME");
        var destination = Table.Address("447700900123");
        var hash = MessageHash.OfPart("demo", source, destination, 77);

        Assert.Equal(hash, MessageHash.OfPart("demo", Table.Address("ACME"), Table.Address("447700900123"), 77));
        Assert.NotEqual(hash, MessageHash.OfPart("demo", source, destination, 78));
        Assert.NotEqual(hash, MessageHash.OfPart("shop", source, destination, 77));
        Assert.NotEqual(hash, MessageHash.OfPart("demo", Table.Address("ACME4"), Table.Address("47700900123"), 77));
        Assert.NotEqual(hash, MessageHash.OfPart("demo", source, Table.Address("447700900124"), 77));
    }

    private static int[] Count(GroupModel group, Up available, int messages)
    {
        var counts = new int[group.Upstreams.Length];
        for (uint i = 0; i < messages; i++)
            counts[group.Choose(available, i)]++;
        return counts;
    }
}
