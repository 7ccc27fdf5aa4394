using Gateway.Configuration;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>submit_multi: several messages under one id.</summary>
public class MultiTests
{
    [Fact]
    public async Task Each_destination_gets_its_message_and_its_receipt_under_the_one_id()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answer = await SubmitAsync(customer, "447700900001", "447700900002", "447700900003");

        Assert.Empty(answer.Unsuccessful);
        await Until.Async(() => bench.Counters.Sent == 3);
        Assert.Equal(["447700900001", "447700900002", "447700900003"], carrier.Submits.Select(submit => submit.Pdu.Destination.ToString()));
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);
        await Until.Async(() => customer.Receipts.Count == 3 && bench.Alive == 0);
        Assert.All(customer.Receipts, receipt => Assert.Equal(answer.MessageId, receipt.Id));
        Assert.Equal(
            ["447700900001", "447700900002", "447700900003"], customer.Deliveries.Select(receipt => receipt.Source.ToString()).Order());
    }

    [Fact]
    public async Task A_list_is_a_message_to_each_of_its_numbers_under_the_one_id()
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with
        {
            Lists =
            [
                new("friends", ["447700900002", "+447700900003"]), new("many", [.. Enumerable.Range(1000, 254).Select(i => $"44{i}")]),
            ],
        });
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answer = await SubmitAsync(
            customer, Address.Parse("447700900001"), new MultiDestination("friends"), new MultiDestination("foes"),
            new MultiDestination("many"));

        Assert.Equal(
            [("foes", CommandStatus.InvalidDistributionList), ("many", CommandStatus.CannotSubmitToList)],
            answer.Unsuccessful.Select(one => (one.Destination.ToString(), one.Status)));
        await Until.Async(() => bench.Counters.Sent == 3);
        Assert.Equal(
            ["447700900001", "447700900002", "447700900003"],
            carrier.Submits.Select(submit => submit.Pdu.Destination.ToString()).Order());
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);
        await Until.Async(() => customer.Receipts.Count == 3 && bench.Alive == 0);
        Assert.All(customer.Receipts, receipt => Assert.Equal(answer.MessageId, receipt.Id));

        var full = await SubmitAsync(customer, new MultiDestination("many"), Address.Parse("447700900001"));
        Assert.Empty(full.Unsuccessful);
        await Until.Async(() => bench.Counters.Sent == 3 + 255);
        Assert.Equal(258, carrier.Submits.Count);
    }

    [Fact]
    public async Task Refused_numbers_of_lists_are_at_most_as_many_as_the_answer_can_name()
    {
        await using var bench = new Bench();
        var lists = new[] { "1", "2", "3" };
        bench.ChangeDemo(account => account with
        {
            Lists = [.. lists.Select(name => new DistributionList(name, [.. Enumerable.Range(100, 100).Select(i => $"49{name}{i}")]))],
        });
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [Bench.Route("a") with { Match = new RouteMatch { Destinations = ["44"] } }] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answer = await SubmitAsync(
            customer, [Address.Parse("447700900001"), .. lists.Select(name => new MultiDestination(name))]);

        Assert.Equal(200, answer.Unsuccessful.Count(one => one.Status == CommandStatus.InvalidDestinationAddress));
        var last = answer.Unsuccessful[^1];
        Assert.Equal(("3", CommandStatus.CannotSubmitToList), (last.Destination.ToString(), last.Status));
        Assert.Equal(201, answer.Unsuccessful.Count);
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal("447700900001", carrier.Submits[0].Pdu.Destination.ToString());
    }

    [Fact]
    public async Task A_list_of_nobody_is_refused()
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { Lists = [new("friends", [])] });
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var alone = await SendAsync(customer, new MultiDestination("friends"));
        Assert.Equal(CommandStatus.CannotSubmitToList, alone.Header.Status);
        var beside = await SubmitAsync(customer, new MultiDestination("friends"), Address.Parse("447700900001"));
        Assert.Equal("friends", Assert.Single(beside.Unsuccessful).Destination.ToString());
    }

    [Fact]
    public async Task Destinations_that_are_refused_are_named_and_the_others_go()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with
        {
            Routes = [Bench.Route("a") with { Match = new RouteMatch { Destinations = ["44"] } }],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answer = await SubmitAsync(
            customer, Address.Parse("4912345"), Address.Parse("447700900002"), new MultiDestination("friends"), default(Address));

        Assert.Equal(
            [CommandStatus.InvalidDestinationAddress, CommandStatus.CannotSubmitToList, CommandStatus.InvalidDestinationAddress],
            answer.Unsuccessful.Select(one => one.Status));
        Assert.Equal("4912345", answer.Unsuccessful[0].Destination.ToString());
        Assert.Equal("friends", answer.Unsuccessful[1].Destination.ToString());
        await Until.Async(() => carrier.Submits.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(answer.MessageId, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_submit_multi_of_which_nothing_is_taken_is_refused()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var lists = await SendAsync(customer, new MultiDestination("friends"), new MultiDestination("others"));
        var mixed = await SendAsync(customer, new MultiDestination("friends"), default(Address));

        Assert.Equal(CommandStatus.CannotSubmitToList, lists.Header.Status);
        Assert.Equal(CommandStatus.SubmitFailed, mixed.Header.Status);
        Assert.Equal(0, bench.Alive);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_receipts_keep_the_one_id_over_a_restart(bool crash)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var answer = await SubmitAsync(customer, "447700900001", "447700900002");
        await Until.Async(() => bench.Counters.Sent == 2);

        await (crash ? bench.CrashAsync() : bench.RestartAsync());
        customer = await bench.BindAsync();
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);

        await Until.Async(() => customer.Receipts.Count == 2 && bench.Alive == 0);
        Assert.All(customer.Receipts, receipt => Assert.Equal(answer.MessageId, receipt.Id));
    }

    [Fact]
    public async Task A_cancel_of_the_one_id_ends_what_waits_of_it_and_a_destination_picks_one()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.GoDown();
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var answer = await SubmitAsync(customer, "447700900001", "447700900002", "447700900003");
        var source = Address.Parse("ACME");

        var one = new CancelSm { MessageId = answer.MessageId, Source = source, Destination = Address.Parse("447700900002") };
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(one)).Header.Status);
        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal("447700900002", customer.Deliveries[0].Source.ToString());

        var rest = new CancelSm { MessageId = answer.MessageId, Source = source };
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(rest)).Header.Status);
        await Until.Async(() => customer.Receipts.Count == 3 && bench.Alive == 0);
    }

    [Fact]
    public async Task A_relaying_route_stores_what_comes_by_submit_multi()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [Bench.Route("a", RouteMode.Relay)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await SubmitAsync(customer, "447700900001", "447700900002");

        await Until.Async(() => carrier.Submits.Count == 2);
        Assert.Equal(2, (await bench.EventsAsync(EventKind.Accepted)).Count);
    }

    private static Task<SubmitMultiResp> SubmitAsync(Customer customer, params string[] destinations) =>
        SubmitAsync(customer, [.. destinations.Select(text => new MultiDestination(Address.Parse(text)))]);

    private static async Task<SubmitMultiResp> SubmitAsync(Customer customer, params MultiDestination[] destinations)
    {
        var response = await SendAsync(customer, destinations);
        Assert.Equal(CommandStatus.Ok, response.Header.Status);
        Assert.True(SubmitMultiResp.TryRead(response.Body.Span, out var answer, out _));
        return answer!;
    }

    private static async Task<Response> SendAsync(Customer customer, params MultiDestination[] destinations)
    {
        var multi = new SubmitMulti
        {
            Source = Address.Parse("ACME"),
            Destinations = destinations,
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ShortMessage = "Hello"u8.ToArray(),
        };
        return await customer.Session.SendAsync(multi).AsTask().WaitAsync(Until.Limit);
    }
}
