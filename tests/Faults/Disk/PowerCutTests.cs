using Shared;

namespace Faults.Disk;

public class PowerCutTests
{
    private const int Slice = 2_000;
    private const int Seed = 20_120_306;

    [Fact]
    public async Task Power_cuts_under_load_lose_nothing_and_make_nothing_wrong()
    {
        var cuts = Length.Of(3, 100);
        var moment = new Random(Seed);
        await using var site = new Site("carrier-a") { StoreLines = "segment_mib = 1" };
        site.WriteConfiguration();
        var disk = site.MountUnsureDisk(Seed);
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex-decimal");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0));

        for (var cut = 0; cut < cuts; cut++)
        {
            await load.AnsweredMoreAsync(moment.Next(1, Slice));
            await disk.CutPowerAsync(gateway);
            gateway = await site.StartGatewayAsync();
        }

        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalancedAfterCrashes(cuts, site);
    }
}
