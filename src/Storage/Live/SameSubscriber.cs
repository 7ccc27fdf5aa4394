using Smpp.Protocol;

namespace Storage.Live;

/// <summary>Whether two addresses are the same subscriber's though one may be written nationally, with a prefix or with a '+'.</summary>
internal static class SameSubscriber
{
    private const int EnoughDigits = 6;

    public static bool Test(in Address one, in Address other)
    {
        var longer = Bare(one.Value);
        var shorter = Bare(other.Value);
        if (longer.Length < shorter.Length)
        {
            var swapped = longer;
            longer = shorter;
            shorter = swapped;
        }
        return longer.Length == shorter.Length
            ? longer.SequenceEqual(shorter) && !longer.IsEmpty
            : shorter.Length >= EnoughDigits && longer.EndsWith(shorter);
    }

    /// <summary>Without '+' and zeros in front: a national 07700… is the end of 447700….</summary>
    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> address) => address.TrimStart("+0"u8);
}
