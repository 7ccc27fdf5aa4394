using System.Buffers;
using System.Buffers.Binary;

namespace Shared;

/// <summary>A capture file in the making, classic or pcapng, in either byte order.</summary>
public sealed class CaptureFile
{
    private readonly ArrayBufferWriter<byte> _octets = new();
    private readonly bool _bigEndian;

    private CaptureFile(bool bigEndian) => _bigEndian = bigEndian;

    public static CaptureFile Pcap(int linkType = 1, bool bigEndian = false, bool nanoseconds = false)
    {
        var file = new CaptureFile(bigEndian);
        file.Number(nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4);
        file.Number16(2);
        file.Number16(4);
        file.Number(0);
        file.Number(0);
        file.Number(262144);
        file.Number((uint)linkType);
        return file;
    }

    /// <summary>Begins a pcapng file, or adds a section with another byte order to one.</summary>
    public static CaptureFile Pcapng(bool bigEndian = false, CaptureFile? before = null)
    {
        var file = new CaptureFile(bigEndian);
        file._octets.Write(before is null ? [] : before._octets.WrittenSpan);
        file.Block(0x0A0D0D0A, content =>
        {
            content.Number(0x1A2B3C4D);
            content.Number16(1);
            content.Number16(0);
            content.Number(uint.MaxValue);
            content.Number(uint.MaxValue);
        });
        return file;
    }

    public byte[] ToArray() => _octets.WrittenSpan.ToArray();

    /// <summary>A packet of a classic file.</summary>
    public CaptureFile Add(uint seconds, uint fraction, ReadOnlySpan<byte> packet, int? wireLength = null)
    {
        Number(seconds);
        Number(fraction);
        Number((uint)packet.Length);
        Number((uint)(wireLength ?? packet.Length));
        _octets.Write(packet);
        return this;
    }

    /// <summary>An interface of a pcapng section, with options each of code and value.</summary>
    public CaptureFile Interface(int linkType = 1, uint snapLength = 0, params (ushort Code, byte[] Value)[] options)
    {
        Block(1, content =>
        {
            content.Number16((ushort)linkType);
            content.Number16(0);
            content.Number(snapLength);
            foreach (var (code, value) in options)
            {
                content.Number16(code);
                content.Number16((ushort)value.Length);
                content.Padded(value);
            }
            if (options.Length > 0)
                content.Number(0);
        });
        return this;
    }

    /// <summary>A packet of a pcapng section; the time counts in the units of its interface.</summary>
    public CaptureFile AddEnhanced(ulong time, ReadOnlySpan<byte> packet, uint source = 0)
    {
        var octets = packet.ToArray();
        Block(6, content =>
        {
            content.Number(source);
            content.TimeAndPacket(time, octets);
        });
        return this;
    }

    /// <summary>A packet in the block that pcapng had before.</summary>
    public CaptureFile AddObsolete(ulong time, ReadOnlySpan<byte> packet, ushort source = 0)
    {
        var octets = packet.ToArray();
        Block(2, content =>
        {
            content.Number16(source);
            content.Number16(7);
            content.TimeAndPacket(time, octets);
        });
        return this;
    }

    /// <summary>A packet without time and source.</summary>
    public CaptureFile AddSimple(ReadOnlySpan<byte> packet)
    {
        var octets = packet.ToArray();
        Block(3, content =>
        {
            content.Number((uint)octets.Length);
            content.Padded(octets);
        });
        return this;
    }

    /// <summary>A block of any type.</summary>
    public CaptureFile AddBlock(uint type, byte[] content)
    {
        Block(type, block => block.Padded(content));
        return this;
    }

    private void Block(uint type, Action<CaptureFile> write)
    {
        var content = new CaptureFile(_bigEndian);
        write(content);
        uint length = (uint)content._octets.WrittenCount + 12;
        Number(type);
        Number(length);
        _octets.Write(content._octets.WrittenSpan);
        Number(length);
    }

    private void TimeAndPacket(ulong time, byte[] packet)
    {
        Number((uint)(time >> 32));
        Number((uint)time);
        Number((uint)packet.Length);
        Number((uint)packet.Length);
        Padded(packet);
    }

    private void Padded(byte[] octets)
    {
        _octets.Write(octets);
        _octets.Write(new byte[(4 - octets.Length % 4) % 4]);
    }

    private void Number(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        if (_bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        _octets.Write(octets);
    }

    private void Number16(ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        if (_bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        _octets.Write(octets);
    }
}
