using Gateway.Configuration;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Which TLVs of vendors go on to carriers and customers.</summary>
public class UnknownTlvsTests
{
    private const TlvTag First = (TlvTag)0x1501;
    private const TlvTag Second = (TlvTag)0x3FFF;

    private static readonly TlvList Sent = default(TlvList)
        .Add(First, "one"u8).AddUInt16(TlvTag.UserMessageReference, 7).Add(Second, default).Add(First, "again"u8)
        .AddByte(TlvTag.PrivacyIndicator, 1);

    private static readonly TlvList Known = Sent.Without(First).Without(Second);

    private static readonly UnknownTlvs OnlyTheFirst = new() { Tags = [First] };

    [Theory]
    [InlineData(RouteMode.Store)]
    [InlineData(RouteMode.Relay)]
    public async Task A_carrier_gets_those_that_its_upstream_lets_through_in_their_order(RouteMode mode)
    {
        await using var bench = new Bench();
        var all = bench.AddCarrier("all");
        var none = bench.AddCarrier("none", upstream => upstream with { UnknownTlvs = UnknownTlvs.None });
        var some = bench.AddCarrier("some", upstream => upstream with { UnknownTlvs = OnlyTheFirst });
        bench.Config = bench.Config with
        {
            Routes =
            [
                Bench.Route("all", mode) with { Match = new() { Destinations = ["441"] } },
                Bench.Route("none", mode) with { Match = new() { Destinations = ["442"] } },
                Bench.Route("some", mode),
            ],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        foreach (string destination in new[] { "441", "442", "443" })
            await customer.AcceptedAsync(Sms.Submit(to: destination) with { Tlvs = Sent });
        await Until.Async(() => all.Submits.Count + none.Submits.Count + some.Submits.Count == 3);

        Assert.Equal([Sent, Known, Sent.Without(Second)], new[] { all, none, some }.Select(carrier => carrier.Submits[0].Pdu.Tlvs));
    }

    [Fact]
    public async Task A_text_in_message_payload_and_a_part_in_sar_TLVs_stay_whole()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { UnknownTlvs = UnknownTlvs.None, MoreMessages = true });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var sent = Sms.Submit("") with
        {
            Tlvs = default(TlvList)
                .AddUInt16(TlvTag.SarMsgRefNum, 9).AddByte(TlvTag.SarTotalSegments, 2).AddByte(TlvTag.SarSegmentSeqnum, 1)
                .Add(First, "gone"u8).Add(TlvTag.MessagePayload, "the text"u8),
        };

        await customer.AcceptedAsync(sent);
        await Until.Async(() => carrier.Submits.Count == 1);

        Assert.Equal(sent with { Tlvs = sent.Tlvs.Without(First).AddByte(TlvTag.MoreMessagesToSend, 1) }, carrier.Submits[0].Pdu);
    }

    [Fact]
    public async Task A_customer_gets_those_that_its_account_lets_through()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.AddAccount(Bench.Account("strict") with { UnknownTlvs = UnknownTlvs.None });
        bench.Config = bench.Config with
        {
            Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo"), Bench.MoRoute("54321", "strict")],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var strict = await bench.BindAsync("strict");

        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo() with { Tlvs = Sent }));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(to: "54321") with { Tlvs = Sent }));

        await Until.Async(() => customer.Deliveries.Count == 1 && strict.Deliveries.Count == 1);
        Assert.Equal(Sent, customer.Deliveries[0].Tlvs);
        Assert.Equal(Known, strict.Deliveries[0].Tlvs);
    }
}
