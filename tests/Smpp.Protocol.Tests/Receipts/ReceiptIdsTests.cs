using System.Globalization;
using System.Numerics;
using CsCheck;

namespace Smpp.Protocol.Tests;

public class ReceiptIdsTests
{
    [Theory]
    [InlineData("0e999f21-0a4b-4c2d-9f00-000000000001", ReceiptIdForm.Auto, "e999f21-0a4b-4c2d-9f00-000000000001")]
    [InlineData("E999F21-0A4B-4C2D-9F00-000000000001", ReceiptIdForm.Auto, "e999f21-0a4b-4c2d-9f00-000000000001")]
    [InlineData("0000123", ReceiptIdForm.Auto, "123")]
    [InlineData("0000", ReceiptIdForm.Auto, "0")]
    [InlineData(" 42 ", ReceiptIdForm.Auto, "42")]
    [InlineData("42\0", ReceiptIdForm.Auto, "42")]
    [InlineData("", ReceiptIdForm.Auto, "")]
    [InlineData("  00AbC ", ReceiptIdForm.Verbatim, "00AbC")]
    [InlineData("812FC7470000001B", ReceiptIdForm.Hex, "812fc7470000001b")]
    [InlineData("9308878062554710043", ReceiptIdForm.Decimal, "812fc7470000001b")]
    [InlineData("00000000812FC7470000001B", ReceiptIdForm.Hex, "812fc7470000001b")]
    [InlineData("0x1F", ReceiptIdForm.Hex, "1f")]
    [InlineData("0X1F", ReceiptIdForm.Auto, "x1f")]
    [InlineData("0000000031", ReceiptIdForm.Decimal, "1f")]
    [InlineData("18446744073709551615", ReceiptIdForm.Decimal, "ffffffffffffffff")]
    [InlineData("18446744073709551616", ReceiptIdForm.Decimal, "10000000000000000")]
    [InlineData("0", ReceiptIdForm.Decimal, "0")]
    [InlineData("0", ReceiptIdForm.Hex, "0")]
    [InlineData("ABC-1", ReceiptIdForm.Decimal, "abc-1")]
    [InlineData("XYZ", ReceiptIdForm.Hex, "xyz")]
    public void Ids_come_to_a_form_in_which_they_compare(string id, ReceiptIdForm form, string expected) =>
        Assert.Equal(expected, Normalize(Wire.Ascii(id), form));

    [Fact]
    public void A_text_comes_to_the_same_form_and_one_that_is_no_id_stays_as_it_is()
    {
        Assert.Equal("ab7f\u00e9", ReceiptIds.Normalize(" 00AB7F\u00e9", ReceiptIdForm.Auto));
        Assert.Equal("a", ReceiptIds.Normalize("10", ReceiptIdForm.Decimal));
        Assert.Equal("", ReceiptIds.Normalize("", ReceiptIdForm.Auto));
        Assert.Equal(new string('F', 64).ToLowerInvariant(), ReceiptIds.Normalize(new string('F', 64), ReceiptIdForm.Auto));
        Assert.Equal(new string('F', 65), ReceiptIds.Normalize(new string('F', 65), ReceiptIdForm.Auto));
    }

    [Fact]
    public void Octets_beyond_ascii_survive_while_letters_fold() =>
        Assert.Equal([0xC4, (byte)'a', 0xE9], Octets([0xC4, (byte)'A', 0xE9], ReceiptIdForm.Auto));

    [Fact]
    public void Verbatim_keeps_what_the_other_forms_fold_together()
    {
        Assert.NotEqual(Normalize("0a"u8.ToArray(), ReceiptIdForm.Verbatim), Normalize("A"u8.ToArray(), ReceiptIdForm.Verbatim));
        Assert.Equal(Normalize("0a"u8.ToArray(), ReceiptIdForm.Auto), Normalize("A"u8.ToArray(), ReceiptIdForm.Auto));
    }

