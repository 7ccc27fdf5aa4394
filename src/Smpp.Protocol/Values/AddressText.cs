using System.Text;

namespace Smpp.Protocol;

internal static class AddressText
{
    private const int ShortCodeMax = 8;
    private const int NameMax = 11;

    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        text = text.Trim();
        if (text.StartsWith('+'))
            return Number(TypeOfNumber.International, NumberingPlan.Isdn, text[1..], out address);
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return Name(text, out address);
        if (text.StartsWith("00") && text.Length > ShortCodeMax)
            return Number(TypeOfNumber.International, NumberingPlan.Isdn, text[2..], out address);
        return text.Length <= ShortCodeMax
            ? Number(TypeOfNumber.NetworkSpecific, NumberingPlan.Unknown, text, out address)
            : Number(TypeOfNumber.Unknown, NumberingPlan.Isdn, text, out address);
    }

    private static bool Number(TypeOfNumber ton, NumberingPlan npi, ReadOnlySpan<char> digits, out Address address)
    {
        address = default;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9') && TryCreate(ton, npi, digits, Address.MaxLength, out address);
    }

    private static bool Name(ReadOnlySpan<char> name, out Address address)
    {
        address = default;
        return !name.IsEmpty && !name.ContainsAnyExceptInRange(' ', '\u00FF')
            && TryCreate(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, name, NameMax, out address);
    }

    private static bool TryCreate(TypeOfNumber ton, NumberingPlan npi, ReadOnlySpan<char> text, int max, out Address address)
    {
        Span<byte> octets = stackalloc byte[Address.MaxLength];
        address = default;
        return text.Length <= max && Encoding.Latin1.TryGetBytes(text, octets, out int written)
            && Address.TryCreate(ton, npi, octets[..written], out address);
    }
}
