using CsCheck;

namespace Smpp.Protocol.Tests;

public class MessageRecordTests
{
    [Theory]
    [InlineData("Hello @ £5 {x}", DataCoding.Default, "48656C6C6F 20 00 20 0135 20 1B28 78 1B29")]
    [InlineData("Да", DataCoding.Ucs2, "0414 0430")]
    [InlineData("", DataCoding.Default, "")]
    public void Text_goes_in_and_data_coding_and_short_message_come_out(string text, DataCoding dataCoding, string octets)
    {
        var submit = new SubmitSm { Text = text };

        Assert.Equal(dataCoding, submit.DataCoding);
        Assert.Equal(Wire.Hex(octets), submit.ShortMessage);
        Assert.True(submit.Tlvs.IsEmpty);
        Assert.Equal(text, submit.Text);
    }

    [Theory]
    [InlineData(254, false)]
    [InlineData(255, true)]
    [InlineData(20_000, true)]
    public void Text_too_long_for_short_message_goes_into_message_payload(int characters, bool payload)
    {
        string text = new('x', characters);
        var submit = new SubmitSm { Text = text };

        Assert.Equal(payload, submit.Tlvs.TryGet(StandardTlv.MessagePayload, out ReadOnlyMemory<byte> octets));
        Assert.Equal(payload ? characters : 0, octets.Length);
        Assert.Equal(payload ? 0 : characters, submit.ShortMessage.Length);
        Assert.Equal(text, submit.Text);
    }

    [Fact]
    public void A_shorter_text_takes_the_payload_of_a_longer_one_away()
    {
        SubmitSm submit = new SubmitSm { Text = new string('x', 300) } with { Text = "short" };

        Assert.Equal("short", submit.Text);
        Assert.Equal("short"u8.ToArray(), submit.ShortMessage);
        Assert.True(submit.Tlvs.IsEmpty);
    }

