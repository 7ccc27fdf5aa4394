using Smpp.Protocol;

namespace Routing.Tests;

public class RouteTableTests
{
    [Fact]
    public void The_longest_destination_prefix_wins_wherever_it_stands()
    {
        var table = Table.Of(Table.Route("uk", Table.To("44")), Table.Route("mobile", Table.To("447")), Table.Route("rest"));

        Assert.Equal("mobile", table.Winner("demo", "ACME", "447700900123"));
        Assert.Equal("uk", table.Winner("demo", "ACME", "442071234567"));
        Assert.Equal("rest", table.Winner("demo", "ACME", "33123456789"));
    }

    [Fact]
    public void Of_equal_prefixes_the_first_wins()
    {
        var table = Table.Of(Table.Route("first", Table.To("44")), Table.Route("second", Table.To("44", "45")));

        Assert.Equal("first", table.Winner("demo", "ACME", "4470"));
        Assert.Equal("second", table.Winner("demo", "ACME", "4570"));
    }

    [Fact]
    public void Between_different_conditions_the_first_in_the_file_wins_even_with_a_shorter_prefix()
    {
        var own = Table.Route("own", new RouteMatch { Account = "demo", Destinations = ["4"] });
        var general = Table.Route("general", Table.To("447"));

        Assert.Equal("own", Table.Of(own, general).Winner("demo", "ACME", "4477"));
        Assert.Equal("general", Table.Of(general, own).Winner("demo", "ACME", "4477"));
        Assert.Equal("own", Table.Of(general, own).Winner("demo", "ACME", "4577"));
    }

    [Fact]
    public void A_route_of_another_account_does_not_match()
    {
        var table = Table.Of(Table.Route("shop", new RouteMatch { Account = "shop" }));

        Assert.Equal("shop", table.Winner("shop", "ACME", "44"));
        Assert.Null(table.Winner("demo", "ACME", "44"));
        Assert.Null(table.Winner("Shop", "ACME", "44"));
    }

    [Fact]
    public void An_exact_source_is_compared_whole_and_with_its_case()
    {
        var table = Table.Of(Table.Route("brand", new RouteMatch { Source = "ACME" }));

        Assert.Equal("brand", table.Winner("demo", "ACME", "44"));
        Assert.Null(table.Winner("demo", "ACME2", "44"));
        Assert.Null(table.Winner("demo", "acme", "44"));
        Assert.Null(table.Winner("demo", "", "44"));
    }

    [Fact]
    public void A_source_prefix_matches_the_beginning()
    {
        var table = Table.Of(Table.Route("numbers", new RouteMatch { SourcePrefix = "+4477" }));

        Assert.Equal("numbers", table.Winner("demo", "447700900123", "33"));
        Assert.Equal("numbers", table.Winner("demo", "+447700900123", "33"));
        Assert.Null(table.Winner("demo", "44", "33"));
    }

    [Fact]
    public void A_source_pattern_is_found_anywhere_unless_anchored()
    {
        var table = Table.Of(
            Table.Route("anchored", new RouteMatch { SourceRegex = "^[0-9]{5,6}$" }),
            Table.Route("loose", new RouteMatch { SourceRegex = "BANK" }));

        Assert.Equal("anchored", table.Winner("demo", "12345", "33"));
        Assert.Equal("loose", table.Winner("demo", "MYBANK1", "33"));
        Assert.Null(table.Winner("demo", "1234567", "33"));
    }

    [Fact]
    public void A_pattern_made_to_backtrack_is_answered_in_linear_time()
    {
        var table = Table.Of(Table.Route("evil", new RouteMatch { SourceRegex = "^(([a-z])+.)+[A-Z]([a-z])+$" }));

        for (var i = 0; i < 10_000; i++)
            Assert.Null(table.Winner("demo", "aaaaaaaaaaaaaaaaaaaa", "33"));
    }

    [Theory]
    [InlineData("+447700900123")]
    [InlineData("447700900123")]
    public void A_leading_plus_counts_neither_in_the_route_nor_in_the_address(string destination)
    {
        Assert.Equal("uk", Table.Of(Table.Route("uk", Table.To("44"))).Winner("demo", "ACME", destination));
        Assert.Equal("uk", Table.Of(Table.Route("uk", Table.To("+44"))).Winner("demo", "ACME", destination));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("*123#")]
    [InlineData("ACME")]
    [InlineData("4")]
    public void A_destination_that_is_no_number_or_too_short_takes_the_route_without_prefix(string destination)
    {
        var table = Table.Of(Table.Route("uk", Table.To("44")), Table.Route("rest"));

        Assert.Equal("rest", table.Winner("demo", "ACME", destination));
    }

    [Fact]
    public void Digits_after_a_letter_do_not_count()
    {
        var table = Table.Of(Table.Route("short", Table.To("4")), Table.Route("long", Table.To("447")));

        Assert.Equal("short", table.Winner("demo", "ACME", "4x47"));
    }

    [Fact]
    public void A_message_that_no_route_matches_is_refused_with_a_clear_status()
    {
        var decision = Table.Of(Table.Route("uk", Table.To("44"))).Decide("demo", "ACME", "33");

        Assert.Equal(RouteDecision.None, decision);
        Assert.Equal(RouteAction.NoRoute, decision.Action);
        Assert.Equal(CommandStatus.InvalidDestinationAddress, decision.Status);
        Assert.Equal(-1, decision.GroupIndex);
        Assert.Null(decision.Route);
    }

