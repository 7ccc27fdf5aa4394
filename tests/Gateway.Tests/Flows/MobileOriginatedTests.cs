using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

public class MobileOriginatedTests
{
    [Fact]
    public async Task A_mobile_originated_message_reaches_its_account_unchanged_and_is_acknowledged()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var other = await bench.BindAsync("other");
        var message = Sms.Mo("STOP") with
        {
            DataCoding = DataCoding.Ucs2,
            EsmClass = EsmClass.UserDataHeader,
            ShortMessage = new byte[] { 0x05, 0, 3, 9, 2, 1, 0, 83 },
            Tlvs = default(TlvList).Add((TlvTag)0x1403, [7]),
        };

        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(message));

        // It may be with the customer before it counts as alive.
        await Until.Async(() => customer.Deliveries.Count == 1 && bench.Counters.MoOut == 1 && bench.Alive == 0);
        Assert.Equal(message, customer.Deliveries[0]);
        Assert.Empty(other.Deliveries);
        Assert.Equal(1, bench.Counters.MoIn);
    }

    [Fact]
    public async Task A_message_that_no_account_takes_is_refused_for_good()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        Assert.Equal(CommandStatus.ReceiverRejected, await carrier.DeliverAsync(Sms.Mo(to: "99999")));

        Assert.Equal(1, bench.Counters.Rejected);
        Assert.Equal(0, bench.Alive);
        Assert.Empty(customer.Deliveries);
    }

    [Fact]
    public async Task A_message_for_an_account_that_is_not_bound_waits_for_it()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();

        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("waits")));
        await Until.Async(() => bench.Alive == 1);
        var customer = await bench.BindAsync(kind: CommandId.BindReceiver);

        await Until.Async(() => customer.Deliveries.Count == 1 && bench.Alive == 0);
        Assert.Equal("waits"u8, customer.Deliveries[0].UserData);
    }

    [Fact]
    public async Task A_message_that_the_customer_refuses_for_good_is_dropped_and_counted()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        await bench.BindAsync(onDelivery: _ => CommandStatus.ReceiverRejected);

        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo()));

        await Until.Async(() => bench.Counters.DeliveriesDropped == 1 && bench.Alive == 0);
        Assert.Equal(0, bench.Counters.MoOut);
    }

    [Fact]
    public async Task A_thousand_messages_from_two_carriers_come_once_each()
    {
        await using var bench = NewBench(out var a);
        var b = bench.AddCarrier("b");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => (i % 2 == 0 ? a : b).DeliverAsync(Sms.Mo($"{i}"))));

        Assert.All(answers, status => Assert.Equal(CommandStatus.Ok, status));
        await Until.Async(() => customer.Deliveries.Count >= 1000 && bench.Alive == 0);
        Assert.Equal(1000, customer.Deliveries.Count);
        Assert.Equal(1000, customer.Deliveries.Select(delivery => Convert.ToHexString(delivery.UserData)).Distinct().Count());
    }

    private static Bench NewBench(out FakeCarrier carrier)
    {
        var bench = new Bench();
        carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("other"));
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        return bench;
    }

    [Fact]
    public async Task An_alert_notification_reaches_a_receiver_of_the_account_that_its_esme_addr_belongs_to()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("other"));
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var other = await bench.BindAsync("other");
        var alert = new AlertNotification { Source = Address.Parse(Sms.Someone), Esme = Address.Parse("12345") };

        Assert.True(carrier.Binds[0].Session.TryAlert(alert with { Esme = Address.Parse("999") }));
        Assert.True(carrier.Binds[0].Session.TryAlert(alert));

        await Until.Async(() => !customer.Alerts.IsEmpty);
        Assert.Equal(alert, Assert.Single(customer.Alerts));
        Assert.Empty(other.Alerts);
    }
}
