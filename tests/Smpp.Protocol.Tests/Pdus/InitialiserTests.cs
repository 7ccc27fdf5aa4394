namespace Smpp.Protocol.Tests.Pdus;

/// <summary>Properties that stand for a TLV, beside the list of all.</summary>
public class InitialiserTests
{
    private static readonly string Long = new('x', 300);

    private static readonly TlvList Others = new TlvList().Set(StandardTlv.SourcePort, (ushort)7);

    [Fact]
    public void A_long_text_and_tlvs_may_be_named_in_either_order()
    {
        var textFirst = new SubmitSm { Text = Long, Tlvs = Others };
        var tlvsFirst = new SubmitSm { Tlvs = Others, Text = Long };

        Assert.Equal(tlvsFirst, textFirst);
        Assert.Equal(Long, textFirst.Text);
        Assert.True(textFirst.Tlvs.TryGet(StandardTlv.SourcePort, out ushort port) && port == 7);
        Assert.Equal(Long, (textFirst with { Tlvs = default }).Text);
    }

    [Fact]
    public void A_payload_of_the_list_s_own_is_taken_as_it_is()
    {
        var message = new SubmitSm { Text = Long } with { Tlvs = Others.Set(StandardTlv.MessagePayload, "other"u8.ToArray()) };

        Assert.Equal("other", message.Text);
    }

    [Fact]
    public void A_text_is_replaced_by_a_short_message_a_short_text_or_parts()
    {
        var message = new SubmitSm { Tlvs = Others, Text = Long };

        Assert.Equal("short", (message with { Text = "short" }).Text);
        Assert.Equal("octets", (message with { ShortMessage = "octets"u8.ToArray() }).Text);
        Assert.Equal(Others, (message with { ShortMessage = "octets"u8.ToArray() }).Tlvs);
        var parts = message.ToParts(new string('y', 200), 1);
        Assert.Equal(new string('y', 200), string.Concat(parts.Select(part => part.Text)));
        Assert.Equal("octets", (new SubmitSm { Tlvs = Others } with { ShortMessage = "octets"u8.ToArray() }).Text);
    }

    [Fact]
    public void A_text_has_no_header_in_front_of_it_whatever_stood_there_before()
    {
        byte[] part = [5, 0, 3, 7, 2, 1, .. "a part"u8];
        var message = new DeliverSm { EsmClass = EsmClass.Receipt | EsmClass.UserDataHeader, ShortMessage = part };

        var answer = message with { Text = "an answer" };

        Assert.Equal((EsmClass.Receipt, "an answer"), (answer.EsmClass, answer.Text));
        Assert.Equal(Long, (message with { Text = Long }).Text);
    }

    [Fact]
    public void The_payload_of_data_and_the_version_of_a_bind_response_stay_too()
    {
        var data = new DataSm { MessagePayload = "data"u8.ToArray(), Tlvs = Others };
        var bound = new BindResp(CommandId.BindReceiverResp) { ScInterfaceVersion = InterfaceVersion.V50, Tlvs = Others };

        Assert.Equal("data"u8.ToArray(), data.MessagePayload.ToArray());
        Assert.Equal(new DataSm { Tlvs = Others, MessagePayload = "data"u8.ToArray() }, data);
        Assert.Equal(InterfaceVersion.V50, bound.ScInterfaceVersion);
        Assert.Null((bound with { ScInterfaceVersion = null }).ScInterfaceVersion);
    }

    [Theory]
    [InlineData(ConcatenationMode.Sar)]
    [InlineData(ConcatenationMode.Header8)]
    public void Parts_have_no_place_but_their_own(ConcatenationMode mode)
    {
        var place = Others.Set(StandardTlv.SarMsgRefNum, (ushort)9).Set(StandardTlv.SarTotalSegments, (byte)9)
            .Set(StandardTlv.SarSegmentSeqnum, (byte)9);
        var options = new TextOptions { Concatenation = mode };

        Assert.Equal(
            new SubmitSm { Tlvs = Others }.ToParts(new string('y', 200), 1, options),
            new SubmitSm { Tlvs = place }.ToParts(new string('y', 200), 1, options));
    }

    [Fact]
    public void A_deliver_sm_is_cut_into_the_parts_that_a_submit_sm_is()
    {
        var source = Address.Parse("+447700900123");
        var submits = new SubmitSm { Source = source, Tlvs = Others, Text = Long }.ToParts(new string('y', 200), 7);
        var delivers = new DeliverSm { Source = source, Tlvs = Others, Text = Long }.ToParts(new string('y', 200), 7);

        Assert.Equal(2, delivers.Count);
        Assert.Equal(
            submits.Select(part => part.ToArray(1)[PduHeader.Size..]), delivers.Select(part => part.ToArray(1)[PduHeader.Size..]));
        Assert.Equal(delivers, new DeliverSm { Source = source, Tlvs = Others }.ToParts(TextPlan.Of(new string('y', 200)), 7));
    }

    [Fact]
    public void Submit_multi_without_destinations_is_not_encoded_but_compared_and_shown()
    {
        var multi = new SubmitMulti { Text = "nobody" };

        var refused = Assert.Throws<InvalidOperationException>(() => multi.ToArray(1));
        Assert.Contains("number_of_dests", refused.Message, StringComparison.Ordinal);
        Assert.Equal(multi, new SubmitMulti { Text = "nobody" });
        Assert.StartsWith("submit_multi", multi.ToString(), StringComparison.Ordinal);
    }
}