    [Theory]
    [InlineData("812FC7470000001B", "9308878062554710043")]
    [InlineData("ffffffffffffffff", "18446744073709551615")]
    [InlineData("7FFFFFFF", "2147483647")]
    [InlineData("80000000", "2147483648")]
    [InlineData("3B9ACA00", "1000000000")]
    [InlineData("0000", "0")]
    [InlineData("0x0A", "10")]
    public void Hexadecimal_becomes_decimal(string hex, string expected)
    {
        byte[] other = new byte[80];
        Assert.True(ReceiptIds.TryHexToDecimal(Wire.Ascii(hex), other, out int written));
        Assert.Equal(expected, Wire.Text(other.AsSpan(0, written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12g")]
    [InlineData("-1")]
    [InlineData("0e999f21-0a4b")]
    public void What_is_no_number_is_not_converted(string id)
    {
        Assert.False(ReceiptIds.TryHexToDecimal(Wire.Ascii(id), new byte[80], out int hexWritten));
        Assert.False(ReceiptIds.TryDecimalToHex(Wire.Ascii(id), new byte[80], out int decimalWritten));
        Assert.Equal((0, 0), (hexWritten, decimalWritten));
    }

    [Fact]
    public void Sixty_four_digits_are_converted_and_more_are_not()
    {
        byte[] longest = Wire.Ascii(new string('f', 64));
        byte[] nines = Wire.Ascii(new string('9', 64));
        byte[] other = new byte[80];

        Assert.True(ReceiptIds.TryHexToDecimal(longest, other, out int written));
        Assert.Equal((BigInteger.Pow(2, 256) - 1).ToString(CultureInfo.InvariantCulture), Wire.Text(other.AsSpan(0, written)));
        Assert.True(ReceiptIds.TryDecimalToHex(nines, other, out _));
        Assert.False(ReceiptIds.TryHexToDecimal([.. longest, (byte)'f'], other, out _));
        Assert.False(ReceiptIds.TryDecimalToHex([.. nines, (byte)'9'], other, out _));
    }

    [Fact]
    public void A_target_that_is_too_short_is_told()
    {
        Assert.False(ReceiptIds.TryHexToDecimal("ff"u8, new byte[2], out _));
        Assert.False(ReceiptIds.TryDecimalToHex("255"u8, new byte[1], out _));
        Assert.ThrowsAny<ArgumentException>(() => ReceiptIds.Normalize("abc"u8, ReceiptIdForm.Auto, new byte[2]));
    }

    [Fact]
    public void Conversions_agree_with_big_integers() =>
        Gen.Byte.Array[1, 26].Sample(octets =>
        {
            var number = new BigInteger(octets, isUnsigned: true);
            string dec = number.ToString(CultureInfo.InvariantCulture);
            string hex = number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0') is { Length: > 0 } digits ? digits : "0";
            byte[] other = new byte[80];
            return ReceiptIds.TryDecimalToHex(Wire.Ascii(dec), other, out int written)
                && Wire.Text(other.AsSpan(0, written)) == hex
                && ReceiptIds.TryHexToDecimal(Wire.Ascii(hex.ToUpperInvariant()), other, out written)
                && Wire.Text(other.AsSpan(0, written)) == dec;
        });

    [Fact]
    public void Both_sides_of_a_carrier_meet_in_the_canonical_form() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 8]).Sample((number, zeros) =>
            Normalize(Wire.Ascii(new string('0', zeros) + number.ToString("X", CultureInfo.InvariantCulture)), ReceiptIdForm.Hex)
                == Normalize(Wire.Ascii(new string('0', zeros) + number.ToString(CultureInfo.InvariantCulture)), ReceiptIdForm.Decimal));

    [Fact]
    public void Random_ids_never_throw_and_never_grow() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Enum<ReceiptIdForm>()).Sample((id, form) =>
            ReceiptIds.Normalize(id, form, new byte[id.Length]) <= id.Length);

    private static string Normalize(byte[] id, ReceiptIdForm form) => Wire.Text(Octets(id, form));

    private static byte[] Octets(byte[] id, ReceiptIdForm form)
    {
        byte[] canonical = new byte[Math.Max(ReceiptIds.MaxLength, id.Length)];
        return canonical[..ReceiptIds.Normalize(id, form, canonical)];
    }
}
