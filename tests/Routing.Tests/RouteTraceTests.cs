namespace Routing.Tests;

public class RouteTraceTests
{
    private static readonly RouteTable Routes = Table.Of(
        Table.Route("bank", new RouteMatch { Account = "bank", Destinations = ["44"] }, "c") with { Location = new("routes.toml", 3) },
        Table.Route("brand", new RouteMatch { Source = "ACME", Destinations = ["1"] }),
        Table.Route("uk", Table.To("44")),
        Table.Route("mobile", Table.To("447")) with { Mode = RouteMode.Relay },
        new RouteConfig { Name = "rest", Reject = "ESME_RINVDSTADR" },
        Table.Inbound("inbound", Table.To("12345")));

    [Fact]
    public void Prints_every_route_with_its_reason_and_the_outcome()
    {
        var text = Routes.Explain(Table.Mt("demo", "ACME", "447700900123")).ToString();

        Assert.Equal(
            """
            mt message of account "demo", source "ACME", destination "447700900123"
              -    bank    account is not bank  (routes.toml:3)
              -    brand   destination does not begin with 1
              no   uk      matches, but "mobile" with the same conditions has the longer prefix 447
              yes  mobile  destination begins with 447
              no   rest    matches, but "mobile" with the same conditions has the longer prefix 447
            => to group "default" (failover: a, b) by route "mobile", mode relay
            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void A_route_that_stands_later_says_which_stands_before_it()
    {
        var trace = Routes.Explain(Table.Mt("bank", "ACME", "447700900123"));

        Assert.Equal(RouteVerdict.Chosen, trace.Steps[0].Verdict);
        Assert.Equal("account is bank, destination begins with 44", trace.Steps[0].Reason);
        Assert.Equal((RouteVerdict.Beaten, "matches, but \"bank\" stands before it"), (trace.Steps[3].Verdict, trace.Steps[3].Reason));
        Assert.EndsWith("=> to upstream \"c\" by route \"bank\", mode store", trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejection_names_its_status() =>
        Assert.EndsWith("=> rejected by route \"rest\" with ESME_RINVDSTADR",
            Routes.Explain(Table.Mt("demo", "X", "33")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_inbound_message_names_its_account() =>
        Assert.Equal(
            """
            mo message of upstream "a", source "4477", destination "12345"
              yes  inbound  destination begins with 12345
            => to account "demo" by route "inbound"
            """.ReplaceLineEndings("\n"), Routes.Explain(Table.Mo("a", "4477", "12345")).ToString());

    [Fact]
    public void No_route_says_so() =>
        Assert.EndsWith("=> no route: refused with ESME_RINVDSTADR",
            Routes.Explain(Table.Mo("a", "4477", "999")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_long_list_of_prefixes_is_cut_short()
    {
        var table = Table.Of(Table.Route("many", Table.To("11", "12", "13", "14", "15", "16", "17")));

        Assert.Equal("destination does not begin with 11 or 12 or 13 or 14 or 15 or 2 others",
            table.Explain(Table.Mt("demo", "X", "9")).Steps[0].Reason);
    }
}
