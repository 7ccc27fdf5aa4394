using Shared;
using Simulator.Ledgers;

namespace Faults.Disk;

public class FullDiskTests
{
    private const long DiskOctets = 64 << 20;
    private const int Binds = 4;
    private const string QueueFull = "ESME_RMSGQFUL";

    private static readonly TimeSpan Resumption = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_full_disk_costs_only_refusals_and_the_gateway_accepts_again_within_5_seconds_of_space()
    {
        int cycles = Length.Of(2, 10);
        await using var site = new Site("carrier-a") { StoreLines = "segment_mib = 1\nmin_free_mib = 4" };
        site.WriteConfiguration();
        var disk = site.MountSmallDisk(DiskOctets);
        var carrier = await site.StartCarrierAsync(0);
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(5_000_000) with { Rate = 2_000 });

        for (int cycle = 0; cycle < cycles; cycle++)
        {
            await load.AnsweredMoreAsync(1_000);
            disk.Fill();
            await Until.Async(() => IsFullAsync(site), what: "the journal finds no room");
            await load.AnsweredMoreAsync(200);
            long accepted = await AcceptedAsync(site);
            disk.Release();
            await Until.Async(async () => await AcceptedAsync(site) > accepted, Resumption, "submits are accepted again");
            Assert.Equal(Binds, await BoundAsync(site));
        }

        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();
        Assert.Equal([QueueFull], LedgerReader.Read(site.Ledger("customer")).Where(line => line.Kind == "refused")
            .Select(line => line.Status).Distinct());
    }

    private static async Task<bool> IsFullAsync(Site site) =>
        (await site.StatusAsync()).GetProperty("journal").GetProperty("disk_full").GetBoolean();

    private static async Task<long> AcceptedAsync(Site site) =>
        (await site.StatusAsync()).GetProperty("counters").GetProperty("accepted").GetInt64();

    private static async Task<int> BoundAsync(Site site) =>
        (await site.StatusAsync()).GetProperty("accounts")[0].GetProperty("sessions").GetInt32();
}
