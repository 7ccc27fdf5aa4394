namespace Routing.Tests;

public class RoutingValidatorTests
{
    private static readonly SourceLocation Written = new("routes.toml", 10,
        [new("to", 12), new("match", 13), new("match.destination", 14), new("reject", 15),
        new("account", 16), new("name", 11), new("mode", 17)]);

    [Fact]
    public void Good_routes_have_no_errors() =>
        Assert.Empty(Table.Errors(
            Table.Route("uk", new RouteMatch { Account = "demo", SourceRegex = "^[0-9]+$", Destinations = ["+44", "45"] }),
            Table.Route("direct", to: "c"), Table.Inbound("in", new RouteMatch { Upstream = "a" })));

    [Fact]
    public void Every_error_is_reported_at_the_line_of_its_key()
    {
        var errors = Table.Errors(
            Table.Route("x", Table.To("44", "4x"), "defualt") with { Location = Written },
            Table.Route("x", new RouteMatch { Account = "nobody" }) with { Location = Written, Reject = "ESME_ROK" });

        Assert.Equal(
            [
                "routes.toml:14: destination \"4x\" is not a prefix: 1 to 20 digits, with or without a leading '+'",
                "routes.toml:12: there is no group or upstream \"defualt\" (did you mean \"default\"?)",
                "routes.toml:11: route \"x\" is already defined at routes.toml:10; give each route its own name",
                "routes.toml:13: there is no account \"nobody\"",
                "routes.toml:15: reject = \"ESME_ROK\" is no error status; write a name such as \"ESME_RINVDSTADR\" or a number above 0",
                "routes.toml:15: a route has either to or reject, not both",
            ],
            errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("44 7")]
    [InlineData("٤٤")]
    [InlineData("123456789012345678901")]
    public void A_destination_must_be_digits(string prefix) =>
        Assert.Contains(
            "is not a prefix", Assert.Single(Table.Errors(Table.Route("x", Table.To(prefix)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(")]
    [InlineData("(?=x)y")]
    [InlineData(@"(a)\1")]
    public void A_pattern_that_cannot_run_in_linear_time_is_refused(string pattern) =>
        Assert.StartsWith($"source_regex \"{pattern}\" cannot be used: ",
            Assert.Single(Table.Errors(Table.Route("x", new RouteMatch { SourceRegex = pattern }))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_without_measure_is_refused() =>
        Assert.Equal("source_regex is longer than 256 characters",
            Assert.Single(Table.Errors(Table.Route("x", new RouteMatch { SourceRegex = new string('a', 257) }))).Message);

    [Theory]
    [InlineData("")]
    [InlineData("ÅNGSTRÖM")]
    [InlineData("a source of more than twenty")]
    public void A_source_must_be_able_to_be_an_address(string source)
    {
        Assert.Contains("cannot be an address",
            Assert.Single(Table.Errors(Table.Route("x", new RouteMatch { Source = source }))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be an address",
            Assert.Single(Table.Errors(Table.Route("x", new RouteMatch { SourcePrefix = source }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_condition_on_the_source_is_allowed() =>
        Assert.Equal("source, source_prefix and source_regex exclude each other; keep one",
            Assert.Single(Table.Errors(Table.Route("x", new RouteMatch { Source = "A", SourcePrefix = "A" }))).Message);

    [Fact]
    public void A_route_must_do_something()
    {
        Assert.Equal("route \"x\" does nothing; give it to = \"…\" or reject = \"ESME_…\"",
            Assert.Single(Table.Errors(new RouteConfig { Name = "x" })).Message);
        Assert.Equal("route \"x\" does nothing; give it account = \"…\" or reject = \"ESME_…\"",
            Assert.Single(Table.Errors(new RouteConfig { Name = "x", Direction = RouteDirection.Mo })).Message);
    }

    [Theory]
    [InlineData("ESME_RNOSUCH")]
    [InlineData("0")]
    [InlineData("0x0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("0xfffffffff")]
    public void A_rejection_needs_an_error_status(string status) =>
        Assert.Contains("is no error status",
            Assert.Single(Table.Errors(new RouteConfig { Name = "x", Reject = status })).Message, StringComparison.Ordinal);

    [Fact]
    public void What_belongs_to_the_other_direction_is_refused()
    {
        var mt = Table.Route("mt", new RouteMatch { Upstream = "a" }) with { Account = "demo" };
        var mo = Table.Inbound("mo", new RouteMatch { Account = "demo" }) with { To = "default", Mode = RouteMode.Relay };

        Assert.Equal(
            [
                "an mt message does not come from an upstream; match.upstream is for direction = \"mo\"",
                "account is where an mo route delivers; to match the sender of a message write match = { account = \"…\" }",
                "an mo message does not come from an account; the one that receives it is the route's own account",
                "an mo route delivers to an account; write account = \"…\" instead of to",
                "mode = \"relay\" is for mt routes; an mo message is always stored before the upstream is answered",
            ],
            Table.Errors(mt, mo).Select(error => error.Message));
    }

    [Fact]
    public void References_into_a_list_that_is_not_known_are_not_checked()
    {
        var routes = new[] { Table.Route("x", new RouteMatch { Account = "nobody" }, "nowhere"), Table.Inbound("y", account: "nobody") };

        Assert.Empty(RoutingValidator.Validate(routes, null, null, null));
        Assert.Equal(3, RoutingValidator.Validate(routes, [], [], []).Count);
    }

    [Fact]
    public void Every_error_of_a_group_is_reported()
    {
        var groups = new[]
        {
            new GroupConfig { Name = "a", Upstreams = ["a"] },
            new GroupConfig { Name = "g", Upstreams = [] },
            new GroupConfig { Name = "g", Upstreams = ["a", "a", "bb"], Location = new("upstreams.toml", 7, [new("upstreams", 9)]) },
            new GroupConfig { Name = "w", Upstreams = ["a", "b"], Strategy = GroupStrategy.Weighted, Weights = [1] },
            new GroupConfig { Name = "z", Upstreams = ["a", "b"], Strategy = GroupStrategy.Weighted, Weights = [0, 1_000_001] },
            new GroupConfig { Name = "f", Upstreams = ["a", "b"], Weights = [1, 1] },
            new GroupConfig { Name = " ", Upstreams = ["a"] },
        };

        Assert.Equal(
            [
                ":0: \"a\" is also the name of an upstream; a route could not tell them apart",
                ":0: group \"g\" has no upstreams; name at least one",
                "upstreams.toml:7: group \"g\" is already defined at :0; each needs its own name",
                "upstreams.toml:9: upstream \"a\" stands twice in group \"g\"",
                "upstreams.toml:9: there is no upstream \"bb\" (did you mean \"b\"?)",
                ":0: 1 weights for 2 upstreams; write one for each, in order",
                ":0: weight 0 is out of range: 1 to 1000000",
                ":0: weight 1000001 is out of range: 1 to 1000000",
                ":0: weights are for strategy = \"weighted\"",
                ":0: a group needs a name",
            ],
            RoutingValidator.Validate([], groups, Table.Upstreams, []).Select(error => error.ToString()));
    }

    [Fact]
    public void Records_that_say_the_same_are_equal_wherever_they_were_written()
    {
        var here = Table.Route("x", Table.To("44", "45")) with { Location = new("a.toml", 1) };
        var there = Table.Route("x", Table.To("44", "45")) with { Location = new("b.toml", 2) };

        Assert.Equal(here, there);
        Assert.Equal(here.GetHashCode(), there.GetHashCode());
        Assert.NotEqual(here, there with { Match = Table.To("45", "44") });
    }
}
