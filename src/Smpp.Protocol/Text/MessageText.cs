using System.Text;

namespace Smpp.Protocol;

/// <summary>Text into user data and back.</summary>
public static class MessageText
{
    private const int ShiftJis = 932;
    private const int Iso8859Cyrillic = 28595;
    private const int Iso8859Hebrew = 28598;
    private const int Iso2022Jp = 50220;
    private const int EucJp = 51932;
    private const int Korean = 949;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The cheapest encoding that loses nothing: GSM 7-bit, then Latin-1 where allowed, then UCS-2.</summary>
    /// <param name="text">The text.</param>
    /// <param name="latin1">Whether Latin-1 may be chosen; many carriers mangle it.</param>
    public static TextEncoding Choose(ReadOnlySpan<char> text, bool latin1 = false)
    {
        if (GsmAlphabet.Count(text) >= 0)
            return TextEncoding.Gsm7;
        return latin1 && !text.ContainsAnyExceptInRange('\0', '\u00FF') ? TextEncoding.Latin1 : TextEncoding.Ucs2;
    }

    /// <summary>The data_coding that announces an encoding; the default alphabet's for those that have none of their own.</summary>
    public static DataCoding DataCodingOf(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Latin1 => DataCoding.Latin1,
        TextEncoding.Ucs2 => DataCoding.Ucs2,
        TextEncoding.Ascii => DataCoding.Ia5,
        _ => DataCoding.Default,
    };

    /// <summary>Encodes text.</summary>
    /// <exception cref="ArgumentException">The encoding cannot express a character: nothing is replaced silently.</exception>
    public static byte[] Encode(ReadOnlySpan<char> text, TextEncoding encoding)
    {
        if (encoding == TextEncoding.Gsm7)
            return EncodeGsm(text);
        if (encoding is TextEncoding.Latin1 && text.ContainsAnyExceptInRange('\0', '\u00FF')
            || encoding is TextEncoding.Ascii && !Ascii.IsValid(text))
        {
            throw Inexpressible(encoding);
        }
        Encoding codec = CodecOf(encoding);
        byte[] octets = new byte[codec.GetByteCount(text)];
        codec.GetBytes(text, octets);
        return octets;
    }

    /// <summary>
    /// The text of user data, for people; it never throws. Binary data come back as hexadecimal digits, and what cannot be read as
    /// the replacement character. A byte order mark in front of UCS-2 is dropped.
    /// </summary>
    /// <param name="dataCoding">The message's data_coding.</param>
    /// <param name="octets">The user data.</param>
    /// <param name="hasUdh">Whether a user data header stands in front, which is left out.</param>
    /// <param name="defaultAlphabet">What data_coding 0 means with this peer.</param>
    public static string Decode(DataCoding dataCoding, ReadOnlySpan<byte> octets, bool hasUdh = false,
        TextEncoding defaultAlphabet = TextEncoding.Gsm7)
    {
        if (hasUdh)
            UserDataHeader.TryRead(octets, out _, out octets);
        return dataCoding switch
        {
            DataCoding.Default => Decode(defaultAlphabet, octets),
            DataCoding.Ia5 => Decode(TextEncoding.Ascii, octets),
            DataCoding.Latin1 => Decode(TextEncoding.Latin1, octets),
            DataCoding.Jis => DecodePage(ShiftJis, octets),
            DataCoding.Cyrillic => DecodePage(Iso8859Cyrillic, octets),
            DataCoding.Hebrew => DecodePage(Iso8859Hebrew, octets),
            DataCoding.Iso2022Jp => DecodePage(Iso2022Jp, octets),
            DataCoding.ExtendedKanji => DecodePage(EucJp, octets),
            DataCoding.KsC5601 => DecodePage(Korean, octets),
            _ => DecodeRadio(RadioAlphabet.Of(dataCoding), octets, defaultAlphabet),
        };
    }

    private static string DecodeRadio(RadioAlphabet alphabet, ReadOnlySpan<byte> octets, TextEncoding defaultAlphabet)
    {
        if (alphabet == RadioAlphabet.Ucs2)
            return Decode(TextEncoding.Ucs2, octets);
        return alphabet == RadioAlphabet.Septets ? Decode(defaultAlphabet, octets) : Convert.ToHexStringLower(octets);
    }

    private static string Decode(TextEncoding encoding, ReadOnlySpan<byte> octets)
    {
        if (encoding == TextEncoding.Gsm7)
            return GsmAlphabet.Decode(octets);
        string text = CodecOf(encoding).GetString(octets);
        return encoding == TextEncoding.Ucs2 ? text.TrimStart(ByteOrderMark) : text;
    }

    private static string DecodePage(int codePage, ReadOnlySpan<byte> octets) =>
        (CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.Latin1).GetString(octets);

    private static byte[] EncodeGsm(ReadOnlySpan<char> text)
    {
        int septets = GsmAlphabet.Count(text);
        if (septets < 0)
            throw Inexpressible(TextEncoding.Gsm7);
        byte[] octets = new byte[septets];
        GsmAlphabet.TryEncode(text, octets, out _);
        return octets;
    }

    private static Encoding CodecOf(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Latin1 => Encoding.Latin1,
        TextEncoding.Ucs2 => Encoding.BigEndianUnicode,
        TextEncoding.Ascii => Encoding.ASCII,
        _ => Encoding.UTF8,
    };

    private static ArgumentException Inexpressible(TextEncoding encoding) =>
        new($"The text has a character that {encoding} cannot express; let Choose() pick the encoding.");
}
