using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>congestion_state: how much of the room for messages under way is taken (v5.0 §2.9).</summary>
public class CongestionTests
{
    [Fact]
    public async Task A_customer_of_5_0_is_told_how_full_the_store_is_in_every_kind_of_answer()
    {
        await using var bench = await StartedAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V50);
        var id = await customer.AcceptedAsync(Sms.Submit());
        for (int i = 0; i < 2; i++)
            await customer.AcceptedAsync(Sms.Submit());
        Assert.Equal(3, bench.Alive);

        // What is told is what was known when the session was read last.
        var query = new QuerySm { MessageId = id, Source = Sms.Submit().Source };
        await Until.Async(async () => Congestion(await customer.Session.SendAsync(query)) == 30);
        // Its answer may leave before or after what it adds is counted.
        Assert.InRange(Congestion(await customer.SubmitAsync(Sms.Submit())) ?? 0, 30, 40);
        await Until.Async(async () => Congestion(await customer.Session.SendAsync(query)) == 40);
        var multi = new SubmitMulti { Source = query.Source, Destinations = [Sms.Submit().Destination], ShortMessage = "x"u8.ToArray() };
        Assert.InRange(Congestion(await customer.Session.SendAsync(multi)) ?? 0, 40, 50);
    }

    [Fact]
    public async Task A_customer_of_3_4_is_told_nothing()
    {
        await using var bench = await StartedAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V34);
        var id = await customer.AcceptedAsync(Sms.Submit());
        var query = new QuerySm { MessageId = id, Source = Sms.Submit().Source };
        await Until.Async(() => bench.Alive == 1);

        Assert.Null(Congestion(await customer.SubmitAsync(Sms.Submit())));
        Assert.Null(Congestion(await customer.Session.SendAsync(query)));
    }

    /// <summary>A gateway with room for ten messages, and a carrier that answers none.</summary>
    private static async Task<Bench> StartedAsync()
    {
        var bench = new Bench();
        bench.Config = bench.Config with { Store = bench.Config.Store with { Pending = 10 } };
        bench.AddCarrier("a").Script = FakeCarrier.KeepQuiet;
        await bench.StartAsync();
        return bench;
    }

    private static int? Congestion(Response response)
    {
        Assert.Equal(CommandStatus.Ok, response.Header.Status);
        Assert.True(Pdu.TryRead(response.Header, response.Body.Span, out var pdu, out _));
        return ((TlvPdu)pdu!).Tlvs.TryGet(StandardTlv.CongestionState, out byte congestion) ? congestion : null;
    }
}
