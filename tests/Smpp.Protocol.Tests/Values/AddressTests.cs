using CsCheck;

namespace Smpp.Protocol.Tests;

public class AddressTests
{
    [Fact]
    public void Takes_twenty_four_octets_and_no_heap() => Assert.Equal(24, System.Runtime.CompilerServices.Unsafe.SizeOf<Address>());

    [Theory]
    [InlineData("+447700900123", TypeOfNumber.International, NumberingPlan.Isdn, "447700900123")]
    [InlineData("00447700900123", TypeOfNumber.International, NumberingPlan.Isdn, "447700900123")]
    [InlineData("447700900123", TypeOfNumber.Unknown, NumberingPlan.Isdn, "447700900123")]
    [InlineData("12345", TypeOfNumber.NetworkSpecific, NumberingPlan.Unknown, "12345")]
    [InlineData("12345678", TypeOfNumber.NetworkSpecific, NumberingPlan.Unknown, "12345678")]
    [InlineData("123456789", TypeOfNumber.Unknown, NumberingPlan.Isdn, "123456789")]
    [InlineData("ACME", TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "ACME")]
    [InlineData("4 You", TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "4 You")]
    public void What_people_write_gets_the_right_type_and_plan(string text, TypeOfNumber ton, NumberingPlan npi, string value)
    {
        Address address = Address.Parse(text);

        Assert.Equal(ton, address.Ton);
        Assert.Equal(npi, address.Npi);
        Assert.Equal(value, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("+")]
    [InlineData("+44x")]
    [InlineData("123456789012345678901")]
    [InlineData("TwelveLetter")]
    [InlineData("Ω")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(Address.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }

    [Fact]
    public void Twenty_octets_fit_and_twenty_one_do_not()
    {
        byte[] longest = [.. Enumerable.Repeat((byte)'9', Address.MaxLength)];

        Assert.Equal(longest, new Address(default, default, longest).Value);
        Assert.Throws<ArgumentException>(() => new Address(default, default, [.. longest, (byte)'9']));
        Assert.False(Address.TryCreate(default, default, [.. longest, (byte)'9'], out _));
    }

    [Fact]
    public void A_nul_inside_is_refused_since_it_would_end_the_field()
    {
        Assert.Throws<ArgumentException>(() => new Address(default, default, [1, 0, 2]));
        Assert.False(Address.TryCreate(default, default, [0], out _));
    }

    [Fact]
    public void Type_and_plan_belong_to_the_identity()
    {
        var one = new Address(TypeOfNumber.International, NumberingPlan.Isdn, "123"u8);

        Assert.NotEqual(one, new Address(TypeOfNumber.National, NumberingPlan.Isdn, "123"u8));
        Assert.NotEqual(one, new Address(TypeOfNumber.International, NumberingPlan.Data, "123"u8));
        Assert.NotEqual(one, new Address(TypeOfNumber.International, NumberingPlan.Isdn, "1234"u8));
        Assert.True(one == new Address(TypeOfNumber.International, NumberingPlan.Isdn, "123"u8));
    }

    [Fact]
    public void The_default_is_the_null_address()
    {
        Assert.True(default(Address).IsEmpty);
        Assert.Equal("", default(Address).ToString());
    }

    [Fact]
    public void Any_octets_come_back_and_equal_addresses_hash_alike() =>
        Gens.Address.Sample(address =>
        {
            var copy = new Address(address.Ton, address.Npi, address.Value);
            return copy == address && copy.GetHashCode() == address.GetHashCode() && copy.Value.SequenceEqual(address.Value);
        });

    [Fact]
    public void It_formats_itself_into_a_span()
    {
        Span<char> target = stackalloc char[4];

        Assert.True(Address.Parse("1234").TryFormat(target, out int written, default, null));
        Assert.Equal("1234", target[..written].ToString());
        Assert.False(Address.Parse("12345").TryFormat(target, out _, default, null));
    }
}
