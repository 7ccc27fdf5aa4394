using System.Text;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>
/// The message_id of deliver_sm_resp and data_sm_resp: empty by the specification (v3.4 §4.6.2), ours for carriers that want it filled.
/// </summary>
public class FillMessageIdTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_a_carrier_brings_is_answered_with_our_id_of_it_where_the_upstream_says_so(bool filled)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { FillMessageId = filled });
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        string wanted = await customer.AcceptedAsync(Sms.Submit("receipt wanted"));
        string unwanted = await customer.AcceptedAsync(Sms.Submit("receipt of failure only", registeredDelivery: 2));
        await Until.Async(() => carrier.Submits.Count == 2);
        Submitted Of(string text) => carrier.Submits.Single(submit => submit.Text == text);

        var about = new[]
        {
            await AnswerAsync(carrier, FakeCarrier.ReceiptOf(Of("receipt wanted"), MessageState.Enroute)),
            await AnswerAsync(carrier, FakeCarrier.ReceiptOf(Of("receipt wanted"), MessageState.Delivered)),
            await AnswerAsync(carrier, FakeCarrier.ReceiptOf(Of("receipt of failure only"), MessageState.Delivered)),
        };
        var others = new[]
        {
            await AnswerAsync(carrier, FakeCarrier.ReceiptOf(Of("receipt wanted"), MessageState.Delivered, id: "of no message")),
            await AnswerAsync(carrier, Sms.Mo()),
            await AnswerAsync(carrier, new DataSm
            {
                Source = Address.Parse(Sms.Someone), Destination = Address.Parse("12345"),
                Tlvs = default(TlvList).Add(TlvTag.MessagePayload, "STOP"u8),
            }),
        };

        Assert.Equal(filled ? [wanted, wanted, unwanted] : ["", "", ""], about);
        Assert.All(others, id => Assert.Equal(filled ? wanted.Length : 0, id.Length));
        Assert.Equal(filled ? others.Length : 1, others.Distinct().Except(about.Where(id => id.Length > 0)).Count());
    }

    [Fact]
    public async Task A_carrier_below_3_4_gets_an_id_that_fits_its_field()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { FillMessageId = true, InterfaceVersion = InterfaceVersion.V33 });
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();

        Assert.Equal(8, (await AnswerAsync(carrier, Sms.Mo())).Length);
    }

    private static async Task<string> AnswerAsync<T>(FakeCarrier carrier, T message) where T : IPduBody
    {
        var answer = await carrier.Binds[0].Session.SendAsync(message).AsTask().WaitAsync(Until.Limit);
        Assert.Equal(CommandStatus.Ok, answer.Header.Status);
        Assert.Equal(0, answer.Body.Span[^1]);
        return Encoding.ASCII.GetString(answer.Body.Span[..^1]);
    }
}