    [Theory]
    [InlineData("ESME_RINVDSTADR", 0x0Bu)]
    [InlineData("esme_rthrottled", 0x58u)]
    [InlineData("1045", 1045u)]
    [InlineData("0x415", 0x415u)]
    public void A_rejecting_route_gives_its_status(string text, uint status)
    {
        var table = Table.Of(new RouteConfig { Name = "no", Reject = text });

        var decision = table.Decide("demo", "ACME", "44");

        Assert.Equal(RouteAction.Reject, decision.Action);
        Assert.Equal((CommandStatus)status, decision.Status);
        Assert.Equal(-1, decision.GroupIndex);
    }

    [Fact]
    public void A_route_to_an_upstream_gets_a_group_of_its_own_which_it_shares_with_others_to_the_same_upstream()
    {
        var table = Table.Of(
            Table.Route("one", Table.To("1"), "c"), Table.Route("two", Table.To("2"), "c"), Table.Route("three", Table.To("3")));

        var one = table.Decide("demo", "ACME", "1");
        var group = table.Groups[one.GroupIndex];
        Assert.Equal(2, table.Groups.Length);
        Assert.True(group.IsImplicit);
        Assert.Equal(["c"], group.Upstreams);
        Assert.Equal(one.GroupIndex, table.Decide("demo", "ACME", "2").GroupIndex);
        Assert.Equal("default", table.Groups[table.Decide("demo", "ACME", "3").GroupIndex].Name);
        Assert.False(table.Groups[0].IsImplicit);
    }

    [Fact]
    public void The_mode_of_the_route_is_in_the_decision()
    {
        var table = Table.Of(Table.Route("relay", Table.To("1")) with { Mode = RouteMode.Relay }, Table.Route("store"));

        Assert.Equal(RouteMode.Relay, table.Decide("demo", "ACME", "1").Mode);
        Assert.Equal(RouteMode.Store, table.Decide("demo", "ACME", "2").Mode);
    }

    [Fact]
    public void An_inbound_message_goes_to_the_account_of_its_route()
    {
        var table = Table.Of(
            Table.Route("mt"),
            Table.Inbound("from-b", new RouteMatch { Upstream = "b", Destinations = ["12345"] }, "bank"),
            Table.Inbound("any", Table.To("12345"), "shop"));

        var decision = table.Decide(Table.Mo("a", "447700900123", "12345"));
        Assert.Equal(RouteAction.Forward, decision.Action);
        Assert.Equal("shop", decision.Account);
        Assert.Equal(-1, decision.GroupIndex);
        Assert.Equal("from-b", table.InboundWinner("b", "447700900123", "12345"));
        Assert.Equal("any", table.InboundWinner(null, "447700900123", "12345"));
        Assert.Null(table.InboundWinner("a", "447700900123", "54321"));
    }

    [Fact]
    public void Routes_of_one_direction_do_not_see_messages_of_the_other()
    {
        var table = Table.Of(Table.Inbound("mo"));

        Assert.Null(table.Winner("demo", "ACME", "44"));
        Assert.Equal("mo", table.InboundWinner("a", "ACME", "44"));
    }

    [Fact]
    public void The_place_of_the_route_is_its_place_in_the_file()
    {
        var table = Table.Of(Table.Inbound("mo"), Table.Route("mt"));

        Assert.Equal(1, table.Decide("demo", "ACME", "44").RouteIndex);
        Assert.Same(table.Routes[1], table.Decide("demo", "ACME", "44").Route);
    }

    [Fact]
    public void A_hundred_thousand_prefixes_are_found_without_allocating()
    {
        var prefixes = Enumerable.Range(100_000, 100_000).Select(number => $"{number}");
        var table = Table.Of(
            Table.Route("brand", new RouteMatch { Account = "demo", Source = "ACME", Destinations = ["999"] }),
            Table.Route("pattern", new RouteMatch { SourceRegex = "^[a-z]+$" }),
            Table.Route("many", new RouteMatch { Destinations = [.. prefixes] }),
            Table.Route("rest"));
        var found = 0;
        var allocated = long.MaxValue;
        // The runtime allocates now and then on this thread's account, the table each time or never.
        for (var round = 0; round < 10; round++)
        {
            found = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                Ask(table, ref found);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(200, found);
        Assert.Equal(0, allocated);

        static void Ask(RouteTable table, ref int found)
        {
            found += table.Decide(Facts("123456789"u8)).RouteIndex == 2 ? 1 : 0;
            found += table.Decide(Facts("723456789"u8)).RouteIndex == 3 ? 1 : 0;
        }

        static MessageFacts Facts(ReadOnlySpan<byte> destination) => new()
        {
            Direction = RouteDirection.Mt,
            Account = "demo",
            Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "ACME"u8),
            Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, destination),
        };
    }

    [Fact]
    public void Compiling_what_is_not_valid_throws_with_every_error()
    {
        var error = Assert.Throws<RoutingException>(() => Table.Of(Table.Route("x", to: "nowhere"), Table.Route("x")));

        Assert.Equal(2, error.Errors.Count);
    }
}
