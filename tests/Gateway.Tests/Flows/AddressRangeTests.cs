using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>address_range of a receiver's bind (v3.4 §5.2.7).</summary>
public class AddressRangeTests
{
    [Fact]
    public async Task Each_receiver_gets_the_messages_of_its_range_and_one_without_gets_any()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var ones = await bench.BindAsync(kind: CommandId.BindReceiver, addressRange: "^1");
        var twos = await bench.BindAsync(addressRange: "^2");
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "1234")));
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "2345")));
        }
        await Until.Async(() => bench.Alive == 0);

        Assert.Equal((10, 10), (ones.Deliveries.Count, twos.Deliveries.Count));
        Assert.All(ones.Deliveries, delivery => Assert.Equal("1234", delivery.Destination.ToString()));
        Assert.All(twos.Deliveries, delivery => Assert.Equal("2345", delivery.Destination.ToString()));
    }

    [Fact]
    public async Task What_no_receiver_serves_waits_for_one_that_does_and_holds_up_nothing_else()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var ones = await bench.BindAsync(addressRange: "^1");
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("first", to: "2345")));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("second", to: "2345")));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "1234")));
        await Until.Async(() => ones.Deliveries.Count == 1 && bench.Alive == 2);

        var twos = await bench.BindAsync(addressRange: "^2");
        await Until.Async(() => bench.Alive == 0);

        Assert.Equal(["first", "second"], twos.Deliveries.Select(Text));
        Assert.Single(ones.Deliveries);
    }

    [Fact]
    public async Task When_the_last_receiver_with_a_range_goes_one_without_gets_what_waited()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var ones = await bench.BindAsync(addressRange: "^1");
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "2345")));
        await Until.Async(() => bench.Node.Snapshot.Accounts["demo"].Outbox.Waiting == 1);
        ones.Cut();
        var any = await bench.BindAsync();

        await Until.Async(() => any.Deliveries.Count == 1 && bench.Alive == 0);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_its_own_range_only()
    {
        await using var bench = NewBench(out var carrier);
        bench.ChangeDemo(account => account with { DeliverWindow = 2 });
        await bench.StartAsync();
        var mute = await bench.BindAsync(addressRange: "^1", onDelivery: _ => null);
        var twos = await bench.BindAsync(addressRange: "^2");
        for (int i = 0; i < 5; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo($"{i}", to: "1234")));
        await Until.Async(() => mute.Deliveries.Count == 2);
        for (int i = 0; i < 20; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "2345")));
        await Until.Async(() => twos.Deliveries.Count == 20);
        mute.Cut();
        var next = await bench.BindAsync(addressRange: "^1");
        await Until.Async(() => bench.Alive == 0);

        Assert.Equal(["0", "1", "2", "3", "4"], next.Deliveries.Select(Text).Order());
    }

    [Fact]
    public async Task Receipts_go_to_any_receiver_whatever_its_range()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync(addressRange: "^1");
        await customer.AcceptedAsync(Sms.Submit() with { RegisteredDelivery = RegisteredDelivery.SuccessOrFailure });
        await Until.Async(() => carrier.Submits.Count == 1 && bench.Counters.Sent == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        await Until.Async(() => customer.Receipts.Count == 1);
    }

    private static string Text(DeliverSm delivery) => System.Text.Encoding.ASCII.GetString(delivery.UserData);

    private static Bench NewBench(out FakeCarrier carrier)
    {
        var bench = new Bench();
        carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with
        {
            Routes = [.. bench.Config.Routes, Bench.MoRoute("1", "demo"), Bench.MoRoute("2", "demo") with { Name = "twos" }],
        };
        return bench;
    }
}
