using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Routes in relay mode: the upstream's answer is the answer, and nothing is stored before it.</summary>
public class RelayTests
{
    [Fact]
    public async Task The_answer_waits_for_the_upstream_and_bears_our_id()
    {
        await using var bench = NewBench(out var carrier);
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var message = Sms.Submit();

        var answer = customer.SubmitAsync(message);
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.False(answer.IsCompleted);
        Assert.Equal(0, bench.Alive);
        carrier.Submits[0].Accept();

        var response = await answer;
        Assert.Equal(CommandStatus.Ok, response.Header.Status);
        Assert.Equal(13, response.MessageId.Length);
        Assert.Equal(message, carrier.Submits[0].Pdu);
        Assert.Equal((0, 1), (bench.Counters.Accepted, bench.Counters.Relayed));
    }

    [Theory]
    [InlineData(CommandStatus.InvalidDestinationAddress)]
    [InlineData(CommandStatus.Throttled)]
    [InlineData(CommandStatus.SystemError)]
    [InlineData((CommandStatus)0x0444)]
    public async Task The_upstream_s_refusal_is_the_answer_and_it_is_asked_once(CommandStatus status)
    {
        await using var bench = NewBench(out var carrier);
        carrier.Script = submit => submit.Reject(status);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        Assert.Equal(status, (await customer.SubmitAsync(Sms.Submit())).Header.Status);

        Assert.Single(carrier.Submits);
        Assert.Equal(0, bench.Alive);
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].InFlight);
    }

    [Fact]
    public async Task Receipts_of_relayed_messages_come_under_our_id()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Alive == 1);

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task Without_a_bound_upstream_the_submitter_hears_so_at_once()
    {
        await using var bench = NewBench(out var carrier);
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        Assert.Equal(CommandStatus.SystemError, (await customer.SubmitAsync(Sms.Submit())).Header.Status);
        Assert.Equal(0, bench.Alive);
    }

    [Fact]
    public async Task A_full_window_answers_RTHROTTLED_at_once()
    {
        await using var bench = NewBench(out var carrier);
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var waiting = Enumerable.Range(0, 10).Select(i => customer.SubmitAsync(Sms.Submit($"{i}"))).ToArray();
        await Until.Async(() => carrier.Submits.Count == 10);

        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.Submit("one too many"))).Header.Status);

        foreach (var submit in carrier.Submits)
            submit.Accept();
        Assert.All(await Task.WhenAll(waiting), response => Assert.Equal(CommandStatus.Ok, response.Header.Status));
    }

    [Fact]
    public async Task A_cut_before_the_answer_is_a_system_error_and_counts_as_uncertain()
    {
        await using var bench = NewBench(out var carrier);
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var answer = customer.SubmitAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        carrier.Cut();

        Assert.Equal(CommandStatus.SystemError, (await answer).Header.Status);
        Assert.Equal(1, bench.Counters.Uncertain);
        await bench.BoundAsync(carrier);
        Assert.Single(carrier.Submits);
    }

    private static Bench NewBench(out FakeCarrier carrier)
    {
        var bench = new Bench();
        carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [Bench.Route("a", RouteMode.Relay)] };
        return bench;
    }
}
