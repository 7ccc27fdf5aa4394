using System.Text;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>data_sm (v3.4 §4.7): the same way as submit_sm and deliver_sm.</summary>
public class DataSmTests
{
    private static readonly DataSm Message = new()
    {
        Source = Address.Parse("ACME"),
        Destination = Address.Parse(Sms.Someone),
        RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        MessagePayload = Encoding.ASCII.GetBytes("Hello"),
    };

    [Fact]
    public async Task A_data_sm_is_stored_sent_on_as_a_submit_and_its_receipt_comes_back()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var answer = await customer.Session.SendAsync(Message).AsTask().WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Equal((CommandId.DataSmResp, CommandStatus.Ok), (answer.Header.Id, answer.Header.Status));
        await Until.Async(() => carrier.Submits.Count == 1 && bench.Counters.Sent == 1);
        Assert.Equal("Hello", Encoding.ASCII.GetString(carrier.Submits[0].Pdu.UserData));
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        await Until.Async(() => customer.Receipts.Count == 1 && bench.Alive == 0);
        Assert.Equal(answer.MessageId, customer.Receipts[0].Id);
    }

    [Fact]
    public async Task A_data_sm_without_message_payload_gets_RMISSINGTLV()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var empty = new DataSm { Source = Message.Source, Destination = Message.Destination };
        var answer = await customer.Session.SendAsync(empty).AsTask()
            .WaitAsync(Until.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(CommandStatus.MissingTlv, answer.Header.Status);
        Assert.Equal(0, bench.Alive);
    }

    [Fact]
    public async Task Qos_time_to_live_supersedes_validity_period()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var expired = Sms.Submit() with { Tlvs = default(TlvList).AddUInt32(TlvTag.QosTimeToLive, 0), ValidityPeriod = "000001000000000R" };

        Assert.Equal(CommandStatus.InvalidExpiry, (await customer.SubmitAsync(expired)).Header.Status);
    }

    [Fact]
    public async Task A_carrier_s_receipt_in_a_data_sm_reaches_the_customer_as_a_deliver_sm()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);
        var receipt = FakeCarrier.ReceiptOf(carrier.Submits[0], MessageState.Delivered);

        var answer = await carrier.Binds[0].Session.SendAsync(new DataSm
        {
            Source = receipt.Source,
            Destination = receipt.Destination,
            EsmClass = receipt.EsmClass,
            MessagePayload = receipt.ShortMessage,
        }).AsTask().WaitAsync(Until.Limit, TestContext.Current.CancellationToken);

        Assert.Equal((CommandId.DataSmResp, CommandStatus.Ok), (answer.Header.Id, answer.Header.Status));
        await Until.Async(() => customer.Receipts.Count == 1);
        Assert.Equal(id, customer.Receipts[0].Id);
    }
}
