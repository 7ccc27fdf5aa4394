namespace Smpp.Protocol;

/// <summary>Receipts that a message centre wrote in UTF-16: recognised by their octets, since data_coding does not always say so.</summary>
internal static class WideText
{
    private const int Unit = 2;

    public static bool IsWide(ReadOnlySpan<byte> text) => text.Length >= Unit && (
        text[0] == 0 ^ text[1] == 0
        || text[0] == 0xFE && text[1] == 0xFF
        || text[0] == 0xFF && text[1] == 0xFE);

    /// <summary>One octet a character; those beyond Latin-1 become question marks, the byte order mark goes.</summary>
    public static ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> text)
    {
        int low = text[0] is 0 or 0xFE ? 1 : 0;
        int start = text[0] is 0xFE or 0xFF ? Unit : 0;
        byte[] narrow = new byte[(text.Length - start) / Unit];
        for (int i = 0; i < narrow.Length; i++)
        {
            int at = start + i * Unit;
            narrow[i] = text[at + 1 - low] == 0 ? text[at + low] : (byte)'?';
        }
        return narrow;
    }
}
