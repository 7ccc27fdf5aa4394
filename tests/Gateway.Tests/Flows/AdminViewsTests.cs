using System.Text;
using Gateway.Admin;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What the admin API says is what the gateway does.</summary>
public class AdminViewsTests
{
    [Theory]
    [InlineData("447700900123", "uk")]
    [InlineData("+447700900123", "uk")]
    [InlineData("00447700900123", "rest")]
    [InlineData("44", "uk")]
    public async Task Explain_names_the_route_that_a_submit_of_the_same_octets_takes(string destination, string route)
    {
        await using var bench = new Bench();
        FakeCarrier[] carriers = [bench.AddCarrier("uk"), bench.AddCarrier("rest")];
        bench.Config = bench.Config with
        {
            Routes = [Bench.Route("uk") with { Match = new RouteMatch { Destinations = ["44"] } }, Bench.Route("rest")],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var octets = new Address(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.ASCII.GetBytes(destination));
        await customer.AcceptedAsync(Sms.Submit() with { Destination = octets });
        await Until.Async(() => carriers.Sum(carrier => carrier.Submits.Count) == 1);
        Assert.Single(carriers.Single(carrier => carrier.Name == route).Submits);

        Assert.True(new AdminViews(bench.Node).TryExplain("demo", "ACME", destination, out var view, out _));

        Assert.Equal(("forward", $"to-{route}", route, destination), (view!.Action, view.Route, view.To, view.Destination));
        Assert.Contains($"by route \"to-{route}\"", view.Text, StringComparison.Ordinal);
        Assert.Contains($"destination \"{destination}\"", view.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A sender of 20 chars", "447700900123", true)]
    [InlineData("A sender of 21 octets", "447700900123", false)]
    [InlineData("ACME", "447700900123447700900", false)]
    [InlineData("ACM\u0416", "447700900123", false)]
    [InlineData("ACME", "", false)]
    public async Task Explain_takes_what_fits_a_submit_and_says_why_it_takes_nothing_else(string source, string destination, bool fits)
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();

        Assert.Equal(fits, new AdminViews(bench.Node).TryExplain("demo", source, destination, out var view, out string reason));
        Assert.Equal(fits, view is not null);
        Assert.Equal(fits, reason.Length == 0);
    }

    [Theory]
    [InlineData(BindMode.Transceiver, 2, 2)]
    [InlineData(BindMode.Transmitter, 2, 2)]
    [InlineData(BindMode.Receiver, 2, 0)]
    [InlineData(BindMode.Pair, 4, 2)]
    public async Task Only_sessions_that_can_submit_are_counted_for_the_window(BindMode mode, int bound, int boundToSubmit)
    {
        await using var bench = new Bench();
        bench.AddCarrier("a", upstream => upstream with { Bind = mode, Binds = 2 });
        await bench.StartAsync();

        var view = Assert.Single(new AdminViews(bench.Node).Upstreams());

        Assert.Equal((bound, boundToSubmit, bound), (view.Bound, view.BoundToSubmit, view.Binds));
    }
}
