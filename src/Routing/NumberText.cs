namespace Routing;

/// <summary>Addresses as routes and sender lists compare them: without a leading '+'.</summary>
public static class NumberText
{
    /// <summary>
    /// What TON, plan and '+' say about a number is not part of its digits: <c>+44</c> and <c>44</c> are the same prefix.
    /// </summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> address) =>
        address.Length > 1 && address[0] == '+' && char.IsAsciiDigit((char)address[1]) ? address[1..] : address;

    /// <inheritdoc cref="Bare(ReadOnlySpan{byte})"/>
    public static string Bare(string address) =>
        address.Length > 1 && address[0] == '+' && char.IsAsciiDigit(address[1]) ? address[1..] : address;

    /// <summary>Whether a destination prefix, '+' left out, consists of digits only.</summary>
    public static bool IsPrefix(string bare) => bare.Length is > 0 and <= MaxAddressLength && bare.All(char.IsAsciiDigit);

    /// <summary>The most octets of an address (v3.4 §5.2.8: 21 with the final NUL).</summary>
    public const int MaxAddressLength = 20;
}
