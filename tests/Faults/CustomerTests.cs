using System.Globalization;
using System.Net.Sockets;
using Shared;

namespace Faults;

/// <summary>Customers that misbehave, and strangers, beside one that does not.</summary>
public class CustomerTests
{
    private const int Slice = 1_000;

    [Fact]
    public async Task Slow_mute_and_flapping_customers_lose_no_receipt_and_hold_nobody_else_up()
    {
        string[] names = ["slow", "mute", "flapping"];
        var flaps = Length.Of(10, 200);
        var messages = Length.Of(Slice, 10 * Slice);
        await using var site = new Site("carrier-a") { MoreAccounts = string.Concat(names.Select(name => Site.Account(name))) };
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex");
        var gateway = await site.StartGatewayAsync();
        await Task.WhenAll(names.Select(name => site.SubmitAndGoAsync(name, messages)));
        using var honest = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });
        await honest.AnsweredMoreAsync(Slice);

        await using (var slow = await ReceivingCustomer.BindAsync(site, "slow", "slow", Manner.Slow))
        await using (var mute = await ReceivingCustomer.BindAsync(site, "mute", "mute", Manner.Mute))
        {
            for (var flap = 0; flap < flaps; flap++)
            {
                await using var flapping = await ReceivingCustomer.BindAsync(site, "flapping", "flapping", Manner.Flapping);
                await flapping.Ended.WaitAsync(Until.Limit);
            }
            await Until.Async(() => slow.Count > 0 && mute.Count > 0);
            await honest.AnsweredMoreAsync(Slice);
        }

        foreach (var name in names)
        {
            await using var customer = await ReceivingCustomer.BindAsync(site, name, name);
            await Until.Async(async () => await site.WaitingAsync(name) == 0, what: $"{name} has fetched all");
        }
        var result = await honest.EndAsync();
        Assert.True(result.IsComplete, $"{result}");
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        // Answers that a customer owed when it hung up: at most its window, each time.
        Books.Of(site, customers: ["customer", .. names]).AssertBalanced(mostRepeated: (flaps + 2) * 200);
    }

    [Fact]
    public async Task A_customer_that_freezes_is_let_go_and_gets_everything_when_it_thaws()
    {
        var freezes = Length.Of(2, 10);
        // What it has to submit must outlast its freezes, in which its messages become due as well.
        var messages = Length.Of(8_000, 120_000);
        const string Impatient = """
            enquire_link = "1s"
            response_timeout = "1s"
            """;
        await using var site = new Site("carrier-a") { MoreAccounts = Site.Account("frozen", Impatient) };
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex");
        var gateway = await site.StartGatewayAsync();
        using var honest = CustomerLoad.Start(site.Load(0) with { Rate = 1_000, Reconnect = false });
        var customer = site.Start(
            "load", "--target", $"{site.Gateway}", "--system-id", "frozen", "--password", Site.Password, "--messages", $"{messages}",
            "--rate", "500", "--receipts", "--mix", "all", "--ledger", site.Ledger("frozen"), "--reconnect");

        for (var freeze = 0; freeze < freezes; freeze++)
        {
            await Until.Async(async () => await site.SessionsAsync("frozen") == 1, what: "the customer is bound");
            await honest.AnsweredMoreAsync(Slice / 2);
            customer.Freeze();
            await Until.Async(async () => await site.SessionsAsync("frozen") == 0, what: "the frozen customer is let go");
            await honest.AnsweredMoreAsync(Slice / 2);
            customer.Thaw();
        }

        // What it had submitted and never heard of is unknown to it, and so its exit code is not 0.
        await customer.WaitForExitAsync(TimeSpan.FromMinutes(2));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"submitted {messages:N0}"), customer.Output, StringComparison.Ordinal);
        // It leaves when it has seen every receipt, and may not have answered those that came a second time.
        await using (await ReceivingCustomer.BindAsync(site, "frozen", "frozen"))
            await Until.Async(async () => await site.WaitingAsync("frozen") == 0, what: "no receipt waits for the customer");
        var result = await honest.EndAsync();
        Assert.True(result.IsComplete, $"{result}");
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        // What it was too slow to answer comes again, as often as that happens: only what was acknowledged must not, as the audit sees.
        Books.Of(site, customers: ["customer", "frozen"]).AssertBalanced(mostRepeated: long.MaxValue);
    }

    [Fact]
    public async Task Strangers_that_flood_dawdle_guess_and_speak_other_protocols_cost_bound_customers_nothing()
    {
        var rounds = Length.Of(3, 60);
        await using var site = new Site("carrier-a") { LimitLines = "bind_timeout = \"5s\"" };
        site.WriteConfiguration();
        var carrier = await site.StartCarrierAsync(0, "--profile", "hex");
        var gateway = await site.StartGatewayAsync();
        using var load = CustomerLoad.Start(site.Load(0) with { Rate = 2_000, Reconnect = false });
        await load.AnsweredMoreAsync(Slice);

        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(stranger => BotherAsync(site.GatewayPort, stranger)));
            await load.AnsweredMoreAsync(Slice / 2);
        }

        var result = await load.EndAsync();
        Assert.True(result.IsComplete, $"{result}");
        Assert.DoesNotContain(gateway.Lines, line => line.Contains("Exception", StringComparison.Ordinal));
        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site).AssertBalanced();
    }

    /// <summary>One stranger, until it is closed or leaves.</summary>
    private static async Task BotherAsync(int port, int stranger)
    {
        try
        {
            await using var peer = await RawPeer.ConnectAsync(port);
            switch (stranger % 5)
            {
                case 0:
                    await peer.SendAsync(RawPdu.Bind(1, Site.SystemId, $"guess{stranger}"));
                    await peer.ReadAsync();
                    break;
                case 1:
                    await peer.SendAsync(RawPdu.Bind(1, Site.SystemId, Site.Password)[..20]);
                    await peer.ReadAsync();
                    break;
                case 2:
                    await peer.SendAsync([.. "GET / HTTP/1.1\r\nHost: gateway\r\n\r\n"u8]);
                    await peer.ReadAsync();
                    break;
                case 3:
                    var garbage = new byte[1_000];
                    new Random(stranger).NextBytes(garbage);
                    await peer.SendAsync(garbage);
                    await peer.ReadAsync();
                    break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Turned away.
        }
    }
}
