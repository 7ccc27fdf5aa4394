using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Smpp.Protocol;

/// <summary>How user data travel over the air, and where they may be cut (3GPP 23.038, 23.040 §9.2.3.24.1).</summary>
internal readonly record struct RadioAlphabet
{
    /// <summary>Octets of a short message on the air (3GPP 23.040 §9.2.3.24).</summary>
    public const int MaxOctets = 140;

    /// <summary>7-bit characters, one an octet here and packed on the air: 160.</summary>
    public static readonly RadioAlphabet Septets = new(Unit.Septet);

    /// <summary>8-bit data: 140.</summary>
    public static readonly RadioAlphabet Octets = new(Unit.Octet);

    /// <summary>UTF-16 big-endian: 70 characters, 140 octets.</summary>
    public static readonly RadioAlphabet Ucs2 = new(Unit.Ucs2);

    /// <summary>The least units that a part must hold: the longest character of any encoding with the escapes around it.</summary>
    public const int LeastUnits = 8;

    private const int NarrowElement = 5;
    private const int WideElement = 6;
    private const byte Escape = NationalTables.Escape;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly Unit _unit;

    private RadioAlphabet(Unit unit) => _unit = unit;

    private enum Unit : byte
    {
        Septet,
        Octet,
        Ucs2,
    }

    /// <summary>Octets that one <see cref="UnitsIn">unit</see> takes in SMPP: two for UCS-2.</summary>
    public int UnitSize => _unit == Unit.Ucs2 ? sizeof(char) : 1;

    /// <summary>The alphabet a data_coding stands for: v3.4 §5.2.19 up to 15, 3GPP 23.038 §4 above. Unlisted values are octets.</summary>
    public static RadioAlphabet Of(DataCoding dataCoding) => dataCoding switch
    {
        DataCoding.Default or DataCoding.Ia5 => Septets,
        DataCoding.Ucs2 => Ucs2,
        < (DataCoding)0x10 => Octets,
        < (DataCoding)0x20 => ((byte)dataCoding & 0x0C) switch { 0x00 => Septets, 0x08 => Ucs2, _ => Octets },
        < (DataCoding)0xC0 => Octets,
        < (DataCoding)0xE0 => Septets,
        < (DataCoding)0xF0 => Ucs2,
        _ => ((byte)dataCoding & 0x04) == 0 ? Septets : Octets,
    };

    /// <summary>Octets of a header once it says which part of a message this is.</summary>
    /// <param name="header">Octets of the header without that, its length octet included; 0 without a header.</param>
    /// <param name="wide">The reference has 16 bits.</param>
    public static int HeaderWithPlace(int header, bool wide) => Math.Max(header, 1) + (wide ? WideElement : NarrowElement);

    /// <summary>Septets, octets or UTF-16 code units that fit behind a header of so many octets; 0 when it leaves no room.</summary>
    public int UnitsIn(int headerOctets)
    {
        int octets = Math.Max(0, MaxOctets - headerOctets);
        return _unit switch
        {
            Unit.Septet => octets * 8 / 7,
            Unit.Ucs2 => octets / sizeof(char),
            _ => octets,
        };
    }

    /// <summary>Octets on the air of so many units behind a header.</summary>
    public int OctetsOnAir(int units, int headerOctets) =>
        headerOctets + (_unit == Unit.Septet ? (units * 7 + 7) / 8 : units * UnitSize);

    /// <summary>
    /// Length in octets of the first part of <paramref name="rest"/>, which has at most <paramref name="units"/>: escape pairs, line
    /// ends, surrogate pairs and graphemes stay together as far as they fit into a part at all.
    /// </summary>
    public int Cut(ReadOnlySpan<byte> rest, int units)
    {
        int limit = units * UnitSize;
        if (rest.Length <= limit)
            return rest.Length;
        return _unit switch
        {
            Unit.Septet => CutSeptets(rest, limit),
            Unit.Ucs2 => CutUcs2(rest, units),
            _ => limit,
        };
    }

    private static int CutSeptets(ReadOnlySpan<byte> rest, int limit)
    {
        if (EndsInEscape(rest[..limit]))
            return limit - 1;
        bool splitsLineEnd = rest[limit - 1] == CarriageReturn && rest[limit] == LineFeed && !EndsInEscape(rest[..(limit - 1)]);
        return splitsLineEnd && limit > 1 ? limit - 1 : limit;
    }

    private static bool EndsInEscape(ReadOnlySpan<byte> part)
    {
        int escapes = part.Length - 1 - part.LastIndexOfAnyExcept(Escape);
        return escapes % 2 != 0;
    }

    private static int CutUcs2(ReadOnlySpan<byte> rest, int units)
    {
        Span<char> window = stackalloc char[MaxOctets];
        int length = Math.Min(Math.Min(rest.Length / sizeof(char), TextCutter.WindowOf(units)), window.Length);
        ReadOnlySpan<ushort> source = MemoryMarshal.Cast<byte, ushort>(rest)[..length];
        Span<ushort> target = MemoryMarshal.Cast<char, ushort>(window);
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(source, target);
        else
            source.CopyTo(target);
        return TextCutter.Cut(window[..length], units, TextGauge.CodeUnits) * sizeof(char);
    }
}
