using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

public class DrainTests
{
    [Fact]
    public async Task While_it_drains_it_takes_no_new_configuration()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);
        ConfigFiles.Write(bench.ConfFolder, bench.Config);

        var drain = bench.StopAsync();
        await Until.Async(() => bench.Node.IsDraining);
        long revision = bench.Node.Snapshot.Revision;
        var error = Assert.Single(await bench.Node.ReloadAsync(bench.ConfFolder));
        Assert.Contains("the gateway is stopping", error.Message, StringComparison.Ordinal);
        Assert.Equal(revision, bench.Node.Snapshot.Revision);
        carrier.Submits[0].Accept();
        await drain;
    }

    [Fact]
    public async Task A_drain_unbinds_customers_and_upstreams_lets_what_is_in_flight_be_answered_and_leaves_nothing_uncertain()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 30; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 10);
        var bind = carrier.Binds[0];

        var drain = bench.StopAsync();
        await customer.Session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        await Until.Async(() => !bench.Node.Snapshot.Upstreams["a"].CanSubmit);
        Assert.False(drain.IsCompleted);
        Assert.True(bind.Session.State.IsBound);
        foreach (var submit in carrier.Submits)
            submit.Accept();
        await drain;

        Assert.Equal(SessionEndReason.Unbound, (await customer.Session.Completion).Reason);
        await Until.Async(() => bind.IsEnded);
        Assert.Equal(10, carrier.Submits.Count);
        Assert.Equal(0, bench.Counters.Uncertain);
        Assert.Equal(20, bench.Alive);
        carrier.Script = FakeCarrier.Accept;
        await bench.StartAsync();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), carrier.Texts);
    }

    [Fact]
    public async Task A_submit_that_was_accepted_before_the_drain_is_never_refused_by_it()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answers = Enumerable.Range(0, 200).Select(i => customer.SubmitAsync(Sms.Submit($"{i}", registeredDelivery: 0))).ToArray();
        await answers[0];
        await bench.StopAsync();

        // What the gateway read before the unbind is answered; what it read after it is refused (v3.4 §4.2).
        int accepted = 0;
        foreach (var answer in answers)
        {
            try
            {
                accepted += (await answer).Header.Status == CommandStatus.Ok ? 1 : 0;
            }
            catch (Exception e) when (e is SmppRequestLostException or InvalidOperationException)
            {
                // Sent and never read by the gateway, or never sent.
            }
        }
        Assert.Equal(bench.Counters.Accepted, accepted);
    }

    [Fact]
    public async Task A_carrier_that_answers_nothing_does_not_hold_the_drain_up_for_ever_and_its_messages_stay()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);

        await bench.StopAsync(atMost: Bench.DrainLimit + TimeSpan.FromSeconds(1));

        Assert.Equal(1, bench.Alive);
        carrier.Script = FakeCarrier.Accept;
        await bench.StartAsync(whenBound: false);
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "the message is sent again");
        Assert.Equal(2, carrier.Submits.Count);
    }

    [Fact]
    public async Task Receipts_that_come_while_customers_are_gone_already_are_kept()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("first"));
        await Until.Async(() => bench.Counters.Sent == 1);
        carrier.Script = FakeCarrier.KeepQuiet;
        await customer.AcceptedAsync(Sms.Submit("holds the drain up", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 2);

        var drain = bench.StopAsync();
        await customer.Session.Completion.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));
        carrier.Submits[1].Accept();
        await drain;

        await bench.StartAsync();
        var again = await bench.BindAsync();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(id, Assert.Single(again.Receipts).Id);
    }
}
