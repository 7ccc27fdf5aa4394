using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>more_messages_to_send, for upstreams that want it.</summary>
public class MoreMessagesTests
{
    [Theory]
    [InlineData(RouteMode.Store)]
    [InlineData(RouteMode.Relay)]
    public async Task Every_part_but_the_last_says_that_others_follow_where_the_upstream_wants_it(RouteMode mode)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { MoreMessages = true });
        bench.Config = bench.Config with { Routes = [Bench.Route("a", mode)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var sar = Sms.Submit("in TLVs") with
        {
            Tlvs = default(TlvList)
                .AddUInt16(TlvTag.SarMsgRefNum, 9).AddByte(TlvTag.SarTotalSegments, 2).AddByte(TlvTag.SarSegmentSeqnum, 1)
                .AddByte(TlvTag.MoreMessagesToSend, 0).Add((TlvTag)0x1500, "kept"u8),
        };
        var first = Sms.Part(1, 3, 1) with { ValidityPeriod = "000001000000000R" };
        SubmitSm[] sent = [first, Sms.Part(1, 3, 2), Sms.Part(1, 3, 3), Sms.Submit("alone"), sar];

        foreach (var message in sent)
            await customer.AcceptedAsync(message);
        await Until.Async(() => carrier.Submits.Count == sent.Length);

        Assert.Equal(
            [(byte?)1, 1, null, null, 1],
            sent.Select(message => MoreOf(carrier.Submits.Single(submit => submit.Text == Text(message)).Pdu)));
        // But for that the parts are what the customer sent, also the TLVs that others of them are.
        var part = carrier.Submits.Single(submit => submit.Text == Text(first)).Pdu;
        Assert.Equal(first, part with { Tlvs = part.Tlvs.Without(TlvTag.MoreMessagesToSend) });
        var relayed = carrier.Submits.Single(submit => submit.Text == "in TLVs").Pdu;
        Assert.Equal(sar.Tlvs.Without(TlvTag.MoreMessagesToSend), relayed.Tlvs.Without(TlvTag.MoreMessagesToSend));
        Assert.Single(relayed.Tlvs.GetAll(StandardTlv.MoreMessagesToSend));
    }

    [Fact]
    public async Task Nothing_is_added_for_upstreams_that_do_not_ask_for_it_or_speak_a_version_without_TLVs()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        var old = bench.AddCarrier("old", upstream => upstream with { MoreMessages = true, InterfaceVersion = InterfaceVersion.V33 });
        bench.Config = bench.Config with
        {
            Routes = [Bench.Route("a") with { Match = new() { Destinations = ["44"] } }, Bench.Route("old")],
        };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Part(1, 2, 1));
        await customer.AcceptedAsync(Sms.Part(1, 2, 1, to: "33123456789"));

        await Until.Async(() => carrier.Submits.Count == 1 && old.Submits.Count == 1);
        Assert.True(carrier.Submits[0].Pdu.Tlvs.IsEmpty);
        Assert.True(old.Submits[0].Pdu.Tlvs.IsEmpty);
    }

    private static byte? MoreOf(SubmitSm message) =>
        message.Tlvs.Reader.TryGetByte(TlvTag.MoreMessagesToSend, out byte more) ? more : null;

    private static string Text(SubmitSm message) => System.Text.Encoding.Latin1.GetString(message.UserData);
}
