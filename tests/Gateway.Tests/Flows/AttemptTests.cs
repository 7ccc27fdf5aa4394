using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>What is known, after a crash too, of messages that an upstream may have; and what their route lets become of them.</summary>
public class AttemptTests
{
    [Fact]
    public async Task Exactly_the_messages_that_were_written_to_the_carrier_are_doubted_after_a_crash()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 3 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 10; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 3);

        carrier.Script = FakeCarrier.Accept;
        await bench.CrashAsync();

        await Until.Async(() => bench.Counters.Sent == 10 && bench.Alive == 0);
        Assert.Equal(3, bench.Counters.Uncertain);
        Assert.Equal(["0", "1", "2"], carrier.Texts.GroupBy(text => text).Where(group => group.Count() == 2).Select(group => group.Key));
        var doubted = await bench.EventsAsync(EventKind.Uncertain);
        Assert.Equal(3, doubted.Count);
        Assert.All(doubted, e => Assert.True(e.Flags.HasFlag(EventFlags.PossibleDuplicate)));
        var sent = await bench.EventsAsync(EventKind.Sent);
        Assert.Equal(3, sent.Count(e => e.Flags.HasFlag(EventFlags.PossibleDuplicate)));
    }

    [Fact]
    public async Task Nothing_is_doubted_after_a_stop_in_order()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Window = 3 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        carrier.GoDown();
        for (int i = 0; i < 10; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));

        carrier.ComeUp();
        await bench.RestartAsync();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(0, bench.Counters.Uncertain);
        Assert.Equal(10, carrier.Texts.Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_route_that_fails_what_is_uncertain_sends_nothing_twice(bool crash)
    {
        await using var bench = new Bench();
        var (carrier, customer, id) = await UnansweredAsync(bench, UncertainPolicy.Fail);

        carrier.Script = FakeCarrier.Accept;
        if (crash)
        {
            await bench.CrashAsync();
            customer = await bench.BindAsync();
        }
        else
        {
            carrier.Cut();
        }

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal((id, MessageState.Undeliverable), (customer.Receipts[0].Id, customer.Receipts[0].State));
        Assert.Single(carrier.Submits);
        Assert.Equal(1, bench.Counters.Uncertain);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_route_that_holds_what_is_uncertain_waits_for_a_decision_also_over_a_restart(bool crash, bool again)
    {
        await using var bench = new Bench();
        var (carrier, customer, id) = await UnansweredAsync(bench, UncertainPolicy.Hold);

        carrier.Script = FakeCarrier.Accept;
        if (crash)
        {
            await bench.CrashAsync();
        }
        else
        {
            carrier.Cut();
            await Until.Async(() => bench.Counters.Uncertain == 1);
            await bench.RestartAsync();
        }
        customer = await bench.BindAsync();
        var held = (Gateway.Flows.GatewayMessage)Assert.Single(bench.Node.Store.Live.Snapshot());
        Assert.Equal(Storage.Live.LiveState.Held, held.State);
        Assert.Single(carrier.Submits);

        Assert.True(bench.Node.Outcomes.Release(held, again));
        Assert.False(bench.Node.Outcomes.Release(held, again));

        if (again)
        {
            await Until.Async(() => carrier.Submits.Count == 2 && bench.Counters.Sent == 1);
            await carrier.ReceiptAsync(carrier.Submits[1]);
        }
        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(
            (id, again ? MessageState.Delivered : MessageState.Undeliverable), (customer.Receipts[0].Id, customer.Receipts[0].State));
    }

    /// <summary>A message that the carrier has and does not answer.</summary>
    private static async Task<(FakeCarrier Carrier, Customer Customer, string Id)> UnansweredAsync(Bench bench, UncertainPolicy policy)
    {
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Uncertain = policy }] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        return (carrier, customer, id);
    }
}
