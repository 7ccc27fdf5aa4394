namespace Smpp.Protocol;

/// <summary>
/// The GSM 7-bit default alphabet and its extension table (3GPP 23.038 §6.2.1), unpacked: one septet an octet, as SMPP carries it.
/// </summary>
public static class GsmAlphabet
{
    private const byte Escape = 0x1B;
    private const byte ExtensionFlag = 0x80;
    private const byte Absent = 0xFF;
    private const char Euro = '€';
    private const char Replacement = '\uFFFD';
    private const byte EuroCode = 0x65;
    private const int TableSize = 0x400;

    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private static readonly (byte Code, char Character)[] Extension =
    [
        (0x0A, '\f'), (0x14, '^'), (0x28, '{'), (0x29, '}'), (0x2F, '\\'), (0x3C, '['), (0x3D, '~'), (0x3E, ']'), (0x40, '|'),
        (EuroCode, Euro),
    ];

    private static readonly byte[] Codes = BuildCodes();

    /// <summary>Septets that the text takes, two for characters of the extension table; -1 when a character is in neither table.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int septets = 0;
        foreach (char character in text)
        {
            byte code = CodeOf(character);
            if (code == Absent)
                return -1;
            septets += code < ExtensionFlag ? 1 : 2;
        }
        return septets;
    }

    /// <summary>Writes the text, one septet an octet.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unpacked">The target; <see cref="Count"/> octets are enough.</param>
    /// <param name="written">Octets written, also when the method gives up.</param>
    /// <returns>False when a character is in neither table or the target is too short.</returns>
    public static bool TryEncode(ReadOnlySpan<char> text, Span<byte> unpacked, out int written)
    {
        written = 0;
        foreach (char character in text)
        {
            byte code = CodeOf(character);
            bool extended = code >= ExtensionFlag;
            if (code == Absent || written + (extended ? 2 : 1) > unpacked.Length)
                return false;
            if (extended)
                unpacked[written++] = Escape;
            unpacked[written++] = (byte)(code & ~ExtensionFlag);
        }
        return true;
    }

    /// <summary>
    /// Reads unpacked septets. As the standard asks, an escape before a code that the extension table lacks shows the code's basic
    /// character, and a lone or doubled escape a space. Octets above 0x7F become U+FFFD.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> unpacked)
    {
        char[] text = new char[unpacked.Length];
        int length = 0;
        for (int i = 0; i < unpacked.Length; i++)
        {
            byte code = unpacked[i];
            if (code != Escape)
                text[length++] = code < Basic.Length ? Basic[code] : Replacement;
            else if (i + 1 == unpacked.Length)
                text[length++] = ' ';
            else
                text[length++] = Extended(unpacked[++i]);
        }
        return new string(text, 0, length);
    }

    private static char Extended(byte code)
    {
        if (code == Escape)
            return ' ';
        foreach ((byte known, char character) in Extension)
        {
            if (known == code)
                return character;
        }
        return code < Basic.Length ? Basic[code] : Replacement;
    }

    private static byte CodeOf(char character)
    {
        if (character < TableSize)
            return Codes[character];
        return character == Euro ? (byte)(ExtensionFlag | EuroCode) : Absent;
    }

    private static byte[] BuildCodes()
    {
        byte[] codes = new byte[TableSize];
        codes.AsSpan().Fill(Absent);
        for (int code = 0; code < Basic.Length; code++)
        {
            if (code != Escape)
                codes[Basic[code]] = (byte)code;
        }
        foreach ((byte code, char character) in Extension)
        {
            if (character < TableSize)
                codes[character] = (byte)(ExtensionFlag | code);
        }
        return codes;
    }
}
