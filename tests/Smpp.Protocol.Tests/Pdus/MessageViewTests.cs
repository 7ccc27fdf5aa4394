using CsCheck;

namespace Smpp.Protocol.Tests;

public class MessageViewTests
{
    private static readonly byte[] Valid = Wire.Submit("Hello"u8, Wire.Tlv(TlvTag.UserMessageReference, 0, 7));

    [Fact]
    public void A_written_submit_reads_back_field_for_field()
    {
        byte[] body = Wire.BodyOf(new MessageView(CommandId.SubmitSm)
        {
            ServiceType = "CMT"u8,
            Source = Address.Parse("ACME"),
            Destination = Address.Parse("+447700900123"),
            EsmClass = EsmClass.StoreAndForward | EsmClass.UserDataHeader,
            ProtocolId = 0x11,
            PriorityFlag = 2,
            ScheduleDeliveryTime = "261123203701000+"u8,
            ValidityPeriod = "000001000000000R"u8,
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ReplaceIfPresent = 3,
            DataCoding = DataCoding.Ucs2,
            DefaultMessageId = 7,
            ShortMessage = [0, 1, 2, 0, 0xFF],
            TlvBytes = [0x14, 0x00, 0x00, 0x01, 0xAA],
        });

        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView read, out DecodeError error));

        Assert.Equal(default, error);
        Assert.Equal("CMT"u8.ToArray(), read.ServiceType);
        Assert.Equal(Address.Parse("ACME"), read.Source);
        Assert.Equal("447700900123", read.Destination.ToString());
        Assert.Equal(EsmClass.StoreAndForward | EsmClass.UserDataHeader, read.EsmClass);
        Assert.Equal(0x11, read.ProtocolId);
        Assert.Equal(2, read.PriorityFlag);
        Assert.Equal("261123203701000+"u8.ToArray(), read.ScheduleDeliveryTime);
        Assert.Equal("000001000000000R"u8.ToArray(), read.ValidityPeriod);
        Assert.Equal(RegisteredDelivery.SuccessOrFailure, read.RegisteredDelivery);
        Assert.Equal(3, read.ReplaceIfPresent);
        Assert.Equal(DataCoding.Ucs2, read.DataCoding);
        Assert.Equal(7, read.DefaultMessageId);
        Assert.Equal([0, 1, 2, 0, 0xFF], read.ShortMessage.ToArray());
        Assert.Equal([0x14, 0x00, 0x00, 0x01, 0xAA], read.TlvBytes.ToArray());
    }

    [Fact]
    public void A_view_changed_with_with_relays_everything_else_untouched()
    {
        byte[] body = Wire.BodyOf(new SubmitSm
        {
            ServiceType = "WAP",
            Source = Address.Parse("ACME"),
            Destination = Address.Parse("+447700900123"),
            ShortMessage = Wire.Ascii("Hi"),
            Tlvs = new TlvList().Add((TlvTag)0x1401, [9, 8, 7]).AddByte(TlvTag.PrivacyIndicator, 3),
        });
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));

        byte[] relayed = Wire.BodyOf(view with
        {
            Source = Address.Parse("12345"),
            Destination = Address.Parse("+33612345678"),
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ValidityPeriod = "000002000000000R"u8,
            DataCoding = DataCoding.Octets8,
            ShortMessage = "Longer than before"u8,
        });

        Assert.True(SubmitSm.TryRead(relayed, out SubmitSm? read, out _));
        Assert.Equal(new SubmitSm
        {
            ServiceType = "WAP",
            Source = Address.Parse("12345"),
            Destination = Address.Parse("+33612345678"),
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ValidityPeriod = "000002000000000R",
            DataCoding = DataCoding.Octets8,
            ShortMessage = Wire.Ascii("Longer than before"),
            Tlvs = new TlvList().Add((TlvTag)0x1401, [9, 8, 7]).AddByte(TlvTag.PrivacyIndicator, 3),
        }, read);
    }

    [Fact]
    public void A_receipt_gets_its_tlvs_from_the_stack()
    {
        Span<byte> tlvs = stackalloc byte[64];
        int length = TlvWriter.WriteCString(tlvs, TlvTag.ReceiptedMessageId, "42"u8);
        length += TlvWriter.WriteByte(tlvs[length..], TlvTag.MessageState, (byte)MessageState.Delivered);
        length += TlvWriter.Write(tlvs[length..], TlvTag.NetworkErrorCode, [3, 0, 0]);

        byte[] body = Wire.BodyOf(new MessageView(CommandId.DeliverSm) { EsmClass = EsmClass.Receipt, TlvBytes = tlvs[..length] });

        Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
        Assert.True(Receipt.TryRead(view, out Receipt receipt));
        Assert.Equal("42"u8.ToArray(), receipt.Id);
        Assert.Equal(MessageState.Delivered, receipt.State);
    }

    [Theory]
    [InlineData("", PduField.ServiceType, DecodeFault.Truncated, CommandStatus.InvalidServiceType)]
    [InlineData("414243444546 00", PduField.ServiceType, DecodeFault.TooLong, CommandStatus.InvalidServiceType)]
    [InlineData("00", PduField.SourceAddrTon, DecodeFault.Truncated, CommandStatus.InvalidSourceTon)]
    [InlineData("00 01", PduField.SourceAddrNpi, DecodeFault.Truncated, CommandStatus.InvalidSourceNpi)]
    [InlineData("00 0101 313233", PduField.SourceAddr, DecodeFault.Truncated, CommandStatus.InvalidSourceAddress)]
    [InlineData("00 0101 313131313131313131313131313131313131313131 00",
        PduField.SourceAddr, DecodeFault.TooLong, CommandStatus.InvalidSourceAddress)]
    [InlineData("00 000000", PduField.DestAddrTon, DecodeFault.Truncated, CommandStatus.InvalidDestinationTon)]
    [InlineData("00 000000 01", PduField.DestAddrNpi, DecodeFault.Truncated, CommandStatus.InvalidDestinationNpi)]
    [InlineData("00 000000 0101 31", PduField.DestinationAddr, DecodeFault.Truncated, CommandStatus.InvalidDestinationAddress)]
    [InlineData("00 000000 0101 313131313131313131313131313131313131313131 00",
        PduField.DestinationAddr, DecodeFault.TooLong, CommandStatus.InvalidDestinationAddress)]
    [InlineData("00 000000 000000", PduField.EsmClass, DecodeFault.Truncated, CommandStatus.InvalidEsmClass)]
    [InlineData("00 000000 000000 0000", PduField.PriorityFlag, DecodeFault.Truncated, CommandStatus.InvalidPriority)]
    [InlineData("00 000000 000000 000000 3100", PduField.ScheduleDeliveryTime, DecodeFault.BadLength, CommandStatus.InvalidSchedule)]
    [InlineData("00 000000 000000 000000 3131313131313131313131313131313131 00",
        PduField.ScheduleDeliveryTime, DecodeFault.TooLong, CommandStatus.InvalidSchedule)]
    [InlineData("00 000000 000000 000000 00 31313131313131313131313100",
        PduField.ValidityPeriod, DecodeFault.BadLength, CommandStatus.InvalidExpiry)]
    [InlineData("00 000000 000000 000000 00 00",
        PduField.RegisteredDelivery, DecodeFault.Truncated, CommandStatus.InvalidRegisteredDelivery)]
    [InlineData("00 000000 000000 000000 00 00 01", PduField.ReplaceIfPresentFlag, DecodeFault.Truncated, CommandStatus.InvalidReplaceFlag)]
    [InlineData("00 000000 000000 000000 00 00 0100", PduField.DataCoding, DecodeFault.Truncated, CommandStatus.InvalidCommandLength)]
    [InlineData("00 000000 000000 000000 00 00 010000",
        PduField.SmDefaultMsgId, DecodeFault.Truncated, CommandStatus.InvalidDefaultMessage)]
    [InlineData("00 000000 000000 000000 00 00 01000000", PduField.SmLength, DecodeFault.Truncated, CommandStatus.InvalidMessageLength)]
    [InlineData("00 000000 000000 000000 00 00 01000000 05 41424344",
        PduField.ShortMessage, DecodeFault.Truncated, CommandStatus.InvalidMessageLength)]
    [InlineData("00 000000 000000 000000 00 00 01000000 01 4142", PduField.Tlv, DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream)]
    [InlineData("00 000000 000000 000000 00 00 01000000 00 042400",
        PduField.Tlv, DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream)]
    [InlineData("00 000000 000000 000000 00 00 01000000 00 0424000141 0424000241",
        PduField.Tlv, DecodeFault.Truncated, CommandStatus.InvalidTlvStream)]
    public void A_broken_layout_is_answered_with_the_status_of_its_field(
        string hex, PduField field, DecodeFault fault, CommandStatus status)
    {
        Assert.False(MessageView.TryRead(CommandId.SubmitSm, Wire.Hex(hex), out _, out DecodeError error));
        Assert.Equal((field, fault), (error.Field, error.Fault));
        Assert.Equal(status, error.ToStatus());
    }

    [Fact]
    public void A_body_cut_short_anywhere_is_an_error_and_never_an_exception()
    {
        int tlvs = Valid.Length - 6;
        for (int length = 0; length < Valid.Length; length++)
            Assert.Equal(length == tlvs, MessageView.TryRead(CommandId.SubmitSm, Valid.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void Reserved_type_of_number_and_plan_are_kept()
    {
        byte[] body = [.. Valid];
        body[1] = 0x77;
        body[2] = 0xFE;

        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));
        Assert.Equal((TypeOfNumber)0x77, view.Source.Ton);
        Assert.Equal((NumberingPlan)0xFE, view.Source.Npi);
    }

    [Fact]
    public void An_empty_destination_passes_the_codec()
    {
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, Wire.BodyOf(new SubmitSm()), out MessageView view, out _));
        Assert.True(view.Destination.IsEmpty);
    }

    [Fact]
    public void Nuls_in_a_short_message_are_data()
    {
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, Wire.Submit([0, 0, 0x41, 0]), out MessageView view, out _));
        Assert.Equal([0, 0, 0x41, 0], view.ShortMessage.ToArray());
    }

    [Fact]
    public void Two_hundred_and_fifty_five_octets_fit_and_one_more_overflows()
    {
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, Wire.Submit(new byte[255]), out MessageView view, out _));
        Assert.Equal(255, view.ShortMessage.Length);
        Assert.Throws<OverflowException>(() => Wire.Submit(new byte[256]));
    }

    [Fact]
    public void Message_payload_supersedes_short_message()
    {
        byte[] withPayload = Wire.Submit("short"u8, Wire.Tlv(TlvTag.MessagePayload, 1, 2));
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, withPayload, out MessageView both, out _));
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, Wire.Submit("short"u8), out MessageView one, out _));

        Assert.Equal([1, 2], both.UserData.ToArray());
        Assert.Equal("short"u8.ToArray(), both.ShortMessage);
        Assert.Equal("short"u8.ToArray(), one.UserData);
    }

    [Fact]
    public void Decoding_what_was_encoded_gives_the_same_record() =>
        Gens.Submit.Sample(submit => SubmitSm.TryRead(Wire.BodyOf(submit), out SubmitSm? read, out _) && read == submit);

    [Fact]
    public void Encoding_what_was_decoded_gives_the_same_octets() =>
        Gens.Submit.Sample(submit =>
        {
            byte[] body = Wire.BodyOf(submit);
            return MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _)
                && Wire.BodyOf(view).AsSpan().SequenceEqual(body)
                && Wire.BodyOf(DeliverSm.From(view)).AsSpan().SequenceEqual(body);
        });
}
