using System.Text;
using Gateway.Configuration;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

public class SubmitTests
{
    [Fact]
    public async Task A_submit_is_answered_with_an_id_of_13_characters_and_reaches_the_carrier_unchanged()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var message = Sms.Submit("Hello") with
        {
            ServiceType = "CMT",
            ProtocolId = 0x41,
            PriorityFlag = 2,
            DataCoding = DataCoding.Latin1,
            ValidityPeriod = "000001000000000R",
            Tlvs = default(TlvList).Add((TlvTag)0x1401, [1, 2, 3]).AddUInt16(TlvTag.UserMessageReference, 77),
        };

        var id = await customer.AcceptedAsync(message);

        Assert.Equal(13, id.Length);
        Assert.True(MessageIds.TryParse(Encoding.ASCII.GetBytes(id), out _));
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal(message, carrier.Submits[0].Pdu);
    }

    [Fact]
    public async Task A_message_payload_of_its_greatest_length_reaches_the_carrier_unchanged()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var payload = new byte[ushort.MaxValue];
        new Random(1).NextBytes(payload);
        var message = Sms.Submit("") with { DataCoding = DataCoding.Octets8, Tlvs = default(TlvList).Add(TlvTag.MessagePayload, payload) };

        await customer.AcceptedAsync(message);

        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal(message, carrier.Submits[0].Pdu);
    }

    [Fact]
    public async Task A_thousand_submits_over_three_sessions_all_reach_the_carrier_once_and_have_ids_of_their_own()
    {
        await using var bench = new Bench(Gateway.Configuration.Durability.Fsync);
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 2, Window = 50 });
        await bench.StartAsync();
        Customer[] customers = [await bench.BindAsync(), await bench.BindAsync(kind: CommandId.BindTransmitter), await bench.BindAsync()];

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 999).Select(i => customers[i % 3].AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0))));

        Assert.Equal(999, ids.Distinct().Count());
        await Until.Async(() => carrier.Submits.Count == 999);
        Assert.Equal(999, carrier.Texts.Distinct().Count());
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(999, bench.Counters.Accepted);
        Assert.Equal(999, bench.Counters.Sent);
    }

    [Fact]
    public Task A_destination_that_no_route_takes_gets_RINVDSTADR() =>
        IsRefusedAsync(
            CommandStatus.InvalidDestinationAddress, Sms.Submit(to: "33612345678"),
            bench => bench.Config = bench.Config with
            {
                Routes = [Bench.Route("a") with { Match = new RouteMatch { Destinations = ["44"] } }],
            });

    [Fact]
    public Task A_route_that_rejects_gives_its_own_status() =>
        IsRefusedAsync(
            CommandStatus.InvalidServiceType, Sms.Submit(to: "33612345678"),
            bench => bench.Config = bench.Config with
            {
                Routes =
                [
                    new RouteConfig { Name = "no-france", Match = new RouteMatch { Destinations = ["33"] }, Reject = "ESME_RINVSERTYP" },
                    Bench.Route("a"),
                ],
            });

    [Fact]
    public Task A_sender_that_the_account_may_not_use_gets_RINVSRCADR() =>
        IsRefusedAsync(
            CommandStatus.InvalidSourceAddress, Sms.Submit(from: "Bank"),
            bench => bench.ChangeDemo(account => account with { Sources = new SenderRules(["ACME", "4477*"]) }));

    [Fact]
    public Task An_empty_destination_gets_RINVDSTADR() => IsRefusedAsync(CommandStatus.InvalidDestinationAddress, Sms.Submit(to: ""));

    [Theory]
    [InlineData("000000000000000R")]
    [InlineData("not a time at al")]
    [InlineData("200101000000000+")]
    public Task A_validity_that_is_over_or_no_time_gets_RINVEXPIRY(string validity) =>
        IsRefusedAsync(CommandStatus.InvalidExpiry, Sms.Submit() with { ValidityPeriod = validity });

    [Fact]
    public Task A_schedule_that_is_no_time_gets_RINVSCHED() =>
        IsRefusedAsync(CommandStatus.InvalidSchedule, Sms.Submit() with { ScheduleDeliveryTime = "not a time at al" });

    [Fact]
    public Task A_priority_above_3_gets_RINVPRTFLG() =>
        IsRefusedAsync(CommandStatus.InvalidPriority, Sms.Submit() with { PriorityFlag = 4 });

    [Fact]
    public async Task A_rate_counts_the_segments_of_a_message()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => account with { Rate = 4 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var threeParts = Sms.Submit("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[400]) };

        await customer.AcceptedAsync(threeParts);
        await customer.AcceptedAsync(Sms.Submit());
        var refused = await customer.SubmitAsync(Sms.Submit());

        Assert.Equal(CommandStatus.Throttled, refused.Header.Status);
        Assert.Equal(1, bench.Counters.Throttled);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await customer.AcceptedAsync(threeParts);
        await Until.Async(() => carrier.Submits.Count == 3);
    }

    [Fact]
    public async Task A_node_with_too_many_messages_alive_answers_RMSGQFUL_until_there_is_room()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        bench.Config = bench.Config with { Store = bench.Config.Store with { Pending = 3 } };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        for (int i = 0; i < 3; i++)
            await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));

        var refused = await customer.SubmitAsync(Sms.Submit());

        Assert.Equal(CommandStatus.MessageQueueFull, refused.Header.Status);
        await Until.Async(() => carrier.Submits.Count == 3);
        carrier.Submits[0].Accept();
        await Until.Async(() => bench.Alive == 2);
        await customer.AcceptedAsync(Sms.Submit());
    }

    [Fact]
    public async Task What_was_refused_never_reaches_a_carrier_and_leaves_nothing_alive()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        for (int i = 0; i < 10; i++)
            Assert.NotEqual(CommandStatus.Ok, (await customer.SubmitAsync(Sms.Submit(to: ""))).Header.Status);
        await customer.AcceptedAsync(Sms.Submit("the only one", registeredDelivery: 0));

        await Until.Async(() => bench.Alive == 0 && carrier.Submits.Count > 0);
        Assert.Equal(["the only one"], carrier.Texts);
        Assert.Equal(10, bench.Counters.Rejected);
    }

    [Fact]
    public async Task A_message_that_outlives_its_validity_in_the_queue_ends_EXPIRED_and_is_never_sent()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var id = await customer.AcceptedAsync(Sms.Submit() with { ValidityPeriod = "000000000100000R" });
        await bench.PassUntilAsync(() => customer.Receipts.Count == 1, TimeSpan.FromSeconds(1), "the receipt comes");

        Assert.Equal(id, customer.Receipts[0].Id);
        Assert.Equal(MessageState.Expired, customer.Receipts[0].State);
        Assert.Equal(1, bench.Counters.Expired);
        await bench.PassUntilAsync(
            () => bench.Node.Snapshot.Upstreams["a"].Queued == 0, TimeSpan.FromSeconds(1), "the queue lets go of it");
        carrier.ComeUp();
        await bench.PassUntilAsync(() => carrier.Binds.Count == 1, TimeSpan.FromMilliseconds(100), "the carrier is bound");
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "nothing is alive");
        Assert.Empty(carrier.Submits);
    }

    [Fact]
    public async Task What_has_expired_behind_a_message_that_waits_longer_leaves_the_queue()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit("stays", registeredDelivery: 0) with { ValidityPeriod = "000001000000000R" });
        for (int i = 0; i < 100; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0) with { ValidityPeriod = "000000000100000R" });

        await bench.PassUntilAsync(() => bench.Counters.Expired == 100, TimeSpan.FromSeconds(1), "all but one expire");

        await bench.PassUntilAsync(
            () => bench.Node.Snapshot.Upstreams["a"].Queued == 1, TimeSpan.FromMilliseconds(100), "the queue lets go of them");
        carrier.ComeUp();
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromMilliseconds(100), "what stayed is sent");
        Assert.Equal(["stays"], carrier.Texts);
    }

    private static async Task IsRefusedAsync(CommandStatus status, SubmitSm message, Action<Bench>? change = null)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        change?.Invoke(bench);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var response = await customer.SubmitAsync(message);

        Assert.Equal(status, response.Header.Status);
        Assert.Equal(0, bench.Counters.Accepted);
        Assert.Equal(1, bench.Counters.Rejected);
        Assert.Equal(0, bench.Alive);
        Assert.Empty(carrier.Submits);
    }
}
