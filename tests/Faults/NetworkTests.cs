using Peers;
using Shared;

namespace Faults;

/// <summary>What lies between the gateway and a carrier resets, swallows, slows down and spoils what passes.</summary>
public class NetworkTests
{
    private const int Slice = 3_000;

    /// <summary>With the default timers, as in the long form. The short form asks sooner.</summary>
    private static readonly TimeSpan FoundWithin = TimeSpan.FromSeconds(Length.Of(30, 40));

    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(5);

    private static readonly string Impatient = """
        enquire_link = "1s"
        response_timeout = "1s"
        """;

    [Fact]
    public async Task Connections_that_are_reset_under_load_cost_no_message()
    {
        var resets = Length.Of(5, 100);
        var moment = new Random(793);
        await using var site = new Site("carrier-a");
        await using var line = new ChaosProxy(site.Carriers[0].Port) { Delay = Distance };
        site.Detours["carrier-a"] = line.Port;
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex-decimal");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 5_000, Reconnect = false });

        for (var reset = 0; reset < resets; reset++)
        {
            // The gateway may not have noticed the last reset yet: what counts is that it has come again.
            var connections = (reset + 1L) * Site.UpstreamBinds;
            await Until.Async(() => line.Connections >= connections);
            await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
            await load.AnsweredMoreAsync(moment.Next(200, 1_000));
            // One of them meets submits that are under way for certain.
            if (reset == 0)
            {
                line.Stall();
                await load.AnsweredMoreAsync(200);
            }
            line.Reset();
            line.Resume();
        }

        var books = await ConcludeAsync(site, load, gateway, carrier);
        Assert.True(books.Cdrs.Of("uncertain") > 0, "no reset met a submit that was under way");
        Assert.InRange(line.Connections, (long)resets * Site.UpstreamBinds, long.MaxValue);
    }

    [Fact]
    public async Task A_line_that_swallows_everything_is_found_within_40_seconds_and_its_messages_go_elsewhere()
    {
        await using var site = new Site("carrier-a", "carrier-b") { UpstreamLines = Length.IsLong ? "" : "enquire_link = \"1s\"" };
        await using var line = new ChaosProxy(site.Carriers[0].Port);
        site.Detours["carrier-a"] = line.Port;
        site.WriteConfiguration();
        var a = await site.StartCarrierAsync(0, "--profile", "hex");
        var b = await site.StartCarrierAsync(1, "--profile", "uuid");
        var gateway = await site.StartGatewayAsync();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await site.WaitForBindsAsync("carrier-b", Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });
        await load.AnsweredAsync(Slice / 3);

        line.Stall();
        var stalled = TimeProvider.System.GetTimestamp();
        await site.WaitForBindsAsync("carrier-a", 0);
        var found = TimeProvider.System.GetElapsedTime(stalled);
        await load.AnsweredMoreAsync(Slice / 3);
        line.Resume();
        await site.WaitForBindsAsync("carrier-a", Site.UpstreamBinds);
        await load.AnsweredMoreAsync(Slice / 3);

        await ConcludeAsync(site, load, gateway, a, b);
        TestContext.Current.TestOutputHelper!.WriteLine($"found after {found.TotalSeconds:0.0} s");
        Assert.InRange(found, TimeSpan.Zero, FoundWithin);
    }

    [Fact]
    public async Task Answers_that_are_crooked_cost_no_message()
    {
        var crooked = new CrookedAnswers(seed: 47);
        await using var site = new Site("carrier-a") { UpstreamLines = Impatient };
        await using var line = new ChaosProxy(site.Carriers[0].Port) { Answers = crooked.Of };
        site.Detours["carrier-a"] = line.Port;
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(Length.Of(2 * Slice, 40 * Slice)) with { Rate = 2_000, Reconnect = false });
        await load.Result;

        await ConcludeAsync(site, load, gateway, carrier);
        Assert.All(crooked.Times, kind => Assert.True(kind.Value > 0, $"no answer was made {kind.Key}"));
    }

    [Fact]
    public async Task Carriers_with_ids_of_every_form_and_receipts_before_answers_get_each_message_its_receipt()
    {
        string[][] carriers =
        [
            ["--id-form", "decimal", "--no-receipt-tlvs"],
            ["--id-form", "hex", "--receipts-first", "--receipt-delay", "0ms"],
            ["--id-form", "hex-upper", "--no-receipt-tlvs"],
            ["--id-form", "uuid", "--receipts-first", "--receipt-delay", "0ms"],
            ["--id-form", "hex-then-decimal", "--receipts-first", "--receipt-delay", "0ms"],
            ["--id-form", "decimal-then-hex", "--no-receipt-tlvs"],
        ];
        await using var site = new Site([.. carriers.Select(options => $"carrier-{options[1]}")]) { Strategy = "weighted" };
        site.WriteConfiguration();
        var processes = new List<SmppProcess>();
        for (var i = 0; i < carriers.Length; i++)
            processes.Add(await site.StartCarrierAsync(i, carriers[i]));
        var gateway = await site.StartGatewayAsync();
        foreach (var (name, _) in site.Carriers)
            await site.WaitForBindsAsync(name, Site.UpstreamBinds);
        using var load = CustomerLoad.Start(site.Load(Length.Of(Slice, 100 * Slice)) with { Reconnect = false });
        await load.Result;

        var books = await ConcludeAsync(site, load, gateway, [.. processes]);
        Assert.Equal(0, books.Ledgers.Duplicated);
    }

    /// <summary>The load's end, everybody's stop, and the books, in which whatever came twice the gateway knew of.</summary>
    private static async Task<Books> ConcludeAsync(Site site, CustomerLoad load, SmppProcess gateway, params SmppProcess[] carriers)
    {
        var result = await load.EndAsync();
        Assert.Null(result.Error);
        Assert.Equal(0, result.Rejected + result.Unknown);
        Assert.Equal(0, await Site.StopAsync(gateway));
        foreach (var carrier in carriers)
            Assert.Equal(0, await Site.StopAsync(carrier));
        var books = Books.Of(site);
        books.AssertBalanced(books.Cdrs.Of("uncertain"));
        return books;
    }
}
