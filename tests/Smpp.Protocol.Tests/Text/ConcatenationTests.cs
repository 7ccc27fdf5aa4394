namespace Smpp.Protocol.Tests;

public class ConcatenationTests
{
    private static readonly TlvList Sar = new TlvList()
        .AddUInt16(TlvTag.SarMsgRefNum, 0x1234).AddByte(TlvTag.SarTotalSegments, 3).AddByte(TlvTag.SarSegmentSeqnum, 2);

    [Fact]
    public void It_is_read_from_the_header_of_a_short_message() =>
        Assert.Equal(
            new Concatenation(7, 2, 1, Wide: false),
            Read(Wire.Submit(Wire.Hex("050003070201 41"), esmClass: EsmClass.UserDataHeader)));

    [Fact]
    public void It_is_read_from_the_header_of_a_message_payload() =>
        Assert.Equal(new Concatenation(7, 2, 1, Wide: false),
            Read(Wire.Submit(default, Wire.Tlv(TlvTag.MessagePayload, Wire.Hex("050003070201 41")), esmClass: EsmClass.UserDataHeader)));

    [Fact]
    public void Without_udhi_the_same_octets_are_text() => Assert.Null(Read(Wire.Submit(Wire.Hex("050003070201 41"))));

    [Fact]
    public void It_is_read_from_the_three_sar_tlvs() =>
        Assert.Equal(new Concatenation(0x1234, 3, 2, Wide: true), Read(Wire.Submit("a"u8, Sar.Encoded.Span)));

    [Fact]
    public void Between_header_and_tlvs_the_header_wins() =>
        Assert.Equal(
            new Concatenation(7, 2, 1, Wide: false),
            Read(Wire.Submit(Wire.Hex("050003070201 41"), Sar.Encoded.Span, esmClass: EsmClass.UserDataHeader)));

    [Theory]
    [InlineData("020C00021234 020E000103")]
    [InlineData("020C00021234 020F000102")]
    [InlineData("020E000103 020F000102")]
    [InlineData("020C000112 020E000103 020F000102")]
    [InlineData("020C00021234 020E000103 020F000104")]
    [InlineData("020C00021234 020E000103 020F000100")]
    [InlineData("020C00021234 020E000100 020F000100")]
    public void Incomplete_or_impossible_sar_tlvs_do_not_count(string tlvs) => Assert.Null(Read(Wire.Submit("a"u8, Wire.Hex(tlvs))));

    private static Concatenation? Read(byte[] body)
    {
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));
        return Concatenation.TryRead(view, out Concatenation concatenation) ? concatenation : null;
    }
}
