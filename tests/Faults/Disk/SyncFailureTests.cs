using Shared;

namespace Faults.Disk;

public class SyncFailureTests
{
    private const int StoreFailed = 74;

    /// <summary>Syncs of a start on an empty folder, all of which come before a bind is accepted.</summary>
    private const int StartSyncs = 12;

    [Theory]
    [InlineData(Errno.Io)]
    [InlineData(Errno.NoSpace)]
    [InlineData(Errno.QuotaExceeded)]
    public async Task After_the_nth_sync_has_failed_no_submit_is_accepted_the_exit_code_is_74_and_a_restart_has_all(int errno)
    {
        int runs = Length.Of(2, 34);
        var random = new Random(errno);
        await using var site = new Site("carrier-a") { StoreLines = "segment_mib = 1" };
        site.WriteConfiguration();
        var disk = site.MountUnsureDisk(errno);
        var carrier = await site.StartCarrierAsync(0);
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0));

        for (int run = 0; run < runs; run++)
        {
            await load.AnsweredMoreAsync(200);
            disk.Files.FailSync(1 + random.Next(100), errno);
            Assert.Equal(StoreFailed, await gateway.WaitForExitAsync());
            Assert.True(disk.Files.HasFailed);
            // All that came to the ledger as accepted must come back: not only from what the system still has in memory.
            gateway = await site.StartGatewayAsync();
            if (run % 2 == 0)
                continue;
            await load.AnsweredMoreAsync(200);
            await disk.CutPowerAsync(gateway);
            gateway = await site.StartGatewayAsync();
        }

        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        int crashes = runs + (runs / 2);
        Books.Of(site).AssertBalancedAfterCrashes(crashes, site);
    }

    [Fact]
    public async Task A_sync_that_fails_while_the_gateway_starts_ends_it_with_exit_code_74()
    {
        for (int nth = 1; nth <= StartSyncs; nth++)
        {
            await using var site = new Site("carrier-a") { StoreLines = "segment_mib = 1" };
            site.WriteConfiguration();
            var disk = site.MountUnsureDisk(nth);
            disk.Files.FailSync(nth, Errno.Io);
            var gateway = site.Start("run", "--conf", site.Conf, "--data", site.Data);
            await Until.Async(() => gateway.HasExited || gateway.Lines.Any(line => line.Contains("ready", StringComparison.Ordinal)));
            if (!disk.Files.HasFailed)
                break;
            int exitCode = await gateway.WaitForExitAsync();
            Assert.True(exitCode == StoreFailed, $"sync {nth} failed, exit code {exitCode}:\n{gateway.Output}");
        }
    }
}
