using System.Buffers.Binary;

namespace Cli.Capture;

/// <summary>
/// The newer format: blocks of type, length, content and once more the length. A section header begins a section and shows its byte
/// order; interface descriptions tell link type and units of time; of the others only those with packets are read.
/// </summary>
internal sealed class PcapngReader(OctetInput input) : CaptureReader
{
    /// <summary>The type of a section header: the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0A0D0D0A;

    private const uint InterfaceDescription = 1;
    private const uint ObsoletePacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;

    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int Prologue = 8;
    private const int Epilogue = 4;
    private const int PacketHeader = 20;
    private const int LargestBlock = LargestPacket + 64 * 1024;
    private const int MostInterfaces = 64 * 1024;

    private readonly List<CaptureInterface> _interfaces = [];
    private bool _bigEndian;

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        while (TryStart(out uint type, out uint length))
        {
            if (type is not (InterfaceDescription or ObsoletePacket or SimplePacket or EnhancedPacket))
            {
                if (!input.TrySkip(length))
                    return End("a block");
                continue;
            }
            if (length > LargestBlock)
                return Damaged($"a block of {length} octets");
            if (!input.TryTake((int)length, out ReadOnlySpan<byte> block))
                return End(input, "a block");
            ReadOnlySpan<byte> content = block[Prologue..^Epilogue];
            if (type != InterfaceDescription)
                return TryReadPacket(type, content, out packet) || Damaged("a packet that does not fit its block");
            if (_interfaces.Count == MostInterfaces || content.Length < 8)
                return Damaged("an interface description that cannot be read");
            _interfaces.Add(CaptureInterface.Read(content, _bigEndian));
        }
        return false;
    }

    /// <summary>Reads type and length of the next block, and of a section header the byte order.</summary>
    private bool TryStart(out uint type, out uint length)
    {
        type = length = 0;
        ReadOnlySpan<byte> start = input.Peek(Prologue + Epilogue);
        if (start.Length < Prologue + Epilogue)
            return End(input, "a block");
        type = Number(start);
        if (type == SectionHeader)
        {
            _bigEndian = BinaryPrimitives.ReadUInt32BigEndian(start[8..]) == ByteOrderMagic;
            if (Number(start[8..]) != ByteOrderMagic)
                return Damaged("a section of unknown byte order");
            _interfaces.Clear();
        }
        length = Number(start[4..]);
        return (length >= Prologue + Epilogue && length % 4 == 0) || Damaged($"a block of {length} octets");
    }

    private bool TryReadPacket(uint type, ReadOnlySpan<byte> content, out CapturedPacket packet)
    {
        packet = default;
        if (type == SimplePacket)
        {
            if (content.Length < 4 || _interfaces.Count == 0)
                return false;
            uint onWire = Number(content);
            uint snapLength = _interfaces[0].SnapLength == 0 ? uint.MaxValue : _interfaces[0].SnapLength;
            int held = (int)Math.Min(Math.Min(onWire, snapLength), (uint)content.Length - 4);
            packet = new CapturedPacket(default, _interfaces[0].Link, content.Slice(4, held), onWire);
            return true;
        }
        if (content.Length < PacketHeader)
            return false;
        // The obsolete block has a count of drops where the enhanced one has the upper half of the interface's number.
        uint index = type == EnhancedPacket ? Number(content) : Number16(content);
        uint captured = Number(content[12..]);
        if (index >= (uint)_interfaces.Count || captured > (uint)(content.Length - PacketHeader))
            return false;
        CaptureInterface source = _interfaces[(int)index];
        ulong units = (ulong)Number(content[4..]) << 32 | Number(content[8..]);
        packet = new CapturedPacket(
            CaptureTime.From(units, source.PerSecond, source.OffsetSeconds), source.Link,
            content.Slice(PacketHeader, (int)captured), Number(content[16..]));
        return true;
    }

    private bool Damaged(string what)
    {
        Fault = $"it is damaged: at octet {input.Position} is {what}";
        return false;
    }

    /// <summary>The end inside a block that was passed over in pieces.</summary>
    private bool End(string inside)
    {
        Fault = input.Failure is { } failure
            ? $"it cannot be read beyond octet {input.Position}: {failure}"
            : $"it is truncated: it ends inside {inside}, at octet {input.Position}";
        return false;
    }

    private uint Number(ReadOnlySpan<byte> octets) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort Number16(ReadOnlySpan<byte> octets) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}
