using CsCheck;

namespace Smpp.Protocol.Tests;

public class UserDataHeaderTests
{
    [Fact]
    public void The_header_is_taken_off_its_payload()
    {
        Assert.True(UserDataHeader.TryRead(Wire.Hex("050003070201 4869"), out UserDataHeader udh, out ReadOnlySpan<byte> payload));
        Assert.Equal(Wire.Hex("0003070201"), udh.Elements.ToArray());
        Assert.Equal(6, udh.Size);
        Assert.Equal("Hi"u8.ToArray(), payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("0500030702")]
    [InlineData("FF 0003070201")]
    public void A_header_longer_than_the_user_data_is_refused(string hex)
    {
        Assert.False(UserDataHeader.TryRead(Wire.Hex(hex), out _, out ReadOnlySpan<byte> payload));
        Assert.Equal(Wire.Hex(hex), payload);
    }

    [Fact]
    public void An_empty_header_has_no_elements()
    {
        Assert.True(UserDataHeader.TryRead([0, 0x41], out UserDataHeader udh, out ReadOnlySpan<byte> payload));
        Assert.True(udh.Elements.IsEmpty);
        Assert.Equal([0x41], payload.ToArray());
    }

    [Theory]
    [InlineData("05 0003 07 02 01", 0x07, 2, 1, false)]
    [InlineData("06 0804 1234 02 01", 0x1234, 2, 1, true)]
    [InlineData("05 0003 00 02 02", 0x00, 2, 2, false)]
    [InlineData("0B 0504 0B84 23F0 0003 63 03 02", 0x63, 3, 2, false)]
    [InlineData("08 2401 01 0003 63 03 02", 0x63, 3, 2, false)]
    [InlineData("0A 0003 01 02 01 0003 02 02 02", 0x02, 2, 2, false)]
    [InlineData("0A 0003 01 02 01 0003 02 02 00", 0x01, 2, 1, false)]
    public void Concatenation_is_found_anywhere_in_either_width(string hex, int reference, int total, int number, bool wide)
    {
        Assert.True(UserDataHeader.TryRead(Wire.Hex(hex), out UserDataHeader udh, out _));
        Assert.True(udh.TryGetConcatenation(out Concatenation concatenation));
        Assert.Equal(new Concatenation((ushort)reference, (byte)total, (byte)number, wide), concatenation);
    }

    [Theory]
    [InlineData("05 0003 07 00 00")]
    [InlineData("05 0003 07 02 00")]
    [InlineData("05 0003 07 02 03")]
    [InlineData("04 0002 07 02")]
    [InlineData("06 0003 07 02")]
    [InlineData("05 0803 07 02 01")]
    [InlineData("06 0004 07 02 01 00")]
    [InlineData("02 7000")]
    public void An_impossible_concatenation_is_none(string hex)
    {
        byte[] userData = [.. Wire.Hex(hex), .. new byte[4]];
        Assert.True(UserDataHeader.TryRead(userData, out UserDataHeader udh, out _));
        Assert.False(udh.TryGetConcatenation(out _));
    }

    [Fact]
    public void Elements_are_looked_up_by_identifier()
    {
        Assert.True(UserDataHeader.TryRead(Wire.Hex("0A 0504 0B84 23F0 7000 240101"), out UserDataHeader udh, out _));
        Assert.True(udh.TryGet(0x05, out ReadOnlySpan<byte> ports));
        Assert.Equal(Wire.Hex("0B8423F0"), ports);
        Assert.True(udh.TryGet(0x70, out ReadOnlySpan<byte> nothing));
        Assert.True(nothing.IsEmpty);
        Assert.False(udh.TryGet(0x25, out _));
    }

    [Fact]
    public void Random_user_data_never_throw() =>
        Gens.Octets.Sample(octets =>
        {
            bool read = UserDataHeader.TryRead(octets, out UserDataHeader udh, out ReadOnlySpan<byte> payload);
            bool concatenated = udh.TryGetConcatenation(out Concatenation concatenation);
            Assert.Equal(octets.Length, payload.Length + (read ? udh.Size : 0));
            Assert.Equal(concatenated, concatenation.IsPossible);
        });
}
