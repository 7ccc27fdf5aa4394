using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>What an upstream gets at once.</summary>
public class WindowTests
{
    [Fact]
    public async Task A_bind_never_has_more_unanswered_submits_than_its_window()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 3, Window = 7 });
        carrier.Script = submit => Task.Run(() => submit.Accept());
        await bench.StartAsync();
        Customer[] customers = [await bench.BindAsync(), await bench.BindAsync()];

        await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => customers[i % 2].AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(2000, carrier.Submits.Count);
        Assert.All(carrier.Binds, bind => Assert.InRange(bind.MostUnanswered, 1, 7));
    }

    [Fact]
    public async Task A_mute_carrier_gets_one_window_and_no_more()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 2, Window = 5 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));
        await Until.Async(() => carrier.Submits.Count == 10);
        // What is accepted afterwards proves that the first ones had their chance.
        for (int i = 0; i < 5; i++)
            await customer.AcceptedAsync(Sms.Submit("later", registeredDelivery: 0));
        Assert.Equal(10, carrier.Submits.Count);
        Assert.Equal(10, bench.Node.Snapshot.Upstreams["a"].InFlight);

        carrier.Script = FakeCarrier.Accept;
        foreach (var submit in carrier.Submits.Take(10))
            submit.Accept();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(45, carrier.Submits.Count);
        Assert.Equal(0, bench.Counters.Uncertain);
    }

    [Fact]
    public async Task An_upstream_s_rate_counts_segments()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { Rate = 2 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var twoParts = Sms.Submit("", registeredDelivery: 0) with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[200]) };

        for (int i = 0; i < 5; i++)
            await customer.AcceptedAsync(twoParts);
        await Until.Async(() => carrier.Submits.Count == 1);

        for (int sent = 2; sent <= 5; sent++)
        {
            bench.Clock.Advance(TimeSpan.FromMilliseconds(800));
            Assert.Equal(sent - 1, carrier.Submits.Count);
            bench.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Until.Async(() => carrier.Submits.Count == sent);
        }
    }

    [Fact]
    public async Task A_carrier_that_does_not_read_delays_nothing_but_its_own_messages()
    {
        const int Messages = 300;
        await using var bench = new Bench();
        var stalled = bench.AddCarrier("stalled", upstream => upstream with { Window = 1000 });
        var other = bench.AddCarrier("other");
        bench.Config = bench.Config with
        {
            // Room for all of them at once: with small segments some would be refused while the next are made.
            Store = bench.Config.Store with { SegmentMib = 64 },
            Routes = [Bench.Route("other") with { Match = new RouteMatch { Destinations = ["33"] } }, Bench.Route("stalled")],
        };
        using var reads = new ManualResetEventSlim();
        stalled.Script = submit =>
        {
            reads.Wait(Until.Limit);
            submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        // Together more than the buffers of a socket hold.
        var large = Sms.Submit("", registeredDelivery: 0) with
        {
            DataCoding = DataCoding.Octets8,
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[60_000]),
        };

        await Task.WhenAll(Enumerable.Range(0, Messages).Select(_ => customer.AcceptedAsync(large)));
        await customer.AcceptedAsync(Sms.Submit(to: "33612345678", registeredDelivery: 0));
        await Until.Async(() => other.Submits.Count == 1);

        Assert.True(bench.Node.Snapshot.Upstreams["stalled"].Queued > 0, "the carrier is stalled");
        Assert.Equal(0, bench.Counters.Uncertain);
        reads.Set();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Messages, stalled.Submits.Count);
        Assert.Equal(0, bench.Counters.Uncertain);
    }
}
