namespace Faults;

public class FreezeTests
{
    private const int Slice = 1_000;

    private const string Impatient = """
        enquire_link = "1s"
        response_timeout = "1s"
        """;

    /// <summary>Longer than every timer of the upstreams.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task A_gateway_that_freezes_under_load_and_thaws_loses_nothing_and_knows_what_it_sent_twice()
    {
        var freezes = Length.Of(2, 30);
        var moment = new Random(18_19);
        await using var site = new Site("carrier-a", "carrier-b") { Strategy = "weighted", UpstreamLines = Impatient };
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex-decimal", "--response-delay", "0ms..20ms");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });

        for (var freeze = 0; freeze < freezes; freeze++)
        {
            await load.AnsweredMoreAsync(moment.Next(Slice / 2, Slice));
            gateway.Freeze();
            await Task.Delay(Frozen, TestContext.Current.CancellationToken);
            gateway.Thaw();
        }
        await load.AnsweredMoreAsync(Slice);

        var result = await load.EndAsync();
        Assert.True(result.IsComplete, $"{result}");
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var books = Books.Of(site);
        var uncertain = books.Cdrs.Of("uncertain");
        Assert.InRange(uncertain, 0, freezes * site.UpstreamWindows);
        books.AssertBalanced(uncertain);
    }
}
