using Shared;
using Simulator.Customers;
using Smpp.Protocol;

namespace Faults;

public class OverloadTests
{
    private const int Pending = 5_000;
    private const double RefusedWithin = 100;

    private static readonly int Messages = Length.Of(40_000, 2_000_000);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Beyond_what_may_wait_submits_are_refused_soon_and_enquire_link_is_answered_all_the_while()
    {
        await using var site = new Site("carrier-a")
        {
            StoreLines = $"pending = {Pending}",
            AccountLines = $"pending = {Pending}",
            MoreAccounts = Site.Account(RawPeer.SystemId),
        };
        site.WriteConfiguration();
        var gateway = await site.StartGatewayAsync();
        await using var bystander = await RawPeer.BindAsync(site.GatewayPort);
        var longest = TimeSpan.Zero;

        var options = site.Load(Messages) with { Mix = [MessageKind.Gsm7], ReceiptTimeout = TimeSpan.FromMilliseconds(1) };
        using var load = CustomerLoad.Start(options);
        for (uint sequence = 2; !load.Result.IsCompleted; sequence++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await bystander.ExpectAliveAsync(sequence);
            var waited = TimeProvider.System.GetElapsedTime(asked);
            longest = waited > longest ? waited : longest;
        }
        var result = await load.Result;

        Assert.Equal(0, result.Unknown);
        Assert.Equal([CommandStatus.MessageQueueFull.Name], result.Statuses.Keys);
        // Sessions look at the same moment whether there is room.
        Assert.InRange(result.Accepted, Pending - 10, Pending + options.Binds);
        // What was accepted goes out, and there is room again.
        var carrier = await site.StartCarrierAsync(0);
        using var later = CustomerLoad.Start(site.Load(0) with { Rate = 500, Reconnect = false });
        await Until.Async(() => later.Progress.Receipts > 100, what: "submits are accepted again");
        await later.EndAsync();
        await Until.Async(async () => await site.WaitingAsync(Site.SystemId) == 0, what: "every receipt is acknowledged");
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{result.Rejected:N0} refusals, {result.SubmitRate:N0}/s; ms: p99 {result.Latency.P99:0.0}, longest {result.Latency.Max:0.0}; "
            + $"enquire_link at most {longest.TotalMilliseconds:0.0} ms");
        if (!Length.IsLong)
            return;
        Assert.InRange(result.Latency.P99, 0, RefusedWithin);
        Assert.InRange(longest, TimeSpan.Zero, AnsweredWithin);
    }
}
