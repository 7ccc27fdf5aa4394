namespace Faults;

public class StopTests
{
    private const int Slice = 3_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SIGTERM_under_load_ends_within_30_seconds_and_loses_and_doubles_nothing()
    {
        var stops = Length.Of(3, 50);
        var moment = new Random(6_181);
        await using var site = new Site("carrier-a", "carrier-b") { Strategy = "weighted" };
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex", "--response-delay", "0ms..20ms");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0));

        for (var stop = 0; stop < stops; stop++)
        {
            await load.AnsweredMoreAsync(moment.Next(1, Slice));
            Assert.Equal(0, await Site.StopAsync(gateway, Limit));
            gateway = await site.StartGatewayAsync();
        }

        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway, Limit));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var books = Books.Of(site);
        books.AssertBalanced();
        Assert.Equal(0, books.Cdrs.Of("uncertain"));
        Assert.Equal(0, books.Ledgers.Unknown);
    }

    [Fact]
    public async Task SIGTERM_with_a_carrier_that_never_answers_ends_within_30_seconds_all_the_same()
    {
        await using var site = new Site("carrier-a");
        site.WriteConfiguration();
        var mute = await site.StartCarrierAsync(0, "--profile", "mute");
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(Slice));
        await load.AnsweredAsync(Slice / 2);

        Assert.Equal(0, await Site.StopAsync(gateway, Limit));
        Assert.Equal(0, await Site.StopAsync(mute));
        var carrier = await site.StartCarrierAsync(0);
        gateway = await site.StartGatewayAsync();
        var result = await load.Result;

        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway, Limit));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();
    }
}
