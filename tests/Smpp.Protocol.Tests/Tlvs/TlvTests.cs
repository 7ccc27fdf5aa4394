using CsCheck;

namespace Smpp.Protocol.Tests;

public class TlvTests
{
    [Fact]
    public void Tag_and_length_are_big_endian_and_the_length_is_the_value_s() =>
        Assert.Equal(Wire.Hex("0424 0003 010203"), Wire.Tlv(TlvTag.MessagePayload, 1, 2, 3));

    [Fact]
    public void Integers_are_written_in_their_widths()
    {
        byte[] octets = new byte[19];
        int at = TlvWriter.WriteByte(octets, TlvTag.MessageState, 2);
        at += TlvWriter.WriteUInt16(octets.AsSpan(at), TlvTag.SarMsgRefNum, 0x1234);
        at += TlvWriter.WriteUInt32(octets.AsSpan(at), TlvTag.QosTimeToLive, 0x01020304);

        Assert.Equal(Wire.Hex("0427 0001 02 020C 0002 1234 0017 0004 01020304"), octets);
        Assert.Equal(octets.Length, at);
    }

    [Fact]
    public void A_c_string_is_written_with_its_nul()
    {
        byte[] octets = new byte[7];

        Assert.Equal(7, TlvWriter.WriteCString(octets, TlvTag.ReceiptedMessageId, "42"u8));
        Assert.Equal(Wire.Hex("001E 0003 343200"), octets);
    }

    [Theory]
    [InlineData("001E 0003 343200", "42")]
    [InlineData("001E 0002 3432", "42")]
    [InlineData("001E 0005 3432003900", "42")]
    [InlineData("001E 0001 00", "")]
    [InlineData("001E 0000", "")]
    public void A_c_string_is_read_with_its_nul_and_without(string hex, string expected)
    {
        Assert.True(new TlvReader(Wire.Hex(hex)).TryGetCString(TlvTag.ReceiptedMessageId, out ReadOnlySpan<byte> value));
        Assert.Equal(expected, Wire.Text(value));
    }

    [Fact]
    public void Of_a_tag_that_occurs_twice_the_first_counts()
    {
        Assert.True(new TlvReader(Wire.Hex("0427 0001 02 0427 0001 05")).TryGetByte(TlvTag.MessageState, out byte state));
        Assert.Equal(2, state);
    }

    [Fact]
    public void A_tlv_without_value_is_found_and_empty()
    {
        Assert.True(new TlvReader(Wire.Hex("130C 0000")).TryGet(TlvTag.AlertOnMessageDelivery, out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
    }

    [Fact]
    public void An_integer_of_the_wrong_width_counts_as_absent()
    {
        var tlvs = new TlvReader(Wire.Hex("0427 0002 0002 020C 0001 05 0017 0003 010203"));

        Assert.False(tlvs.TryGetByte(TlvTag.MessageState, out _));
        Assert.False(tlvs.TryGetUInt16(TlvTag.SarMsgRefNum, out _));
        Assert.False(tlvs.TryGetUInt32(TlvTag.QosTimeToLive, out _));
    }

    [Theory]
    [InlineData("", 0, true)]
    [InlineData("0427 0001 02", 5, true)]
    [InlineData("130C 0000 0427 0001 02", 9, true)]
    [InlineData("04", 0, false)]
    [InlineData("0427 00", 0, false)]
    [InlineData("0427 0002 02", 0, false)]
    [InlineData("0427 0001 02 14", 5, false)]
    [InlineData("0427 0001 02 1400 FFFF", 5, false)]
    public void A_region_is_well_formed_when_tlvs_fill_it_exactly(string hex, int offset, bool wellFormed)
    {
        Assert.Equal(wellFormed, TlvReader.IsWellFormed(Wire.Hex(hex), out int errorOffset));
        Assert.Equal(offset, errorOffset);
    }

    [Fact]
    public void Unknown_tags_never_shift_the_ones_behind_them() =>
        Gen.Select(Gens.Tlv.Array[0, 8], Gen.Byte).Sample((noise, state) =>
        {
            noise = [.. noise.Where(tlv => tlv.Tag != TlvTag.MessageState)];
            byte[] region = [.. noise.SelectMany(tlv => Wire.Tlv(tlv.Tag, tlv.Value)), .. Wire.Tlv(TlvTag.MessageState, state)];
            var tlvs = new TlvReader(region);

            Assert.True(tlvs.TryGetByte(TlvTag.MessageState, out byte found));
            Assert.Equal(state, found);
            int index = 0;
            foreach (Tlv tlv in tlvs)
            {
                if (index == noise.Length)
                    break;
                Assert.Equal(noise[index].Tag, tlv.Tag);
                Assert.Equal(noise[index++].Value, tlv.Value);
            }
            Assert.Equal(noise.Length, index);
        });

    [Fact]
    public void Random_octets_are_read_up_to_their_fault() =>
        Gens.Octets.Sample(octets =>
        {
            int taken = 0;
            foreach (Tlv tlv in new TlvReader(octets))
                taken += TlvWriter.Size(tlv.Value.Length);
            bool wellFormed = TlvReader.IsWellFormed(octets, out int offset);
            return offset == taken && wellFormed == (taken == octets.Length);
        });

    [Fact]
    public void A_target_that_is_too_short_is_the_caller_s_fault()
    {
        Assert.Throws<ArgumentException>(() => TlvWriter.WriteByte(new byte[4], TlvTag.MessageState, 1));
        Assert.Throws<ArgumentException>(() => TlvWriter.Write(new byte[70_000], TlvTag.MessagePayload, new byte[65_536]));
    }

    [Fact]
    public void A_list_grows_by_copies()
    {
        TlvList one = new TlvList().AddByte(TlvTag.MessageState, 2);
        TlvList two = one.AddCString(TlvTag.ReceiptedMessageId, "42").AddUInt32(TlvTag.QosTimeToLive, 60);

        Assert.Equal(Wire.Hex("0427 0001 02"), one.Encoded.ToArray());
        Assert.Equal(Wire.Hex("0427 0001 02 001E 0003 343200 0017 0004 0000003C"), two.Encoded.ToArray());
        Assert.Equal("message_state=02 receipted_message_id=343200 qos_time_to_live=0000003c", two.ToString());
    }

    [Fact]
    public void A_list_of_malformed_octets_cannot_be_made() =>
        Assert.Throws<ArgumentException>(() => new TlvList(Wire.Hex("0427 0002 01")));

    [Fact]
    public void Every_tag_has_the_name_of_the_specification()
    {
        Assert.All(Enum.GetValues<TlvTag>(), tag => Assert.Matches("^[a-z_]+$", tag.Name));
        Assert.Equal("message_payload", TlvTag.MessagePayload.Name);
        Assert.Equal("0x1400", ((TlvTag)0x1400).Name);
        Assert.True(((TlvTag)0x3FFF).IsVendorSpecific);
        Assert.False(((TlvTag)0x4000).IsVendorSpecific);
    }
}
