using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

public class ReceiptMatchingTests
{
    [Fact]
    public async Task A_receipt_that_overtakes_its_response_is_held_and_matched()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));
        await Until.Async(() => bench.Counters.ReceiptsEarly == 1);
        Assert.Empty(customer.Receipts);
        carrier.Submits[0].Accept();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_whose_error_is_longer_than_any_is_a_receipt_all_the_same(bool isEarly)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        string text = $"id:{carrier.Submits[0].Id} sub:001 dlvrd:000 submit date:2611291200 done date:2611291200 stat:UNDELIV "
            + $"err:{new string('9', 300)} text:";
        var receipt = new DeliverSm
        {
            Source = Address.Parse(Sms.Someone),
            Destination = Address.Parse("ACME"),
            EsmClass = EsmClass.Receipt,
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, Encoding.ASCII.GetBytes(text)),
        };

        if (!isEarly)
            carrier.Submits[0].Accept();
        await Until.Async(() => isEarly || bench.Counters.Sent == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(receipt));
        if (isEarly)
            carrier.Submits[0].Accept();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal((id, MessageState.Undeliverable), (customer.Receipts[0].Id, customer.Receipts[0].State));
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].InFlight);
        Assert.Equal(1, carrier.BindsEver);
    }

    [Fact]
    public async Task Two_receipts_that_overtake_their_response_both_count()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Delivered);
        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Enroute);
        carrier.Submits[0].Accept();

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(MessageState.Delivered, customer.Receipts[0].State);
    }

    [Theory]
    [InlineData(ReceiptIdForm.Auto, "812FC7470000001B", "9308878062554710043")]
    [InlineData(ReceiptIdForm.Auto, "9308878062554710043", "812fc7470000001b")]
    [InlineData(ReceiptIdForm.Auto, "0a1b", "A1B")]
    [InlineData(ReceiptIdForm.Auto, "1b1d5b0e-6f3e-4f0e-9c1c-0f4f0a0c0d0e", "1B1D5B0E-6F3E-4F0E-9C1C-0F4F0A0C0D0E")]
    [InlineData(ReceiptIdForm.Auto, "0e999f21-0a4b-4c2d-9f00-000000000001", "E999F21-0A4B-4C2D-9F00-000000000001")]
    [InlineData(ReceiptIdForm.Auto, "1F2E3D4C", "523124044")]
    [InlineData(ReceiptIdForm.Auto, "1234", "0000001234")]
    [InlineData(ReceiptIdForm.Decimal, "0000001234", "1234")]
    [InlineData(ReceiptIdForm.Decimal, "18446744073709551616", "0018446744073709551616")]
    [InlineData(ReceiptIdForm.Hex, "0000AB12", "ab12")]
    [InlineData(ReceiptIdForm.Hex, "0x00AB12", "ab12")]
    [InlineData(ReceiptIdForm.Verbatim, "Ab-12", "Ab-12")]
    public async Task A_receipt_is_matched_though_its_id_is_written_differently(ReceiptIdForm form, string inResponse, string inReceipt)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { ReceiptId = form });
        carrier.IdOf = _ => inResponse;
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        await carrier.ReceiptAsync(carrier.Submits[0], id: inReceipt);

        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_receipt_whose_id_read_in_the_other_base_is_that_of_another_message_is_not_taken_for_its_receipt()
    {
        // 1000 read as hexadecimal is 4096: a carrier that counts in decimal has both on the way at some time.
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.IdOf = number => number == 1 ? "4096" : "1000";
        carrier.Script = submit =>
        {
            if (submit.Id == "4096")
                submit.Accept();
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var waiting = await customer.AcceptedAsync(Sms.Submit("4096", to: "447700900001"));
        await Until.Async(() => carrier.Submits.Count == 1);
        var overtaken = await customer.AcceptedAsync(Sms.Submit("1000", to: "447700900002"));
        await Until.Async(() => carrier.Submits.Count == 2);

        await carrier.ReceiptAsync(carrier.Submits[1], MessageState.Undeliverable);
        carrier.Submits[1].Accept();
        await Until.Async(() => customer.Receipts.Count == 1);
        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Delivered);

        await Until.Async(() => customer.Receipts.Count == 2 && bench.Alive == 0);
        Assert.Equal(
            [(overtaken, MessageState.Undeliverable), (waiting, MessageState.Delivered)],
            customer.Receipts.Select(receipt => (receipt.Id, receipt.State)));
    }

    [Fact]
    public async Task A_receipt_that_is_sent_twice_does_not_end_another_message()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        carrier.IdOf = number => number == 1 ? "1000" : "4096";
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(to: "447700900001"));
        var other = await customer.AcceptedAsync(Sms.Submit(to: "447700900002"));
        await Until.Async(() => carrier.Submits.Count == 2);

        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Delivered);
        await carrier.ReceiptAsync(carrier.Submits[0], MessageState.Delivered);
        await carrier.ReceiptAsync(carrier.Submits[1], MessageState.Undeliverable);

        await Until.Async(() => customer.Receipts.Count == 2);
        Assert.Equal(MessageState.Undeliverable, customer.Receipts.Single(receipt => receipt.Id == other).State);
    }

    [Fact]
    public async Task A_receipt_on_another_bind_of_the_same_upstream_is_matched()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { Bind = BindMode.Pair });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(CommandId.BindTransmitter, carrier.Submits[0].Bind.Kind);
        await carrier.ReceiptAsync(carrier.Submits[0], on: carrier.Binds.Single(bind => bind.Kind == CommandId.BindReceiver));

        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(id, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task The_same_id_of_two_upstreams_is_two_messages()
    {
        await using var bench = new Bench();
        var a = bench.AddCarrier("a");
        var b = bench.AddCarrier("b");
        a.IdOf = b.IdOf = _ => "77";
        bench.Config = bench.Config with
        {
            Routes = [Bench.Route("a") with { Match = new Routing.RouteMatch { Destinations = ["44"] } }, Bench.Route("b")],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var overA = await customer.AcceptedAsync(Sms.Submit(to: "447700900123"));
        var overB = await customer.AcceptedAsync(Sms.Submit(to: "33612345678"));
        await Until.Async(() => a.Submits.Count == 1 && b.Submits.Count == 1);

        await b.ReceiptAsync(b.Submits[0], MessageState.Expired);
        await a.ReceiptAsync(a.Submits[0], MessageState.Delivered);

        await Until.Async(() => customer.Receipts.Count == 2);
        Assert.Equal(MessageState.Expired, customer.Receipts.Single(receipt => receipt.Id == overB).State);
        Assert.Equal(MessageState.Delivered, customer.Receipts.Single(receipt => receipt.Id == overA).State);
    }

    [Fact]
    public async Task A_receipt_that_no_message_claims_is_acknowledged_kept_and_counted_in_the_end()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit(registeredDelivery: 0));
        await Until.Async(() => carrier.Submits.Count == 1 && bench.Alive == 0);

        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], id: "never-heard-of"));
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0], id: "never-heard-of"));

        await Until.Async(() => bench.Alive == 2);
        Assert.Equal(0, bench.Counters.ReceiptsOrphaned);
        await bench.PassUntilAsync(() => bench.Alive == 0, TimeSpan.FromSeconds(20), "they are given up");
        Assert.Equal(2, bench.Counters.ReceiptsOrphaned);
        Assert.Empty(customer.Deliveries);
    }

    [Fact]
    public async Task A_receipt_without_any_id_is_acknowledged_and_counted()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();

        var status = await carrier.DeliverAsync(Sms.Mo("no receipt at all") with { EsmClass = EsmClass.Receipt });

        Assert.Equal(CommandStatus.Ok, status);
        Assert.Equal(1, bench.Counters.ReceiptsOrphaned);
        Assert.Equal(0, bench.Alive);
    }

    [Fact]
    public async Task Receipts_of_unknown_messages_are_parked_as_many_as_may_wait_whatever_their_upstreams()
    {
        await using var bench = new Bench();
        FakeCarrier[] carriers = [bench.AddCarrier("a"), bench.AddCarrier("b")];
        bench.Config = bench.Config with { Store = bench.Config.Store with { Pending = 2 } };
        await bench.StartAsync();

        var answers = new List<CommandStatus>();
        foreach (var carrier in (FakeCarrier[])[.. carriers, .. carriers])
        {
            var text = $"id:{answers.Count} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:";
            answers.Add(await carrier.DeliverAsync(Sms.Mo(text) with { EsmClass = EsmClass.Receipt }));
            // It may be acknowledged a moment before it is parked.
            await Until.Async(() => bench.Node.Store.Live.Parked == answers.Count(status => status == CommandStatus.Ok));
        }

        Assert.Equal(
            [CommandStatus.Ok, CommandStatus.Ok, CommandStatus.ReceiverTemporaryError, CommandStatus.ReceiverTemporaryError], answers);
    }
}