    [Fact]
    public void A_longer_text_leaves_the_other_tlvs()
    {
        SubmitSm submit = ((SubmitSm)Samples.Of(CommandId.SubmitSm)) with { Text = new string('x', 300) };

        Assert.True(submit.Tlvs.TryGet(StandardTlv.UserMessageReference, out ushort reference));
        Assert.Equal(7, reference);
        Assert.Equal(300, submit.UserData.Length);
    }

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.SubmitMulti)]
    [InlineData(CommandId.DeliverSm)]
    public void A_payload_moves_into_short_message_where_that_of_3_4_holds_it(CommandId id)
    {
        var message = (MessagePdu)Samples.Of(id) with { ShortMessage = default };
        var others = message.Tlvs.Without(TlvTag.MessagePayload);
        byte[] most = [.. Enumerable.Repeat((byte)'x', 254)];
        message = message with { Tlvs = others.Set(StandardTlv.MessagePayload, most) };

        var moved = message.WithPayloadInShortMessage();

        Assert.Equal(message with { ShortMessage = most, Tlvs = others }, moved);
        Assert.Same(moved, moved!.WithPayloadInShortMessage());
        Assert.Null((message with { Tlvs = others.Set(StandardTlv.MessagePayload, new byte[255]) }).WithPayloadInShortMessage());
    }

    [Fact]
    public void A_short_message_that_3_4_does_not_hold_moves_into_the_payload()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', 255)];
        var message = new SubmitSm { ShortMessage = text };
        var payload = new TlvList().Add(TlvTag.MessagePayload, "this"u8);

        Assert.Equal(new SubmitSm { Tlvs = new TlvList().Set(StandardTlv.MessagePayload, text) }, message.WithLongTextInPayload());
        Assert.Equal(new SubmitSm { Tlvs = payload }, (message with { Tlvs = payload }).WithLongTextInPayload());
        Assert.Null(message.WithPayloadInShortMessage());
        message = message with { ShortMessage = text.AsMemory(1) };
        Assert.Same(message, message.WithLongTextInPayload());
    }

    [Fact]
    public void A_payload_supersedes_a_short_message_when_it_moves_there()
    {
        var message = new SubmitSm { ShortMessage = "not this"u8.ToArray(), Tlvs = new TlvList().Add(TlvTag.MessagePayload, "this"u8) };
        var empty = message with { Tlvs = new TlvList().Add(TlvTag.MessagePayload, default) };

        Assert.Equal(new SubmitSm { ShortMessage = "this"u8.ToArray() }, message.WithPayloadInShortMessage());
        Assert.Equal(new SubmitSm(), empty.WithPayloadInShortMessage());
    }

    [Fact]
    public void Any_text_comes_back_over_the_wire() =>
        Gen.String[Gen.OneOf(Gen.Char['\u0020', '\u007E'], Gen.Char['\u00A0', '\uD7FF']), 0, 400].Sample(text =>
        {
            byte[] body = Wire.BodyOf(new DeliverSm { Text = text });
            return DeliverSm.TryRead(body, out DeliverSm? read, out _) && read!.Text == text && read.ShortMessage.Length <= 254;
        }, iter: 500);

    [Fact]
    public void Submit_multi_has_the_same_ease() =>
        Assert.Equal("Hi", new SubmitMulti { Destinations = [Address.Parse("+447700900123")], Text = "Hi" }.Text);

    [Fact]
    public void Data_sm_carries_its_message_in_message_payload()
    {
        byte[] octets = [0, 1, 2, 0, 0xFF];
        var data = new DataSm { MessagePayload = octets };

        Assert.True(DataSm.TryRead(Wire.BodyOf(data), out DataSm? read, out _));
        Assert.Equal(octets, read!.MessagePayload);
        Assert.True(new DataSm().MessagePayload.IsEmpty);
        Assert.Equal(65_535, new DataSm { MessagePayload = new byte[65_535] }.MessagePayload.Length);
        Assert.Throws<ArgumentException>(() => new DataSm { MessagePayload = new byte[65_536] });
    }

    [Fact]
    public void What_is_not_set_is_null_on_the_wire()
    {
        Assert.Equal(Wire.Hex("00 0000 00 0000 00 00 00 00 00 00 00 00 00 00 00"), Wire.BodyOf(new SubmitSm()));
        Assert.Equal(Wire.Hex("00 0000 00 0000 00 00 00 00"), Wire.BodyOf(new DataSm()));
        Assert.Equal(Wire.Hex("00 00 00 34 00 00 00"), Wire.BodyOf(new Bind(CommandId.BindReceiver)));
        Assert.Equal(Wire.Hex("00 00 00 00"), Wire.BodyOf(new QuerySmResp()));
    }

    [Fact]
    public void A_wrong_sm_length_is_the_message_s_fault_and_no_other()
    {
        byte[] body = Wire.Submit("Hello"u8, Wire.Tlv(TlvTag.UserMessageReference, 0, 7));
        int at = body.Length - 6 - "Hello".Length - 1;
        Assert.Equal(5, body[at]);

        for (int length = 0; length <= byte.MaxValue; length++)
        {
            body[at] = (byte)length;
            bool read = MessageView.TryRead(CommandId.SubmitSm, body, out _, out DecodeError error);
            Assert.Equal(length is 5 or 11, read);
            if (!read)
                Assert.Equal(length > 11 ? CommandStatus.InvalidMessageLength : CommandStatus.InvalidTlvStream, error.ToStatus());
        }
    }

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.DeliverSm)]
    public void A_view_and_a_record_are_written_alike(CommandId id) =>
        PduGens.Of(id).Sample(pdu =>
        {
            byte[] body = Wire.BodyOf(pdu);
            return MessageView.TryRead(id, body, out MessageView view, out _) && Wire.BodyOf(view).AsSpan().SequenceEqual(body)
                && (id == CommandId.SubmitSm ? SubmitSm.From(view) : (Pdu)DeliverSm.From(view)) == pdu;
        }, iter: 500);

    [Fact]
    public void A_view_reads_data_sm_as_the_record_does() =>
        PduGens.Of(CommandId.DataSm).Where(pdu => Short((DataSm)pdu)).Sample(pdu =>
        {
            byte[] body = Wire.BodyOf(pdu);
            var data = (DataSm)pdu;
            return MessageView.TryRead(CommandId.DataSm, body, out MessageView view, out _)
                && Wire.BodyOf(view).AsSpan().SequenceEqual(body)
                && (LongAddress)view.Source == data.Source && (LongAddress)view.Destination == data.Destination
                && view.EsmClass == data.EsmClass && view.RegisteredDelivery == data.RegisteredDelivery
                && view.DataCoding == data.DataCoding && view.UserData.SequenceEqual(data.MessagePayload.Span);
        }, iter: 200);

    [Fact]
    public void A_data_sm_address_that_no_submit_could_carry_is_refused_by_the_view_and_read_by_the_record()
    {
        byte[] body = Samples.OctetsOf(CommandId.DataSm);

        Assert.False(MessageView.TryRead(CommandId.DataSm, body, out _, out DecodeError error));
        Assert.Equal((PduField.SourceAddr, DecodeFault.TooLong), (error.Field, error.Fault));
        Assert.Equal(CommandStatus.InvalidSourceAddress, error.ToStatus());
        Assert.True(DataSm.TryRead(body, out DataSm? data, out _));
        Assert.Equal("a-source-of-more-than-twenty-octets", data!.Source.Value);
        Assert.False(data.Source.TryToAddress(out _));
        Assert.True(data.Destination.TryToAddress(out Address destination));
        Assert.Equal("447700900123", destination.ToString());
    }

    [Fact]
    public void A_view_relayed_as_data_sm_keeps_addresses_flags_and_tlvs()
    {
        byte[] payload = Wire.Tlv(TlvTag.MessagePayload, 1, 0, 2);
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, Wire.Submit(default, payload), out MessageView submit, out _));

        byte[] relayed = Wire.BodyOf(submit with { Id = CommandId.DataSm });

        Assert.True(DataSm.TryRead(relayed, out DataSm? data, out _));
        Assert.Equal([1, 0, 2], data!.MessagePayload.ToArray());
        Assert.Equal("447700900123", data.Destination.Value);
        Assert.Equal(RegisteredDelivery.SuccessOrFailure, data.RegisteredDelivery);
    }

    private static bool Short(DataSm data) => data.Source.TryToAddress(out _) && data.Destination.TryToAddress(out _);
}
