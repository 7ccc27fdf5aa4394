using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

public class ReceiptTests
{
    [Theory]
    [InlineData("stat:BUFFERED ", null)]
    [InlineData("stat:QUEUED ", null)]
    [InlineData("", null)]
    [InlineData("stat:DELIVRD ", 12)]
    public async Task A_state_of_the_carrier_s_own_ends_nothing_and_the_receipt_that_follows_counts(string word, int? state)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        var own = new DeliverSm
        {
            Source = Address.Parse(Sms.Someone),
            Destination = Address.Parse("ACME"),
            EsmClass = EsmClass.Receipt,
            ShortMessage = Encoding.ASCII.GetBytes($"id:{carrier.Submits[0].Id} sub:001 dlvrd:000 {word}err:000 text:"),
            Tlvs = state is { } value ? default(TlvList).AddByte(TlvTag.MessageState, (byte)value) : default,
        };

        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(own));
        Assert.Equal(1, bench.Alive);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        await Until.Async(() => customer.Receipts.Count > 0 && bench.Alive == 0);
        Assert.Equal((id, MessageState.Delivered), (customer.Receipts.Single().Id, customer.Receipts.Single().State));
        Assert.Equal(0, bench.Counters.ReceiptsOrphaned);
    }

    [Fact]
    public async Task A_receipt_reaches_the_customer_under_our_id_with_swapped_addresses_Appendix_B_text_and_TLVs()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var message = Sms.Submit("How are you?", to: "+447700900123", from: "ACME");
        var before = DateTimeOffset.UtcNow;
        var id = await customer.AcceptedAsync(message);
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Undeliverable, error: "034"));

        await Until.Async(() => customer.Receipts.Count == 1);
        var receipt = customer.Receipts[0];
        string[] minutes = [Minute(before), Minute(DateTimeOffset.UtcNow)];
        var texts = from submitted in minutes
                    from done in minutes
                    select $"id:{id} sub:001 dlvrd:000 submit date:{submitted} done date:{done} stat:UNDELIV err:034 text:How are you?";
        Assert.Contains(receipt.Text, texts);
        Assert.Equal(message.Destination, receipt.Pdu.Source);
        Assert.Equal(message.Source, receipt.Pdu.Destination);
        Assert.Equal(EsmClass.Receipt, receipt.Pdu.EsmClass);
        Assert.True(receipt.Pdu.Tlvs.Reader.TryGetCString(TlvTag.ReceiptedMessageId, out var receipted));
        Assert.Equal(id, Encoding.ASCII.GetString(receipted));
        Assert.True(receipt.Pdu.Tlvs.Reader.TryGetByte(TlvTag.MessageState, out byte state));
        Assert.Equal((byte)MessageState.Undeliverable, state);
        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(1, bench.Counters.ReceiptsOut);
    }

    [Theory]
    [InlineData(0, MessageState.Delivered, 0, false)]
    [InlineData(0, MessageState.Undeliverable, 0, false)]
    [InlineData(1, MessageState.Delivered, 1, true)]
    [InlineData(1, MessageState.Undeliverable, 1, true)]
    [InlineData(2, MessageState.Delivered, 1, false)]
    [InlineData(2, MessageState.Undeliverable, 1, true)]
    [InlineData(3, MessageState.Delivered, 1, true)]
    [InlineData(3, MessageState.Undeliverable, 1, false)]
    public async Task A_customer_gets_the_receipts_it_asked_for_and_the_carrier_is_asked_for_both_outcomes(
        byte asked, MessageState outcome, byte askedOfCarrier, bool comes)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit("first", registeredDelivery: asked));
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal((RegisteredDelivery)askedOfCarrier, carrier.Submits[0].Pdu.RegisteredDelivery);
        await carrier.ReceiptAsync(carrier.Submits[0], outcome);
        // A second message proves that a receipt for the first one would have come by now.
        var last = await customer.AcceptedAsync(Sms.Submit("last"));
        await Until.Async(() => carrier.Submits.Count == 2);
        await carrier.ReceiptAsync(carrier.Submits[1]);

        await Until.Async(() => customer.Receipts.Any(receipt => receipt.Id == last));
        Assert.Equal(comes ? [id, last] : (string[])[last], customer.Receipts.Select(receipt => receipt.Id));
        await Until.Async(() => bench.Alive == (asked == 0 ? 1 : 0), what: "only the receipt that nobody asked for waits for a message");
    }

    [Fact]
    public async Task A_receipt_that_is_not_final_lets_the_message_wait_for_the_final_one()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Enroute));
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Accepted));
        Assert.Equal(1, bench.Alive);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Delivered));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal([MessageState.Delivered], customer.Receipts.Select(receipt => receipt.State));
    }

    [Fact]
    public async Task Nothing_comes_after_a_final_state()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        MessageState[] states = [MessageState.Delivered, MessageState.Delivered, MessageState.Enroute, MessageState.Undeliverable];
        foreach (var state in states)
            Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], state));
        await customer.AcceptedAsync(Sms.Submit("last"));
        await Until.Async(() => carrier.Submits.Count == 2);
        await carrier.ReceiptAsync(carrier.Submits[1]);

        await Until.Async(() => customer.Receipts.Count == 2);
        Assert.Equal([MessageState.Delivered, MessageState.Delivered], customer.Receipts.Select(receipt => receipt.State));
        Assert.Equal(2, customer.Receipts.Select(receipt => receipt.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_receipt_in_text_alone_is_matched()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        await carrier.DeliverAsync(FakeCarrier.ReceiptOf(carrier.Submits[0], MessageState.Delivered, tlvs: false));

        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_thousand_receipts_that_overtake_and_follow_their_responses_all_come_once()
    {
        const int Messages = 1000;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Binds = 2, Window = 100 });
        var receipts = new List<Task<CommandStatus>>();
        carrier.Script = submit =>
        {
            bool first = receipts.Count % 2 == 0;
            if (first)
                Send(submit);
            submit.Accept();
            if (!first)
                Send(submit);
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, Messages).Select(i => customer.AcceptedAsync(Sms.Submit($"{i}"))));

        await Until.Async(() => customer.Receipts.Count >= Messages && bench.Alive == 0);
        Assert.Equal(ids.Order(), customer.Receipts.Select(receipt => receipt.Id).Order());
        Assert.All(await Task.WhenAll(receipts), status => Assert.Equal(CommandStatus.Ok, status));

        void Send(Submitted submit)
        {
            lock (receipts)
                receipts.Add(carrier.ReceiptAsync(submit, on: carrier.Binds[receipts.Count % 2]));
        }
    }

    private static string Minute(DateTimeOffset time) => time.ToString("yyMMddHHmm", CultureInfo.InvariantCulture);
}
