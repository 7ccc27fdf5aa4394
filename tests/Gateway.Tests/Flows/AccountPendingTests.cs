using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>How much may wait for one account.</summary>
public class AccountPendingTests
{
    private const int Most = 3;

    [Fact]
    public async Task An_account_that_fetches_no_receipts_gets_RMSGQFUL_for_more_and_no_other_does()
    {
        await using var bench = NewBench(out var carrier, Most);
        await bench.StartAsync();
        var transmitter = await bench.BindAsync(kind: CommandId.BindTransmitter);
        for (int i = 0; i < Most; i++)
            await transmitter.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == Most);

        // While they wait for their receipts, while those wait to be fetched, and after a start.
        await AssertFullAsync();
        foreach (var submit in carrier.Submits.Where(submit => submit.Pdu.RegisteredDelivery != 0).Take(Most))
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(submit));
        await Until.Async(() => bench.Node.Snapshot.Accounts["demo"].Outbox.Waiting == Most);
        await AssertFullAsync();
        await bench.RestartAsync();
        transmitter = await bench.BindAsync(kind: CommandId.BindTransmitter);
        await AssertFullAsync();

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await Until.Async(() => receiver.Receipts.Count == Most && !bench.Node.Snapshot.Accounts["demo"].IsFull);
        await transmitter.AcceptedAsync(Sms.Submit());

        async Task AssertFullAsync()
        {
            Assert.Equal(CommandStatus.MessageQueueFull, (await transmitter.SubmitAsync(Sms.Submit())).Header.Status);
            await transmitter.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
            await (await bench.BindAsync("other")).AcceptedAsync(Sms.Submit());
        }
    }

    [Fact]
    public async Task Messages_for_an_account_that_does_not_fetch_them_are_refused_to_the_carrier_for_now()
    {
        await using var bench = NewBench(out var carrier, Most);
        await bench.StartAsync();
        for (int i = 0; i < Most; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo()));

        Assert.Equal(CommandStatus.MessageQueueFull, await carrier.DeliverAsync(Sms.Mo()));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "67890")));
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await Until.Async(() => receiver.Deliveries.Count == Most && !bench.Node.Snapshot.Accounts["demo"].IsFull);
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo()));
    }

    [Fact]
    public async Task An_account_that_says_nothing_may_fill_three_quarters_of_the_store()
    {
        await using var bench = NewBench(out var carrier, pending: 0);
        bench.Config = bench.Config with { Store = bench.Config.Store with { Pending = 8 } };
        await bench.StartAsync();

        for (int i = 0; i < 6; i++)
            Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo()));
        Assert.Equal(CommandStatus.MessageQueueFull, await carrier.DeliverAsync(Sms.Mo()));
    }

    private static Bench NewBench(out FakeCarrier carrier, int pending)
    {
        var bench = new Bench();
        bench.ChangeDemo(account => account with { Pending = pending });
        bench.AddAccount(Bench.Account("other"));
        carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with
        {
            Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo"), Bench.MoRoute("67890", "other")],
        };
        return bench;
    }
}
