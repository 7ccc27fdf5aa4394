using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>A carrier that takes few unanswered messages for one number at a time.</summary>
public class PerDestinationTests
{
    private const string Other = "447700900999";

    [Fact]
    public async Task A_destination_has_no_more_unanswered_messages_than_it_may_and_others_go_on()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 2, PerDestination = 2 });
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 7; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0));

        await customer.AcceptedAsync(Sms.Submit("other", Other, registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 3);
        Assert.Equal(["0", "1", "other"], carrier.Texts.Order(StringComparer.Ordinal));

        // One comes for each that is answered, in their order.
        for (int answered = 0; answered < 5; answered++)
        {
            carrier.Submits.Single(submit => submit.Text == $"{answered}").Accept();
            await Until.Async(() => carrier.Submits.Count == 4 + answered);
            Assert.Contains($"{answered + 2}", carrier.Texts);
            Assert.Equal(3, bench.Node.Snapshot.Upstreams["a"].InFlight);
        }
    }

    [Fact]
    public async Task Parts_wait_for_their_destination_in_their_order()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { PerDestination = 1 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        for (byte part = 1; part <= 9; part++)
            await customer.AcceptedAsync(Sms.Part(1, 9, part) with { RegisteredDelivery = default });

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(Enumerable.Range(1, 9).Select(part => (byte)part), carrier.Submits.Select(submit => submit.Pdu.ShortMessage.Span[5]));
    }

    [Theory]
    [InlineData("refusal")]
    [InlineData("timeout")]
    [InlineData("cut")]
    public async Task Room_comes_back_with_answers_timeouts_and_cuts(string end)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a", upstream => upstream with { PerDestination = 1, MostUnanswered = 0 });
        carrier.Script = FakeCarrier.KeepQuiet;
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Uncertain = UncertainPolicy.Fail }] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit("first", registeredDelivery: 0));
        await customer.AcceptedAsync(Sms.Submit("second", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);
        carrier.Script = FakeCarrier.Accept;

        if (end == "refusal")
            carrier.Submits[0].Reject(CommandStatus.InvalidDestinationAddress);
        else if (end == "cut")
            carrier.Cut();

        await Until.Async(() =>
        {
            if (end != "refusal")
                bench.Clock.Advance(TimeSpan.FromSeconds(1));
            return bench.Alive == 0;
        });
        Assert.Equal(["first", "second"], carrier.Texts);
    }

    [Fact]
    public async Task A_relayed_message_beyond_it_is_throttled()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { PerDestination = 1 });
        carrier.Script = FakeCarrier.KeepQuiet;
        bench.Config = bench.Config with { Routes = [Bench.Route("a", RouteMode.Relay)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var first = customer.SubmitAsync(Sms.Submit("first", registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.Submit("second"))).Header.Status);
        carrier.Submits[0].Accept();
        Assert.Equal(CommandStatus.Ok, (await first).Header.Status);
        carrier.Script = FakeCarrier.Accept;
        Assert.Equal(CommandStatus.Ok, (await customer.SubmitAsync(Sms.Submit("third", registeredDelivery: 0))).Header.Status);
    }
}
