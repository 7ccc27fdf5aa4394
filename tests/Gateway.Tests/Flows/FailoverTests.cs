using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

public class FailoverTests
{
    [Fact]
    public async Task A_message_goes_to_the_second_upstream_when_the_first_is_down()
    {
        await using var bench = new Bench();
        var first = bench.AddCarrier("first");
        var second = bench.AddCarrier("second");
        bench.Group(GroupStrategy.Failover);
        first.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit("over the second"));
        await Until.Async(() => second.Submits.Count == 1);
        first.ComeUp();
        await bench.BoundAsync(first);
        await customer.AcceptedAsync(Sms.Submit("over the first"));

        await Until.Async(() => first.Submits.Count == 1);
        Assert.Equal(["over the first"], first.Texts);
        Assert.Equal(["over the second"], second.Texts);
    }

    [Fact]
    public async Task Messages_in_the_queue_and_in_the_window_of_an_upstream_that_goes_down_leave_over_the_other()
    {
        await using var bench = new Bench();
        var first = bench.AddCarrier("first");
        var second = bench.AddCarrier("second");
        bench.Group(GroupStrategy.Failover);
        first.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));
        await Until.Async(() => first.Submits.Count == 10);

        first.GoDown();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(30, second.Texts.Distinct().Count());
        Assert.Equal(30, second.Submits.Count);
        Assert.Equal(10, bench.Counters.Uncertain);
    }

    [Fact]
    public async Task Messages_that_wait_while_nothing_is_bound_leave_over_whichever_comes_up()
    {
        await using var bench = new Bench();
        var first = bench.AddCarrier("first");
        var second = bench.AddCarrier("second");
        bench.Group(GroupStrategy.Failover);
        first.OnBind = second.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 20; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => bench.Alive == 20);

        second.ComeUp();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), second.Texts);
        Assert.Empty(first.Submits);
    }

    [Fact]
    public async Task Nothing_is_done_for_messages_that_wait_while_nothing_is_bound()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        int refused = 0;
        carrier.OnBind = _ =>
        {
            Interlocked.Increment(ref refused);
            return CommandStatus.SystemError;
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 20; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => bench.Node.Store.Journal.DurablePosition == bench.Node.Store.Journal.AppendPosition);
        var before = bench.Node.Store.Journal.AppendPosition;

        int already = refused;
        await bench.PassUntilAsync(() => refused >= already + 10, TimeSpan.FromMilliseconds(100), "ten more binds are refused");

        Assert.Equal(before, bench.Node.Store.Journal.AppendPosition);
        Assert.Equal(20, bench.Node.Snapshot.Upstreams["a"].Queued);
        Assert.Equal((0, 0), (bench.Counters.Retried, bench.Counters.Uncertain));
        carrier.ComeUp();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "all have left");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), carrier.Texts);
    }

    [Fact]
    public async Task Messages_leave_when_the_transmitter_of_a_pair_binds_after_its_receiver()
    {
        await using var bench = new Bench();
        var first = bench.AddCarrier("first");
        var second = bench.AddCarrier("second", upstream => upstream with { Bind = BindMode.Pair });
        bench.Group(GroupStrategy.Failover);
        first.OnBind = _ => CommandStatus.SystemError;
        var decision = new TaskCompletionSource();
        second.BeforeBind = kind => kind == CommandId.BindTransmitter ? decision.Task : Task.CompletedTask;
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        await Until.Async(() => second.Binds.Count == 1);
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await second.DeliverAsync(Sms.Mo("makes the receiver ready once more"));

        decision.SetResult();

        await Until.Async(() => bench.Alive == 0);
        Assert.Single(second.Submits);
    }

    [Fact]
    public async Task Messages_change_sides_when_the_transmitter_of_a_pair_is_lost_and_its_receiver_stays()
    {
        await using var bench = new Bench();
        var first = bench.AddCarrier("first", upstream => upstream with { Bind = BindMode.Pair });
        var second = bench.AddCarrier("second");
        bench.Group(GroupStrategy.Failover);
        first.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 15; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => first.Submits.Count == 10);

        first.OnBind = _ => CommandStatus.SystemError;
        first.Binds.Single(bind => bind.Kind == CommandId.BindTransmitter).Cut();

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(15, second.Submits.Count);
    }

    [Fact]
    public async Task A_weighted_group_shares_by_its_weights()
    {
        await using var bench = new Bench();
        var light = bench.AddCarrier("light", upstream => upstream with { Window = 100 });
        var heavy = bench.AddCarrier("heavy", upstream => upstream with { Window = 100 });
        bench.Group(GroupStrategy.Weighted, 1, 3);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(2000, light.Submits.Count + heavy.Submits.Count);
        // Five standard deviations of the binomial distribution around 500.
        Assert.InRange(light.Submits.Count, 400, 600);
    }

    [Fact]
    public async Task All_parts_of_a_concatenated_message_go_to_one_upstream_and_messages_to_both()
    {
        await using var bench = new Bench();
        var a = bench.AddCarrier("a");
        var b = bench.AddCarrier("b");
        bench.Group(GroupStrategy.Weighted);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        for (byte reference = 0; reference < 20; reference++)
        {
            for (byte number = 1; number <= 3; number++)
                await customer.AcceptedAsync(Sms.Part(reference, 3, number) with { RegisteredDelivery = 0 });
        }

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(60, a.Submits.Count + b.Submits.Count);
        AssertWhole(a);
        AssertWhole(b);
    }

    private static void AssertWhole(FakeCarrier carrier)
    {
        var messages = carrier.Submits.GroupBy(submit => submit.Pdu.ShortMessage.Span[3]).ToArray();
        Assert.NotEmpty(messages);
        Assert.All(messages, parts => Assert.Equal([1, 2, 3], parts.Select(part => (int)part.Pdu.ShortMessage.Span[5]).Order()));
    }
}
