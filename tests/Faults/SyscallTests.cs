using Shared;

namespace Faults;

/// <summary>
/// That the gateway batches: reads, writes and syncs of many messages in one call each. A message with its receipt is eight PDUs and four
/// records of the journal; a call for each of them, and for each wait in between, would be more than a dozen.
/// </summary>
public sealed class SyscallTests
{
    private const int WarmUp = 20_000;
    private const int Messages = 60_000;

    // 0.55 to 0.59, also with a dozen other programs at once on two processors.
    private const double Most = 2;

    [Fact]
    public async Task Messages_share_system_calls()
    {
        await using var site = new Site("carrier-a");
        site.WriteConfiguration();
        await site.StartCarrierAsync(0);
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await RunAsync(site, WarmUp);

        await using var counter = await Syscalls.StartAsync(gateway.Id);
        Assert.NotNull(counter);
        await RunAsync(site, Messages);
        double each = await counter.EndAsync() / (double)Messages;

        TestContext.Current.TestOutputHelper?.WriteLine($"{each:0.00} system calls a message, counted by {counter.Program}");
        // Far fewer than there are batches would mean that the calls were not counted.
        Assert.InRange(each, 0.02, Most);
    }

    private static async Task RunAsync(Site site, int messages)
    {
        using var load = CustomerLoad.Start(site.Load(messages) with { Ledger = null });
        Assert.Null((await load.Result).Error);
    }
}
