using CsCheck;

namespace Smpp.Protocol.Tests;

public class SegmentsTests
{
    [Fact]
    public void A_short_message_is_one_whatever_its_length() => Assert.Equal(1, Count(Wire.Submit(new byte[254])));

    [Theory]
    [InlineData(0, 160, 1)]
    [InlineData(0, 161, 2)]
    [InlineData(1, 307, 3)]
    [InlineData(8, 140, 1)]
    [InlineData(8, 142, 2)]
    [InlineData(8, 270, 3)]
    [InlineData(4, 140, 1)]
    [InlineData(4, 141, 2)]
    [InlineData(3, 269, 3)]
    [InlineData(0xF0, 161, 2)]
    [InlineData(0xF4, 160, 2)]
    [InlineData(0x18, 142, 2)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 65_535, 429)]
    public void A_message_payload_counts_by_its_alphabet_and_length(byte dataCoding, int octets, int expected) =>
        Assert.Equal(expected, Count(Wire.Submit(default, Wire.Tlv(TlvTag.MessagePayload, new byte[octets]), (DataCoding)dataCoding)));

    [Theory]
    [InlineData(0, 153, 1)]
    [InlineData(0, 154, 2)]
    [InlineData(4, 134, 1)]
    [InlineData(8, 134, 1)]
    [InlineData(8, 136, 2)]
    public void A_message_payload_that_is_itself_a_part_is_one_where_it_fits_into_a_short_message(byte coding, int octets, int expected)
    {
        byte[] payload = Wire.Tlv(TlvTag.MessagePayload, [5, 0, 3, 7, 2, 1, .. new byte[octets]]);
        Assert.Equal(expected, Count(Wire.Submit(default, payload, (DataCoding)coding, EsmClass.UserDataHeader)));
    }

    [Theory]
    [InlineData(160, 1)]
    [InlineData(161, 2)]
    [InlineData(65_000, 425)]
    public void Saying_that_it_is_a_part_makes_a_long_message_payload_no_shorter(int octets, int expected)
    {
        byte[] place = Wire.Hex("020C 0002 0001 020E 0001 02 020F 0001 01");
        Assert.Equal(expected, Count(Wire.Submit(default, [.. place, .. Wire.Tlv(TlvTag.MessagePayload, new byte[octets])])));

        byte[] payload = Wire.Tlv(TlvTag.MessagePayload, [5, 0, 3, 7, 2, 1, .. new byte[octets]]);
        Assert.InRange(Count(Wire.Submit(default, payload, esmClass: EsmClass.UserDataHeader)), Math.Max(2, expected), 500);
    }

    [Theory]
    [InlineData(155, 1)]
    [InlineData(156, 2)]
    [InlineData(298, 2)]
    [InlineData(299, 3)]
    public void A_header_in_a_message_payload_counts_in_each_part(int septets, int expected)
    {
        byte[] payload = Wire.Tlv(TlvTag.MessagePayload, [3, 0x25, 1, 1, .. new byte[septets]]);
        Assert.Equal(expected, Count(Wire.Submit(default, payload, esmClass: EsmClass.UserDataHeader)));
    }

    [Fact]
    public void What_is_counted_is_what_the_segmenter_makes() =>
        Gen.Select(Gen.Byte[0, 0x1C].Array[0, 700], Gen.Int[0, 2], (octets, coding) => (octets, (byte)(coding * 4)))
            .Sample((octets, dataCoding) =>
            {
                if (dataCoding == 8)
                    octets = octets[..(octets.Length & ~1)];
                return Segments.Count((DataCoding)dataCoding, octets) == Segmenter.SplitEncoded(octets, (DataCoding)dataCoding, 1).Count;
            });

    private static int Count(byte[] body)
    {
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _));
        return Segments.Count(view);
    }
}
