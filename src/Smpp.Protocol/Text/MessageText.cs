namespace Smpp.Protocol;

/// <summary>Text of messages by their data_coding (v3.4 §5.2.19; 3GPP 23.038 §4 from 0x10). Nothing here throws on octets.</summary>
public static class MessageText
{
    private const int StackSeptets = 256;

    /// <summary>The cheapest encoding that loses nothing: GSM 7-bit, then Latin-1 where allowed, then UCS-2.</summary>
    /// <param name="text">The text.</param>
    /// <param name="latin1">Whether Latin-1 may be chosen; many carriers mangle it.</param>
    public static TextEncoding Choose(ReadOnlySpan<char> text, bool latin1 = false)
    {
        if (GsmAlphabet.Default.Count(text) >= 0)
            return TextEncoding.Gsm7;
        return latin1 && TextEncoding.Latin1.CountOctets(text) >= 0 ? TextEncoding.Latin1 : TextEncoding.Ucs2;
    }

    /// <summary>The data_coding that announces an encoding; the default alphabet's for those that have none of their own.</summary>
    public static DataCoding DataCodingOf(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Latin1 => DataCoding.Latin1,
        TextEncoding.Ucs2 => DataCoding.Ucs2,
        TextEncoding.Ascii => DataCoding.Ia5,
        TextEncoding.Iso8859Cyrillic => DataCoding.Cyrillic,
        TextEncoding.Iso8859Hebrew => DataCoding.Hebrew,
        TextEncoding.ShiftJis => DataCoding.Jis,
        TextEncoding.Iso2022Jp => DataCoding.Iso2022Jp,
        TextEncoding.EucJp => DataCoding.ExtendedKanji,
        TextEncoding.Korean => DataCoding.KsC5601,
        _ => DataCoding.Default,
    };

    /// <summary>
    /// The encoding that a data_coding stands for; null for binary data and reserved values. Message classes and message waiting
    /// groups (0x10–0x1F, 0xC0–0xFF) mean GSM 7-bit where they mean septets, whatever the peer's default alphabet.
    /// </summary>
    /// <param name="dataCoding">The data_coding.</param>
    /// <param name="defaultAlphabet">What data_coding 0 means with this peer.</param>
    public static TextEncoding? EncodingOf(DataCoding dataCoding, TextEncoding defaultAlphabet = TextEncoding.Gsm7) => dataCoding switch
    {
        DataCoding.Default => defaultAlphabet,
        DataCoding.Ia5 => TextEncoding.Ascii,
        DataCoding.Latin1 => TextEncoding.Latin1,
        DataCoding.Jis => TextEncoding.ShiftJis,
        DataCoding.Cyrillic => TextEncoding.Iso8859Cyrillic,
        DataCoding.Hebrew => TextEncoding.Iso8859Hebrew,
        DataCoding.Iso2022Jp => TextEncoding.Iso2022Jp,
        DataCoding.ExtendedKanji => TextEncoding.EucJp,
        DataCoding.KsC5601 => TextEncoding.Korean,
        _ => OfRadio(RadioAlphabet.Of(dataCoding), defaultAlphabet),
    };

    /// <summary>Encodes text.</summary>
    /// <exception cref="ArgumentException">The encoding cannot express a character: nothing is replaced silently.</exception>
    public static byte[] Encode(ReadOnlySpan<char> text, TextEncoding encoding) => encoding.Encode(text);

    /// <summary>
    /// The text of user data, for people; it never throws. National language tables that a header announces are used. Binary data come
    /// back as hexadecimal digits, and what cannot be read as U+FFFD. A byte order mark in front of UCS-2 is left out.
    /// </summary>
    /// <param name="dataCoding">The message's data_coding.</param>
    /// <param name="octets">The user data.</param>
    /// <param name="hasUdh">Whether a user data header stands in front, which is left out.</param>
    /// <param name="defaultAlphabet">What data_coding 0 means with this peer.</param>
    public static string Decode(DataCoding dataCoding, ReadOnlySpan<byte> octets, bool hasUdh = false,
        TextEncoding defaultAlphabet = TextEncoding.Gsm7)
    {
        UserDataHeader udh = default;
        bool hasHeader = hasUdh && UserDataHeader.TryRead(octets, out udh, out octets);
        return EncodingOf(dataCoding, defaultAlphabet) switch
        {
            TextEncoding.Gsm7 => GsmAlphabet.Of(udh).Decode(octets),
            TextEncoding.Gsm7Packed => DecodePacked(octets, GsmAlphabet.Of(udh), hasHeader ? PackedSeptets.FillBitsAfter(udh.Size) : 0),
            { } encoding => encoding.Decode(octets),
            null => Convert.ToHexStringLower(octets),
        };
    }

    private static string DecodePacked(ReadOnlySpan<byte> octets, GsmAlphabet alphabet, int fillBits)
    {
        int most = PackedSeptets.SeptetsIn(octets.Length, fillBits);
        Span<byte> septets = most <= StackSeptets ? stackalloc byte[StackSeptets] : new byte[most];
        return alphabet.Decode(septets[..PackedSeptets.UnpackPadded(octets, septets, fillBits)]);
    }

    private static TextEncoding? OfRadio(RadioAlphabet radio, TextEncoding defaultAlphabet)
    {
        if (radio == RadioAlphabet.Ucs2)
            return TextEncoding.Ucs2;
        if (radio != RadioAlphabet.Septets)
            return null;
        return defaultAlphabet == TextEncoding.Gsm7Packed ? TextEncoding.Gsm7Packed : TextEncoding.Gsm7;
    }
}
