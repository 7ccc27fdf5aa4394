namespace Smpp.Protocol;

/// <summary>How user data travel over the air, and where they may be cut (3GPP 23.038, 23.040 §9.2.3.24.1).</summary>
internal readonly record struct RadioAlphabet
{
    /// <summary>7-bit characters, one an octet here and packed on the air: 160.</summary>
    public static readonly RadioAlphabet Septets = new(Unit.Septet);

    /// <summary>8-bit data: 140.</summary>
    public static readonly RadioAlphabet Octets = new(Unit.Octet);

    /// <summary>UTF-16 big-endian: 70 characters, 140 octets.</summary>
    public static readonly RadioAlphabet Ucs2 = new(Unit.Ucs2);

    private const int RadioOctets = 140;
    private const int NarrowHeader = 6;
    private const int WideHeader = 7;
    private const byte Escape = 0x1B;

    private readonly Unit _unit;

    private RadioAlphabet(Unit unit) => _unit = unit;

    private enum Unit : byte
    {
        Septet,
        Octet,
        Ucs2,
    }

    /// <summary>Octets of user data that fit into one message.</summary>
    public int Single => Capacity(0);

    /// <summary>The alphabet a data_coding stands for: v3.4 §5.2.19 up to 15, 3GPP 23.038 §4 above. Unlisted values are octets.</summary>
    public static RadioAlphabet Of(DataCoding dataCoding) => Of((byte)dataCoding);

    private static RadioAlphabet Of(byte dataCoding) => dataCoding switch
    {
        (byte)DataCoding.Default or (byte)DataCoding.Ia5 => Septets,
        (byte)DataCoding.Ucs2 => Ucs2,
        < 0x10 => Octets,
        < 0x20 => (dataCoding & 0x0C) switch { 0x00 => Septets, 0x08 => Ucs2, _ => Octets },
        < 0xC0 => Octets,
        < 0xE0 => Septets,
        < 0xF0 => Ucs2,
        _ => (dataCoding & 0x04) == 0 ? Septets : Octets,
    };

    /// <summary>Octets of user data behind a concatenation header of 8 or 16 bits.</summary>
    public int Part(bool wide) => Capacity(wide ? WideHeader : NarrowHeader);

    /// <summary>Length of the first part of <paramref name="rest"/>: an escape pair and a surrogate pair stay together.</summary>
    public int Cut(ReadOnlySpan<byte> rest, bool wide)
    {
        int limit = Part(wide);
        if (rest.Length <= limit)
            return rest.Length;
        return _unit switch
        {
            Unit.Septet => EndsInEscape(rest[..limit]) ? limit - 1 : limit,
            Unit.Ucs2 => IsHighSurrogate(rest[limit - 2]) && IsLowSurrogate(rest[limit]) ? limit - 2 : limit,
            _ => limit,
        };
    }

    private static bool IsHighSurrogate(byte upper) => upper is >= 0xD8 and <= 0xDB;

    private static bool IsLowSurrogate(byte upper) => upper is >= 0xDC and <= 0xDF;

    private static bool EndsInEscape(ReadOnlySpan<byte> part)
    {
        int escapes = part.Length - 1 - part.LastIndexOfAnyExcept(Escape);
        return escapes % 2 != 0;
    }

    private int Capacity(int header) => _unit switch
    {
        Unit.Septet => (RadioOctets - header) * 8 / 7,
        Unit.Ucs2 => (RadioOctets - header) & ~1,
        _ => RadioOctets - header,
    };
}
