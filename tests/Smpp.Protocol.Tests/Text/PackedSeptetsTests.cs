using CsCheck;

namespace Smpp.Protocol.Tests;

public class PackedSeptetsTests
{
    [Theory]
    [InlineData("hellohello", "E8329BFD4697D9EC37")]
    [InlineData("How are you?", "C8F71D14969741F977FD07")]
    public void Septets_are_packed_low_bits_first(string text, string hex)
    {
        byte[] septets = System.Text.Encoding.ASCII.GetBytes(text);
        byte[] packed = new byte[PackedSeptets.OctetsOf(septets.Length)];

        Assert.Equal(packed.Length, PackedSeptets.Pack(septets, packed));
        Assert.Equal(Wire.Hex(hex), packed);
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 0)]
    [InlineData(4, 3)]
    [InlineData(9, 5)]
    [InlineData(12, 2)]
    [InlineData(140, 0)]
    public void Fill_bits_end_on_a_septet_boundary(int header, int expected)
    {
        Assert.Equal(expected, PackedSeptets.FillBitsAfter(header));
        Assert.Equal(0, (header * 8 + expected) % 7);
    }

    [Theory]
    [InlineData(140, 0, 160)]
    [InlineData(134, 1, 153)]
    [InlineData(133, 0, 152)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 6, 0)]
    [InlineData(1, 2, 0)]
    public void As_many_septets_fit_as_bits_allow(int octets, int fillBits, int expected) =>
        Assert.Equal(expected, PackedSeptets.SeptetsIn(octets, fillBits));

    [Fact]
    public void Packing_agrees_with_a_bit_by_bit_one() =>
        Gen.Select(Gen.Byte.Array[0, 170], Gen.Int[0, 6]).Sample((septets, fillBits) =>
        {
            byte[] packed = new byte[PackedSeptets.OctetsOf(septets.Length, fillBits)];
            PackedSeptets.Pack(septets, packed, fillBits);
            Assert.Equal(BitByBit(septets, fillBits), packed);
        });

    [Fact]
    public void Unpacking_gives_the_septets_again_whatever_the_fill() =>
        Gen.Select(Gen.Byte[0, 0x7F].Array[0, 170], Gen.Int[0, 6]).Sample((septets, fillBits) =>
        {
            byte[] packed = new byte[PackedSeptets.OctetsOf(septets.Length, fillBits)];
            PackedSeptets.Pack(septets, packed, fillBits);
            byte[] unpacked = new byte[septets.Length];
            Assert.Equal(septets.Length, PackedSeptets.Unpack(packed, unpacked, fillBits));
            Assert.Equal(septets, unpacked);
        });

    [Fact]
    public void Padded_septets_come_back_though_only_octets_are_counted() =>
        Gen.Select(Gen.OneOf(Gen.Byte[0, 0x7F], Gen.Const((byte)0x0D), Gen.Const((byte)0)).Array[0, 40], Gen.Int[0, 6])
            .Sample((septets, fillBits) =>
            {
                byte[] packed = new byte[PackedSeptets.PaddedOctetsOf(septets, fillBits)];
                Assert.Equal(packed.Length, PackedSeptets.PackPadded(septets, packed, fillBits));
                byte[] unpacked = new byte[septets.Length + 1];
                int length = PackedSeptets.UnpackPadded(packed, unpacked, fillBits);
                bool doubled = septets.Length > 0 && septets[^1] == 0x0D && (fillBits + septets.Length * 7) % 8 == 0;
                Assert.Equal(doubled ? [.. septets, 0x0D] : septets, unpacked[..length]);
            });

    [Fact]
    public void Seven_spare_bits_carry_a_carriage_return_which_is_no_text()
    {
        byte[] packed = new byte[7];

        Assert.Equal(7, PackedSeptets.PackPadded("abcdefg"u8, packed));
        Assert.Equal(0x0D << 1, packed[6] & 0xFE);
        byte[] unpacked = new byte[8];
        Assert.Equal(7, PackedSeptets.UnpackPadded(packed, unpacked));
        Assert.Equal(8, PackedSeptets.Unpack(packed, unpacked));
    }

    [Fact]
    public void An_at_sign_on_an_octet_boundary_is_text()
    {
        byte[] packed = new byte[7];
        byte[] unpacked = new byte[8];

        Assert.Equal(7, PackedSeptets.PackPadded([1, 2, 3, 4, 5, 6, 7, 0], packed));
        Assert.Equal(8, PackedSeptets.UnpackPadded(packed, unpacked));
        Assert.Equal(0, unpacked[7]);
    }

    [Fact]
    public void A_carriage_return_on_an_octet_boundary_is_doubled()
    {
        byte[] packed = new byte[8];

        Assert.Equal(8, PackedSeptets.PackPadded("abcdefg\r"u8, packed));
        Assert.Equal(0x0D, packed[7]);
    }

    [Fact]
    public void A_target_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PackedSeptets.Pack("abc"u8, new byte[2]));
        Assert.Throws<ArgumentException>(() => PackedSeptets.PackPadded("abcdefg\r"u8, new byte[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PackedSeptets.Pack("abc"u8, new byte[9], 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => PackedSeptets.Unpack("abc"u8, new byte[9], -1));
    }

    [Fact]
    public void Any_octets_unpack() => Gen.Select(Gens.Octets, Gen.Int[0, 6]).Sample((octets, fillBits) =>
        PackedSeptets.UnpackPadded(octets, new byte[octets.Length * 2], fillBits) <= PackedSeptets.SeptetsIn(octets.Length, fillBits));

    [Theory]
    [InlineData("050003010201", "Hi", 1)]
    [InlineData("03250101", "Ş", 3)]
    [InlineData("", "abcdefg", 0)]
    public void Packed_text_begins_on_a_septet_boundary_behind_its_header(string header, string text, int fillBits)
    {
        byte[] septets = new byte[text.Length];
        GsmAlphabet.For(header.Contains("2501") ? NationalLanguage.Turkish : 0, 0).TryEncode(text, septets, out _);
        byte[] userData = [.. Wire.Hex(header), .. BitByBit(septets, fillBits)];
        if (header.Length == 0)
            userData[^1] |= 0x0D << 1;

        Assert.Equal(text, MessageText.Decode(DataCoding.Default, userData, header.Length > 0, TextEncoding.Gsm7Packed));
    }

    private static byte[] BitByBit(ReadOnlySpan<byte> septets, int fillBits)
    {
        byte[] packed = new byte[(fillBits + septets.Length * 7 + 7) / 8];
        for (int i = 0; i < septets.Length * 7; i++)
        {
            int place = fillBits + i;
            packed[place / 8] |= (byte)((septets[i / 7] >> i % 7 & 1) << place % 8);
        }
        return packed;
    }
}
