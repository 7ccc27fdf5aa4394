using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>Intermediate notifications: handed on to those who asked for them, and to nobody else.</summary>
public class NotificationTests
{
    private const byte Wanted = (byte)RegisteredDelivery.Intermediate;

    [Theory]
    [InlineData(Wanted | 1, true)]
    [InlineData(Wanted, false)]
    public async Task One_is_handed_on_and_the_receipt_follows_only_where_it_was_wanted_too(byte wish, bool receipt)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit(registeredDelivery: wish));
        await Until.Async(() => bench.Counters.Sent == 1);
        // Without receipts the gateway would never learn that the message has ended.
        Assert.Equal(RegisteredDelivery.Intermediate | RegisteredDelivery.SuccessOrFailure, carrier.Submits[0].Pdu.RegisteredDelivery);

        Assert.Equal(CommandStatus.Ok, await NotifyAsync(carrier, carrier.Submits[0]));
        await Until.Async(() => customer.Deliveries.Count == 1);
        var told = ReceivedReceipt.Of(customer.Deliveries[0]);
        Assert.Equal((EsmClass.IntermediateNotification, id, MessageState.Enroute), (told.Pdu.EsmClass, told.Id, told.State));
        Assert.Equal(("447700900123", "ACME"), (told.Pdu.Source.ToString(), told.Pdu.Destination.ToString()));
        Assert.True(told.Pdu.Tlvs.Reader.TryGetCString(TlvTag.ReceiptedMessageId, out var receipted));
        Assert.Equal(id, System.Text.Encoding.ASCII.GetString(receipted));

        await carrier.ReceiptAsync(carrier.Submits[0]);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(receipt ? [MessageState.Delivered] : (MessageState[])[], customer.Receipts.Select(one => one.State));
        var booked = await bench.EventsAsync(EventKind.Receipt);
        Assert.Equal([true, false], booked.Select(one => one.Flags.HasFlag(EventFlags.Intermediate)));
    }

    [Fact]
    public async Task Who_did_not_ask_gets_none_and_none_ends_a_message_whatever_state_it_tells()
    {
        await using var bench = new Bench();
        bench.AddAccount(Bench.Account("other"));
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var other = await bench.BindAsync("other");
        await customer.AcceptedAsync(Sms.Submit("silent"));
        await customer.AcceptedAsync(Sms.Submit("told", registeredDelivery: Wanted | 1));
        await Until.Async(() => bench.Counters.Sent == 2);
        var (silent, told) = (carrier.Submits.Single(one => one.Text == "silent"), carrier.Submits.Single(one => one.Text == "told"));

        await NotifyAsync(carrier, silent, MessageState.Undeliverable);
        await NotifyAsync(carrier, told, MessageState.Undeliverable);
        await carrier.ReceiptAsync(silent);
        await carrier.ReceiptAsync(told);

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal([MessageState.Delivered, MessageState.Delivered], customer.Receipts.Select(one => one.State));
        Assert.Single(customer.Deliveries, one => one.EsmClass.IsIntermediate);
        Assert.Empty(other.Deliveries);
    }

    [Fact]
    public async Task None_follows_the_end_of_its_message_and_none_waits_for_a_customer_that_is_away()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: Wanted | 1));
        await Until.Async(() => bench.Counters.Sent == 1);

        Assert.Equal(CommandStatus.Ok, await NotifyAsync(carrier, carrier.Submits[0]));
        await carrier.ReceiptAsync(carrier.Submits[0]);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver);
        await Until.Async(() => bench.Alive == 0);
        await NotifyAsync(carrier, carrier.Submits[0]);
        var last = await customer.AcceptedAsync(Sms.Submit("last"));
        await Until.Async(() => bench.Counters.Sent == 2);
        await carrier.ReceiptAsync(carrier.Submits[1]);

        await Until.Async(() => receiver.Receipts.Any(one => one.Id == last));
        Assert.Equal([EsmClass.Receipt, EsmClass.Receipt], receiver.Deliveries.Select(one => one.EsmClass));
    }

    [Fact]
    public async Task One_that_overtook_the_answer_to_its_submit_is_handed_on_with_it()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: Wanted));
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.Ok, await NotifyAsync(carrier, carrier.Submits[0]));
        Assert.Empty(customer.Deliveries);
        carrier.Submits[0].Accept();

        await Until.Async(() => customer.Deliveries.Count == 1);
        Assert.True(customer.Deliveries[0].EsmClass.IsIntermediate);
    }

    [Fact]
    public async Task A_receiver_of_3_3_which_knows_none_gets_the_receipt_alone()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver, version: InterfaceVersion.V33);
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: Wanted | 1));
        await Until.Async(() => bench.Counters.Sent == 1);

        await NotifyAsync(carrier, carrier.Submits[0]);
        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(EsmClass.Receipt, Assert.Single(receiver.Deliveries).EsmClass);
    }

    [Fact]
    public async Task An_account_without_receipts_may_not_ask_for_them_either()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        bench.ChangeDemo(account => account with { Receipts = false });
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var response = await customer.SubmitAsync(Sms.Submit(registeredDelivery: Wanted));

        Assert.Equal(CommandStatus.InvalidRegisteredDelivery, response.Header.Status);
    }

    private static Task<CommandStatus> NotifyAsync(FakeCarrier carrier, Submitted submit, MessageState state = MessageState.Enroute) =>
        carrier.DeliverAsync(FakeCarrier.ReceiptOf(submit, state) with { EsmClass = EsmClass.IntermediateNotification });
}
