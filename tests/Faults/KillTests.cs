using Shared;

namespace Faults;

public class KillTests
{
    private const int Seed = 20_240_229;
    private const int Slice = 2_500;

    [Theory]
    [InlineData(Seed)]
    [InlineData(Seed + 1)]
    [InlineData(Seed + 2)]
    public async Task Kill_9_of_the_gateway_under_load_loses_nothing_and_doubles_no_more_than_the_windows(int seed)
    {
        var kills = Length.Of(4, 100);
        var moment = new Random(seed);
        await using var site = new Site("carrier-a", "carrier-b") { Strategy = "weighted" };
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex-decimal");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid", "--response-delay", "0ms..10ms");
        var gateway = await site.StartGatewayAsync();
        // Without an end: each kill meets a load, however fast it goes.
        using var load = CustomerLoad.Start(site.Load(0));
        var starts = new List<TimeSpan>();

        for (var kill = 0; kill < kills; kill++)
        {
            await load.AnsweredMoreAsync(moment.Next(1, Slice));
            await gateway.KillAsync();
            var killed = TimeProvider.System.GetTimestamp();
            gateway = await site.StartGatewayAsync();
            starts.Add(TimeProvider.System.GetElapsedTime(killed));
        }

        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(a));
        Assert.Equal(0, await Site.StopAsync(b));
        var books = Books.Of(site);
        books.AssertBalancedAfterCrashes(kills, site);
        starts.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kills} kills; ready again in {starts[kills / 2].TotalSeconds:0.00} s (median), {starts[^1].TotalSeconds:0.00} s (longest)");
        Assert.True(books.Ledgers.Carried > 0 && books.Ledgers.Unknown > 0, "no kill met a submit that was under way");
    }

    [Fact]
    public async Task Kill_9_while_the_gateway_comes_back_loses_nothing()
    {
        var kills = Length.Of(4, 100);
        var moment = new Random(Seed);
        await using var site = new Site("carrier-a");
        site.WriteConfiguration();
        var gateway = await site.StartGatewayAsync();
        var options = site.Load(Slice * 2);
        using var load = CustomerLoad.Start(options);
        // No carrier yet: all that is accepted waits, and each start has it all to bring back.
        await load.AnsweredAsync(Slice);
        await gateway.KillAsync();

        for (var kill = 0; kill < kills; kill++)
        {
            gateway = site.Start("run", "--conf", site.Conf, "--data", site.Data);
            var late = Task.Delay(moment.Next(200, 1500), TestContext.Current.CancellationToken);
            await Task.WhenAny(gateway.WaitForLineAsync("ready"), late);
            await gateway.KillAsync();
        }

        var carrier = await site.StartCarrierAsync(0);
        gateway = await site.StartGatewayAsync();
        var result = await load.Result;
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();
    }
}
