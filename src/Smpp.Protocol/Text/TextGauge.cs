namespace Smpp.Protocol;

/// <summary>Measures text in what counts on the air: septets, octets or UTF-16 code units.</summary>
/// <param name="Radio">What is counted.</param>
/// <param name="Encoding">How the text stands in SMPP.</param>
/// <param name="Alphabet">Whose septets are counted.</param>
internal readonly record struct TextGauge(RadioAlphabet Radio, TextEncoding Encoding, GsmAlphabet Alphabet)
{
    /// <summary>UTF-16 code units.</summary>
    public static TextGauge CodeUnits { get; } = new(RadioAlphabet.Ucs2, TextEncoding.Ucs2, GsmAlphabet.Default);

    /// <summary>The sum over pieces is the measure of the whole; escape sequences of ISO-2022-JP make it less.</summary>
    public bool IsAdditive => Encoding != TextEncoding.Iso2022Jp;

    /// <summary>Units of the text; -1 when it cannot be expressed. At least one for each UTF-16 code unit.</summary>
    public int Measure(ReadOnlySpan<char> text)
    {
        if (Radio == RadioAlphabet.Septets)
            return Alphabet.Count(text);
        return Radio == RadioAlphabet.Ucs2 ? text.Length : Encoding.CountOctets(text);
    }

    /// <summary>The octets of a text that can be expressed, to stand behind a header of so many octets.</summary>
    public byte[] Encode(ReadOnlySpan<char> text, int headerOctets)
    {
        if (Encoding is not (TextEncoding.Gsm7 or TextEncoding.Gsm7Packed))
            return Encoding.Encode(text);
        byte[] septets = new byte[Alphabet.Count(text)];
        Alphabet.TryEncode(text, septets, out _);
        if (Encoding == TextEncoding.Gsm7)
            return septets;
        int fillBits = headerOctets == 0 ? 0 : PackedSeptets.FillBitsAfter(headerOctets);
        int room = RadioAlphabet.MaxOctets - headerOctets;
        byte[] packed = new byte[PackedSeptets.PaddedOctetsOf(septets, fillBits)];
        // A message that is full has no room for the carriage return which tells another one from padding.
        if (PackedSeptets.OctetsOf(septets.Length, fillBits) == room && packed.Length > room)
            PackedSeptets.Pack(septets, packed = new byte[room], fillBits);
        else
            PackedSeptets.PackPadded(septets, packed, fillBits);
        return packed;
    }
}
