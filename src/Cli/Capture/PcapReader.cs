using System.Buffers.Binary;

namespace Cli.Capture;

/// <summary>
/// The classic format: a file header of 24 octets, then packets behind 16 octets each, all in the byte order that the magic shows:
/// <code>
/// magic 4 | major 2 | minor 2 | reserved 8 | snaplen 4 | link type 4
/// seconds 4 | fraction 4 | captured length 4 | wire length 4 | octets …
/// </code>
/// </summary>
internal sealed class PcapReader(OctetInput input, bool bigEndian, bool nanoseconds) : CaptureReader
{
    public const uint Microseconds = 0xA1B2C3D4;
    public const uint MicrosecondsSwapped = 0xD4C3B2A1;
    public const uint Nanoseconds = 0xA1B23C4D;
    public const uint NanosecondsSwapped = 0x4D3CB2A1;

    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    private LinkType? _link;

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        if (_link is null)
        {
            if (!input.TryTake(FileHeader, out ReadOnlySpan<byte> file))
                return End(input, "the file header");
            // The upper half of the field says how long a frame check sequence is; what follows an IP packet is passed over anyway.
            _link = (LinkType)(ushort)Number(file[20..]);
        }
        ReadOnlySpan<byte> header = input.Peek(RecordHeader);
        if (header.Length < RecordHeader)
            return End(input, "a packet");
        uint captured = Number(header[8..]);
        if (captured > LargestPacket)
        {
            Fault = $"it is damaged: at octet {input.Position} is a packet of {captured} octets";
            return false;
        }
        if (!input.TryTake(RecordHeader + (int)captured, out ReadOnlySpan<byte> record))
            return End(input, "a packet");
        ulong perSecond = nanoseconds ? 1_000_000_000UL : 1_000_000UL;
        ulong units = Number(record) * perSecond + Number(record[4..]);
        packet = new CapturedPacket(
            CaptureTime.From(units, perSecond, 0), _link.Value, record[RecordHeader..], Number(record[12..]));
        return true;
    }

    private uint Number(ReadOnlySpan<byte> octets) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);
}
