using Shared;
using Simulator.Ledgers;

namespace Faults;

public class CarrierTests
{
    private const int Slice = 3_000;

    /// <summary>A dead peer is found within 40 s, and here sooner.</summary>
    private const string Impatient = """
        enquire_link = "1s"
        response_timeout = "1s"
        """;

    [Fact]
    public async Task A_carrier_that_is_killed_and_comes_back_under_load_costs_no_message_and_no_receipt()
    {
        var cuts = Length.Of(3, 30);
        var moment = new Random(1_729);
        await using var site = new Site("carrier-a", "carrier-b");
        site.WriteConfiguration();
        string[] profile = ["--profile", "hex-decimal", "--response-delay", "0ms..5ms"];
        var a = await site.StartCarrierAsync(0, profile);
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(0) with { Reconnect = false });
        // The customer is answered by the gateway, long before a carrier that takes its time.
        await Until.Async(() => Submits(site, "carrier-a") > 0);

        for (var cut = 0; cut < cuts; cut++)
        {
            await load.AnsweredMoreAsync(moment.Next(Slice / 3, Slice));
            await a.KillAsync();
            await load.AnsweredMoreAsync(Slice / 3);
            a = await site.StartCarrierAsync(0, profile);
        }

        await load.EndAsync();
        await ConcludeAsync(site, load, gateway, [a, b], _ => cuts * Site.UpstreamBinds * Site.UpstreamWindow);
        Assert.All(site.Carriers, carrier => Assert.True(Submits(site, carrier.Name) > 0, $"{carrier.Name} got nothing"));
    }

    [Fact]
    public async Task A_carrier_that_freezes_is_found_by_enquire_link_and_its_messages_go_elsewhere()
    {
        await using var site = new Site("carrier-a", "carrier-b") { UpstreamLines = Impatient };
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await site.WaitForBindsAsync("carrier-b", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });
        await load.AnsweredAsync(Slice / 3);

        a.Freeze();
        await site.WaitForBindsAsync("carrier-a", 0);
        await load.AnsweredMoreAsync(Slice / 3);
        a.Thaw();
        await load.EndAsync();

        // What it had taken before it froze it still has, and answers to nobody.
        await ConcludeAsync(site, load, gateway, [a, b]);
    }

    [Fact]
    public async Task A_carrier_that_answers_no_submit_is_passed_over_for_one_that_does()
    {
        await using var site = new Site("carrier-a", "carrier-b") { UpstreamLines = Impatient };
        site.WriteConfiguration();
        var mute = await site.StartCarrierAsync(0, "--profile", "mute");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await site.WaitForBindsAsync("carrier-b", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(Slice) with { Reconnect = false });

        // The other carrier has twice at most what it was itself late to answer: what the mute one got, it never answered.
        await ConcludeAsync(site, load, gateway, [mute, b], uncertain => uncertain - Submits(site, "carrier-a"));
        // One window, and then single ones that ask whether it answers again.
        Assert.InRange(Submits(site, "carrier-a"), 1, (Site.UpstreamBinds * Site.UpstreamWindow) + 50);
    }

    [Fact]
    public async Task Carriers_that_throttle_refuse_lose_answers_and_cut_cost_no_message()
    {
        await using var site = new Site("carrier-a", "carrier-b", "carrier-c") { Strategy = "weighted", UpstreamLines = Impatient };
        site.WriteConfiguration();
        var throttling = await site.StartCarrierAsync(0, "--throttle", "1", "--refuse", "ESME_RMSGQFUL=0.1,ESME_RSYSERR=1");
        var flapping = await site.StartCarrierAsync(1, "--profile", "flapping", "--disconnect-every", "500");
        var early = await site.StartCarrierAsync(2, "--profile", "early-receipts", "--mute", "0.2");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(Length.Of(Slice, 20 * Slice)) with { Reconnect = false });

        await ConcludeAsync(site, load, gateway, [throttling, flapping, early]);
    }

    private static int Submits(Site site, string carrier) => LedgerReader.Read(site.Ledger(carrier)).Count(line => line.Kind == "submit");

    /// <summary>The load's end, everybody's stop, and the books.</summary>
    /// <param name="mostDuplicates">What may be twice of so many uncertain ones; null for all of them.</param>
    private static async Task ConcludeAsync(
        Site site, CustomerLoad load, SmppProcess gateway, SmppProcess[] carriers, Func<long, long>? mostDuplicates = null)
    {
        var result = await load.Result;
        Assert.Null(result.Error);
        Assert.Equal(0, result.Rejected + result.Unknown);
        Assert.Equal(0, await Site.StopAsync(gateway));
        foreach (var carrier in carriers)
            Assert.Equal(0, await Site.StopAsync(carrier));
        var books = Books.Of(site);
        // Whatever came twice the gateway knew of.
        long uncertain = books.Cdrs.Of("uncertain");
        books.AssertBalanced(Math.Min(mostDuplicates?.Invoke(uncertain) ?? uncertain, uncertain));
    }
}
