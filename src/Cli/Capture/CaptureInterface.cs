using System.Buffers.Binary;

namespace Cli.Capture;

/// <summary>One interface of a pcapng section.</summary>
/// <param name="Link">What its packets begin with.</param>
/// <param name="SnapLength">How many octets of a packet are kept at most; 0: all.</param>
/// <param name="PerSecond">Units of its times in a second.</param>
/// <param name="OffsetSeconds">What its times count from, in seconds since 1970.</param>
internal readonly record struct CaptureInterface(LinkType Link, uint SnapLength, UInt128 PerSecond, long OffsetSeconds)
{
    private const int OptionEnd = 0;
    private const int OptionTimeResolution = 9;
    private const int OptionTimeOffset = 14;

    /// <summary>Reads the content of an interface description of at least 8 octets.</summary>
    public static CaptureInterface Read(ReadOnlySpan<byte> content, bool bigEndian)
    {
        UInt128 perSecond = 1_000_000;
        long offset = 0;
        ReadOnlySpan<byte> options = content[8..];
        while (options.Length >= 4 && Number16(options, bigEndian) is var code and not OptionEnd)
        {
            int length = Number16(options[2..], bigEndian);
            if (length > options.Length - 4)
                break;
            ReadOnlySpan<byte> value = options.Slice(4, length);
            if (code == OptionTimeResolution && length == 1)
                perSecond = UnitsPerSecond(value[0]);
            if (code == OptionTimeOffset && length == 8)
                offset = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
            options = options[Math.Min(4 + (length + 3) / 4 * 4, options.Length)..];
        }
        uint snapLength = bigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(content[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        return new CaptureInterface((LinkType)Number16(content, bigEndian), snapLength, perSecond, offset);
    }

    /// <summary>A power of 2 when the first bit is set, else of 10, at most the largest that can be held.</summary>
    private static UInt128 UnitsPerSecond(byte resolution)
    {
        int exponent = resolution & 0x7F;
        if ((resolution & 0x80) != 0)
            return UInt128.One << exponent;
        UInt128 units = 1;
        for (int power = 0; power < Math.Min(exponent, 38); power++)
            units *= 10;
        return units;
    }

    private static ushort Number16(ReadOnlySpan<byte> octets, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}
