using System.Text;
using Gateway.Flows;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>Messages that wait: query_sm, cancel_sm, schedules and validities, as a customer meets them.</summary>
public class PendingTests
{
    private static readonly Address Sender = Address.Parse("ACME");

    [Fact]
    public async Task A_message_that_waits_is_cancelled_once_and_its_receipt_says_DELETED()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("gone"));
        var other = await customer.AcceptedAsync(Sms.Submit("stays"));

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));
        Assert.Equal(CommandStatus.CancelFailed, await customer.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));

        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal((id, MessageState.Deleted), (customer.Receipts[0].Id, customer.Receipts[0].State));
        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal(["stays"], carrier.Texts);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => customer.Receipts.Count == 2 && bench.Alive == 0);
        Assert.Equal(other, customer.Receipts[1].Id);
        Assert.Equal(id, MessageIds.ToText((await bench.EventsAsync(EventKind.Cancelled)).Single().Id));
    }

    [Theory]
    [InlineData("another", Sms.Someone)]
    [InlineData("ACME", "447700900999")]
    public async Task Only_a_message_s_own_addresses_cancel_it(string source, string destination)
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());

        var cancel = new CancelSm { MessageId = id, Source = Address.Parse(source), Destination = Address.Parse(destination) };
        Assert.Equal(CommandStatus.CancelFailed, await customer.StatusAsync(cancel));
        Assert.Equal(1, bench.Alive);
    }

    [Fact]
    public async Task Nobody_cancels_replaces_or_queries_another_s_message()
    {
        await using var bench = new Bench();
        bench.AddAccount(Bench.Account("other"));
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        var thief = await bench.BindAsync("other");

        Assert.Equal(CommandStatus.CancelFailed, await thief.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));
        Assert.Equal(CommandStatus.ReplaceFailed, await thief.StatusAsync(new ReplaceSm { MessageId = id, Source = Sender }));
        Assert.Equal(CommandStatus.QueryFailed, await thief.StatusAsync(new QuerySm { MessageId = id, Source = Sender }));
        Assert.Equal(1, bench.Alive);
    }

    [Fact]
    public async Task A_cancel_without_an_id_ends_all_that_wait_for_the_destination_and_service()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        for (int i = 0; i < 3; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}", registeredDelivery: 0) with { ServiceType = "CMT" });
        await customer.AcceptedAsync(Sms.Submit("other service", registeredDelivery: 0));
        await customer.AcceptedAsync(Sms.Submit("other destination", "447700900999", registeredDelivery: 0) with { ServiceType = "CMT" });
        var cancel = new CancelSm { ServiceType = "CMT", Source = Sender, Destination = Address.Parse(Sms.Someone) };

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(cancel));
        Assert.Equal(CommandStatus.CancelFailed, await customer.StatusAsync(cancel));

        await Until.Async(() => bench.Alive == 2);
        carrier.ComeUp();
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(["other destination", "other service"], carrier.Texts.Order());
    }

    [Fact]
    public async Task What_the_carrier_has_is_beyond_recall()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        carrier.Script = FakeCarrier.KeepQuiet;
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.CancelFailed, await customer.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));
        Assert.Equal(CommandStatus.ReplaceFailed, await customer.StatusAsync(new ReplaceSm { MessageId = id, Source = Sender }));

        carrier.Submits[0].Accept();
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal(CommandStatus.CancelFailed, await customer.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));
    }

    [Fact]
    public async Task A_query_follows_a_message_from_its_submit_to_long_after_its_end()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        var waiting = await QueryAsync(customer, id);
        Assert.Equal((id, MessageState.Enroute, ""), (waiting.MessageId, waiting.MessageState, waiting.FinalDate));

        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 1);
        Assert.Equal(MessageState.Enroute, (await QueryAsync(customer, id)).MessageState);

        customer.OnDelivery = _ => null;
        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Undeliverable, error: "013");
        await Until.Async(() => customer.Receipts.Count == 1);
        var receiptWaits = await QueryAsync(customer, id);
        Assert.Equal(MessageState.Undeliverable, receiptWaits.MessageState);
        Assert.Equal(16, receiptWaits.FinalDate.Length);

        customer.Cut();
        customer = await bench.BindAsync();
        await Until.Async(() => bench.Alive == 0);
        var ended = await QueryAsync(customer, id);
        Assert.Equal((MessageState.Undeliverable, 13), (ended.MessageState, ended.ErrorCode));
        Assert.Equal(receiptWaits.FinalDate, ended.FinalDate);
    }

    [Fact]
    public async Task A_query_follows_a_relayed_message_to_long_after_its_end()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [Bench.Route("a", RouteMode.Relay)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Alive == 1);
        Assert.Equal(MessageState.Enroute, (await QueryAsync(customer, id)).MessageState);

        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(MessageState.Delivered, (await QueryAsync(customer, id)).MessageState);
    }

    [Fact]
    public async Task A_query_is_told_by_the_address_alone_before_and_after_the_end()
    {
        await using var bench = new Bench();
        var (carrier, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        var same = new QuerySm { MessageId = id, Source = new Address(TypeOfNumber.National, NumberingPlan.Private, Sender.Value) };
        var other = new QuerySm { MessageId = id, Source = Address.Parse("OTHER") };
        await AssertToldAsync();

        carrier.ComeUp();
        await Until.Async(() => bench.Counters.Sent == 1);
        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => bench.Alive == 0);
        await AssertToldAsync();

        async Task AssertToldAsync()
        {
            Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(same));
            Assert.Equal(CommandStatus.QueryFailed, await customer.StatusAsync(other));
        }
    }

    [Fact]
    public async Task A_query_for_what_never_was_fails()
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();

        Assert.Equal(CommandStatus.InvalidMessageId, await customer.StatusAsync(new QuerySm { MessageId = "no id", Source = Sender }));
        Assert.Equal(CommandStatus.QueryFailed, await customer.StatusAsync(new QuerySm { MessageId = "00CZ3E7800000", Source = Sender }));
    }

    [Fact]
    public async Task A_scheduled_message_waits_for_its_time_over_a_restart_and_says_so()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V50);
        var began = bench.Clock.GetUtcNow();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0) with { ScheduleDeliveryTime = "000000010000000R" });
        Assert.Equal(MessageState.Scheduled, (await QueryAsync(customer, id)).MessageState);

        await bench.RestartAsync();
        customer = await bench.BindAsync();
        Assert.Equal(MessageState.Enroute, (await QueryAsync(customer, id)).MessageState);
        bench.Clock.Advance(TimeSpan.FromMinutes(58));
        await bench.PassUntilAsync(() => carrier.Submits.Count == 1, TimeSpan.FromSeconds(1), "it is due");
        Assert.InRange(bench.Clock.GetUtcNow() - began, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        Assert.Equal("", carrier.Submits[0].Pdu.ScheduleDeliveryTime);
    }

    [Fact]
    public async Task A_scheduled_message_that_is_cancelled_keeps_no_text_in_memory()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit() with { ScheduleDeliveryTime = "000001000000000R" });
        var message = bench.Node.Store.Live.Snapshot().OfType<GatewayMessage>().Single();
        Assert.False(message.Body.IsEmpty);

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(new CancelSm { MessageId = id, Source = Sender }));

        Assert.True(message.Body.IsEmpty);
    }

    [Fact]
    public async Task A_place_in_a_queue_that_is_out_of_date_takes_no_message_from_the_upstream_that_has_it()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var a = bench.AddCarrier("a");
        bench.AddCarrier("b");
        bench.Group(GroupStrategy.Failover);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var late = bench.Clock.GetUtcNow() + TimeSpan.FromMinutes(11);
        var id = await customer.AcceptedAsync(Sms.Submit() with { ScheduleDeliveryTime = "000000001000000R" });
        var sooner = new ReplaceSm
        {
            MessageId = id,
            Source = Sender,
            ScheduleDeliveryTime = "000000000100000R",
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        };
        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(sooner));
        await bench.PassUntilAsync(() => bench.Counters.Sent == 1, TimeSpan.FromSeconds(5), "it is sent at the sooner time");
        var (first, second) = (bench.Node.Snapshot.Upstreams["a"], bench.Node.Snapshot.Upstreams["b"]);

        a.GoDown();
        await Until.Async(() => !first.CanSubmit);
        await bench.PassUntilAsync(
            () => bench.Clock.GetUtcNow() >= late && second.Queued == 0, TimeSpan.FromSeconds(5), "the later time passes");
        a.ComeUp();
        await bench.PassUntilAsync(() => first.CanSubmit, TimeSpan.FromSeconds(1), "a is bound again");
        Assert.Equal(1, first.Receipts.Count);
        Assert.Equal(CommandStatus.Ok, await a.ReceiptAsync(a.Submits[0]));

        await Until.Async(() => bench.Counters.Ended == 1);
        Assert.Equal((0, 0), (first.Receipts.Count, second.Receipts.Count));
        Assert.Single(a.Submits);
    }

    [Fact]
    public async Task A_validity_further_away_than_a_point_in_time_can_say_is_taken_for_the_longest()
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("old"));
        var replace = new ReplaceSm
        {
            MessageId = id,
            Source = Sender,
            ValidityPeriod = "990000000000000R",
            ShortMessage = "new"u8.ToArray(),
        };

        Assert.Equal(CommandStatus.Ok, await customer.StatusAsync(replace));
        var again = Sms.Submit("newer") with { ReplaceIfPresent = 1, ValidityPeriod = "990000000000000R" };
        Assert.Equal(CommandStatus.Ok, (await customer.SubmitAsync(again)).Header.Status);
        Assert.Equal(1, bench.Alive);
    }

    [Fact]
    public async Task Of_a_qos_time_to_live_the_carrier_gets_what_is_left()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0) with
        {
            ScheduleDeliveryTime = "000000010000000R",
            Tlvs = default(TlvList).AddUInt32(TlvTag.QosTimeToLive, 7_200).AddUInt16(TlvTag.UserMessageReference, 5),
        });
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(10), "it is due");

        var tlvs = carrier.Submits.Single().Pdu.Tlvs;
        Assert.True(tlvs.Reader.TryGetUInt32(TlvTag.QosTimeToLive, out uint left));
        Assert.InRange(left, 1u, 3_600u);
        Assert.True(tlvs.Reader.TryGetUInt16(TlvTag.UserMessageReference, out ushort reference) && reference == 5);
    }

    [Fact]
    public async Task A_schedule_behind_the_validity_is_refused()
    {
        await using var bench = new Bench();
        var (_, customer) = await bench.WaitingAsync();

        var late = Sms.Submit() with { ScheduleDeliveryTime = "000002000000000R", ValidityPeriod = "000001000000000R" };
        Assert.Equal(CommandStatus.InvalidSchedule, (await customer.SubmitAsync(late)).Header.Status);
        var tooLate = Sms.Submit() with { ScheduleDeliveryTime = "000008000000000R" };
        Assert.Equal(CommandStatus.InvalidSchedule, (await customer.SubmitAsync(tooLate)).Header.Status);
    }

    private static async Task<QuerySmResp> QueryAsync(Customer customer, string id)
    {
        var response = await customer.SendAsync(new QuerySm { MessageId = id, Source = Sender });
        Assert.Equal(CommandStatus.Ok, response.Header.Status);
        Assert.True(QuerySmResp.TryRead(response.Body.Span, out var answer, out _));
        return answer!;
    }
}
