namespace Cli.Capture;

/// <summary>PDUs as text: hexadecimal digits or base64.</summary>
internal static class PduText
{
    /// <summary>Whether octets are characters rather than a PDU or a capture, which both have zeros early.</summary>
    public static bool IsText(ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            if (octet is < 0x20 or >= 0x7F && octet is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }
        return true;
    }

    /// <summary>The octets that a text stands for; null when it cannot be read.</summary>
    /// <param name="text">Blanks, and colons between hexadecimal digits, do not count.</param>
    /// <param name="base64">Whether it is base64 even if it looks like hexadecimal digits.</param>
    public static byte[]? Octets(string text, bool base64)
    {
        string letters = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter) && letter != ':'));
        if (letters.Length == 0)
            return null;
        if (base64)
            return FromBase64(letters);
        // No PDU is so long that its first octet is not 0, which tells base64 from words and the names of files.
        return FromHex(letters) ?? (FromBase64(letters) is [0, ..] pdu ? pdu : null);
    }

    private static byte[]? FromHex(string letters)
    {
        ReadOnlySpan<char> digits = letters.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? letters.AsSpan(2) : letters;
        var octets = new byte[digits.Length / 2];
        return octets.Length > 0 && digits.Length % 2 == 0
            && Convert.FromHexString(digits, octets, out _, out _) == System.Buffers.OperationStatus.Done ? octets : null;
    }

    private static byte[]? FromBase64(string letters)
    {
        var octets = new byte[letters.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(letters, octets, out int count) && count > 0 ? octets[..count] : null;
    }
}
