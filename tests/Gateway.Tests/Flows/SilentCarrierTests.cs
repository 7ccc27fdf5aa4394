using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Carriers that stay bound, answer every enquire_link, and no submit.</summary>
public class SilentCarrierTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_carrier_that_answers_nothing_loses_its_messages_to_the_next_of_its_group_and_gets_single_ones_until_it_answers()
    {
        await using var bench = Silent(out var silent, out var other);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 30; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
        await Until.Async(() => silent.Submits.Count == 10);

        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "the other has taken all");
        Assert.Equal(30, other.Texts.Distinct().Count());
        Assert.Equal(30, other.Submits.Count);

        for (int i = 0; i < 5; i++)
        {
            await bench.PassUntilAsync(() => bench.Node.Snapshot.Upstreams["silent"].CanSubmit, Step, "it may show that it answers again");
            int before = silent.Submits.Count;
            await Task.WhenAll(Enumerable.Range(0, 20).Select(n => customer.AcceptedAsync(Sms.Submit($"{i} {n}", registeredDelivery: 0))));
            await bench.PassUntilAsync(() => bench.Alive == 0, Step, "the other has taken all once more");
            Assert.InRange(silent.Submits.Count - before, 1, 2);
        }

        silent.Script = FakeCarrier.Accept;
        await bench.PassUntilAsync(() => bench.Node.Snapshot.Upstreams["silent"].CanSubmit, Step, "it may show that it answers again");
        await customer.AcceptedAsync(Sms.Submit("first", registeredDelivery: 0));
        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "it has answered");
        int elsewhere = other.Submits.Count;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => customer.AcceptedAsync(Sms.Submit($"again {n}", registeredDelivery: 0))));
        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "it takes all again");
        Assert.Equal(elsewhere, other.Submits.Count);
    }

    [Fact]
    public async Task A_carrier_that_leaves_single_submits_unanswered_keeps_its_place()
    {
        await using var bench = Silent(out var lossy, out var other);
        int count = 0;
        lossy.Script = submit =>
        {
            if (Interlocked.Increment(ref count) % 10 != 0)
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 40; i++)
        {
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));
            bench.Clock!.Advance(Step);
        }

        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "all are taken");
        Assert.Empty(other.Submits);
    }

    [Fact]
    public async Task The_only_carrier_that_answers_nothing_gets_fewer_and_fewer_and_all_when_it_answers()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var silent = bench.AddCarrier("silent", Impatient);
        silent.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 30; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));

        await bench.PassUntilAsync(() => silent.Submits.Count >= 14, Step, "it is asked four times more");
        Assert.Equal(30, bench.Alive);
        silent.Script = FakeCarrier.Accept;
        await bench.PassUntilAsync(() => bench.Alive == 0, Step, "it takes all");
        Assert.Equal(30, silent.Texts.Distinct().Count());
    }

    private static Bench Silent(out FakeCarrier silent, out FakeCarrier other)
    {
        var bench = new Bench { Clock = Bench.NewClock() };
        silent = bench.AddCarrier("silent", Impatient);
        silent.Script = FakeCarrier.KeepQuiet;
        other = bench.AddCarrier("other", upstream => upstream with { EnquireLink = TimeSpan.Zero });
        bench.Group(GroupStrategy.Failover);
        return bench;
    }

    private static Gateway.Configuration.UpstreamConfig Impatient(Gateway.Configuration.UpstreamConfig upstream) =>
        upstream with { Window = 10, ResponseTimeout = TimeSpan.FromSeconds(5), EnquireLink = TimeSpan.Zero };
}
