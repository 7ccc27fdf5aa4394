using Smpp.Protocol;
using Smpp.Testing;

namespace Smpp.Server.Tests;

/// <summary>What receipts say, for every kind of message that asks for one.</summary>
public class ReceiptTests
{
    private static readonly DeliveryReceipt Failed = new()
    {
        Id = "42",
        State = MessageState.Undeliverable,
        SubmittedAt = new DateTime(2026, 11, 23, 20, 38, 0),
        DoneAt = new DateTime(2026, 11, 24, 8, 5, 0, DateTimeKind.Utc),
        NetworkError = new NetworkErrorCode(3, 7),
        Text = "hello, this is cut off behind it",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receipt_says_when_and_why_and_how_the_text_began()
    {
        var (report, receipt) = await DeliverAsync(session => session.DeliverReceiptAsync(CentreRig.Hello, Failed, Stop));

        Assert.Equal(
            "id:42 sub:001 dlvrd:000 submit date:2611232038 done date:2611240805 stat:UNDELIV err:007 text:hello, this is cut o",
            report.Text);
        Assert.Equal(("222", "111"), (report.Source.ToString(), report.Destination.ToString()));
        Assert.Equal(Failed with { Error = "007", Sub = 1, Dlvrd = 0, Text = "hello, this is cut o" }, receipt);
    }

    [Fact]
    public async Task What_a_receipt_leaves_open_is_filled_in()
    {
        var (report, receipt) = await DeliverAsync(
            session => session.DeliverReceiptAsync(
                CentreRig.Hello, new DeliveryReceipt { Id = "42", State = MessageState.Delivered }, Stop));
        Assert.Equal(("000", 1, 1, null), (receipt.Error, receipt.Sub, receipt.Dlvrd, receipt.NetworkError));
        Assert.Equal(receipt.DoneAt, receipt.SubmittedAt);
        Assert.True(report.EsmClass.IsReceipt);

        (report, receipt) = await DeliverAsync(session => session.DeliverReceiptAsync(
            CentreRig.Hello, new DeliveryReceipt { Id = "42", State = MessageState.Enroute, Error = "A1", IsIntermediate = true }, Stop));
        Assert.Equal(("A1", true, false), (receipt.Error, receipt.IsIntermediate, report.EsmClass.IsReceipt));
    }

    [Fact]
    public async Task A_submit_multi_has_a_receipt_for_each_destination()
    {
        var multi = new SubmitMulti { Source = Address.Parse("111"), Destinations = [Address.Parse("222"), Address.Parse("333")] };
        var (report, receipt) = await DeliverAsync(session => session.DeliverMultiReceiptAsync(multi, Address.Parse("333"), Failed, Stop));

        Assert.Equal(("333", "111", "42"), (report.Source.ToString(), report.Destination.ToString(), receipt.Id));
    }

    [Fact]
    public async Task Data_have_their_receipt_as_a_deliver_sm_or_where_an_address_is_too_long_for_that_as_a_data_sm()
    {
        var data = new DataSm { Source = Address.Parse("111"), Destination = Address.Parse("222") };
        var (report, receipt) = await DeliverAsync(session => session.DeliverReceiptAsync(data, Failed, Stop));
        Assert.Equal(("222", "111", "42"), (report.Source.ToString(), report.Destination.ToString(), receipt.Id));

        var longer = data with { Source = new LongAddress(TypeOfNumber.Unknown, NumberingPlan.Unknown, new string('1', 40)) };
        await using var centre = CentreRig.Accepting();
        await using var esme = await CentreRig.BindAsync(centre);
        var reporting = centre.FindReceiver("demo")!.DeliverReceiptAsync(longer, Failed, Stop).AsTask();
        var request = await esme.ExpectAsync<DataSm>();
        await esme.ReplyAsync(request, new DataSmResp());
        Assert.Equal(CommandStatus.Ok, await reporting.InTime());
        Assert.Equal((longer.Source, longer.Destination), (request.Pdu.Destination, request.Pdu.Source));
        Assert.StartsWith("id:42 ", System.Text.Encoding.ASCII.GetString(request.Pdu.MessagePayload.Span), StringComparison.Ordinal);
        Assert.True(request.Pdu.Tlvs.TryGet(StandardTlv.NetworkErrorCode, out NetworkErrorCode error) && error == Failed.NetworkError);
    }

    private static async Task<(DeliverSm Pdu, DeliveryReceipt Receipt)> DeliverAsync(Func<EsmeSession, ValueTask<CommandStatus>> deliver)
    {
        await using var centre = CentreRig.Accepting();
        await using var esme = await CentreRig.BindAsync(centre);
        var reporting = deliver(centre.FindReceiver("demo")!).AsTask();
        var report = await esme.ExpectAsync<DeliverSm>();
        await esme.ReplyAsync(report, new DeliverSmResp());
        Assert.Equal(CommandStatus.Ok, await reporting.InTime());
        Assert.True(DeliveryReceipt.TryRead(report.Pdu, out var receipt));
        return (report.Pdu, receipt!);
    }
}
