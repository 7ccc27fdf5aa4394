using System.Buffers.Binary;

namespace Cli.Capture;

/// <summary>An IP packet with TCP in it.</summary>
internal readonly ref struct IpPacket
{
    private const int HeaderV4 = 20;
    private const int HeaderV6 = 40;

    private const byte ProtocolTcp = 6;
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte FragmentHeader = 44;
    private const byte Authentication = 51;
    private const byte DestinationOptions = 60;
    private const byte Mobility = 135;
    private const byte HostIdentity = 139;
    private const byte Shim6 = 140;

    public required UInt128 Source { get; init; }

    public required UInt128 Destination { get; init; }

    public required bool IsV6 { get; init; }

    /// <summary>What was captured of the payload, without the padding that a link adds.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>How many octets the payload had on the wire.</summary>
    public required long PayloadLength { get; init; }

    /// <param name="octets">From the IP header on.</param>
    /// <param name="wireLength">How many of them were on the wire.</param>
    /// <param name="packet">What was read, when the kind is TCP.</param>
    public static PacketKind ReadV4(ReadOnlySpan<byte> octets, long wireLength, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < HeaderV4 || octets[0] >> 4 != 4)
            return PacketKind.Damaged;
        int header = (octets[0] & 0x0F) * 4;
        long total = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        // Segmentation offload leaves the length to the network card: 0 in what is captured before it.
        if (total == 0)
            total = wireLength;
        if (header < HeaderV4 || header > total || header > octets.Length)
            return PacketKind.Damaged;
        if ((BinaryPrimitives.ReadUInt16BigEndian(octets[6..]) & 0x3FFF) != 0)
            return PacketKind.Fragment;
        if (octets[9] != ProtocolTcp)
            return PacketKind.OtherTransport;
        packet = new IpPacket
        {
            Source = BinaryPrimitives.ReadUInt32BigEndian(octets[12..]),
            Destination = BinaryPrimitives.ReadUInt32BigEndian(octets[16..]),
            IsV6 = false,
            Payload = octets[header..(int)Math.Min(total, octets.Length)],
            PayloadLength = total - header,
        };
        return PacketKind.Tcp;
    }

    /// <inheritdoc cref="ReadV4"/>
    public static PacketKind ReadV6(ReadOnlySpan<byte> octets, long wireLength, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < HeaderV6 || octets[0] >> 4 != 6)
            return PacketKind.Damaged;
        long total = HeaderV6 + (long)BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        // 0 with segmentation offload, and in a jumbogram (RFC 2675).
        if (total == HeaderV6)
            total = Math.Max(wireLength, HeaderV6);
        PacketKind kind = AfterExtensions(octets, total, out int header);
        if (kind != PacketKind.Tcp)
            return kind;
        packet = new IpPacket
        {
            Source = BinaryPrimitives.ReadUInt128BigEndian(octets[8..]),
            Destination = BinaryPrimitives.ReadUInt128BigEndian(octets[24..]),
            IsV6 = true,
            Payload = octets[header..(int)Math.Min(total, octets.Length)],
            PayloadLength = total - header,
        };
        return PacketKind.Tcp;
    }

    /// <summary>Goes over the extension headers; each says its length and what follows it (RFC 8200 §4).</summary>
    private static PacketKind AfterExtensions(ReadOnlySpan<byte> octets, long total, out int header)
    {
        header = HeaderV6;
        byte next = octets[6];
        while (next != ProtocolTcp)
        {
            if (next is not (HopByHop or Routing or FragmentHeader or Authentication or DestinationOptions
                or Mobility or HostIdentity or Shim6))
                return PacketKind.OtherTransport;
            if (header + 8 > Math.Min(total, octets.Length))
                return PacketKind.Damaged;
            ReadOnlySpan<byte> extension = octets[header..];
            // A fragment header with neither offset nor more to come holds a whole packet (RFC 6946).
            if (next == FragmentHeader && (BinaryPrimitives.ReadUInt16BigEndian(extension[2..]) & 0xFFF9) != 0)
                return PacketKind.Fragment;
            header += next switch
            {
                FragmentHeader => 8,
                Authentication => (extension[1] + 2) * 4,
                _ => (extension[1] + 1) * 8,
            };
            next = extension[0];
        }
        return header <= Math.Min(total, octets.Length) ? PacketKind.Tcp : PacketKind.Damaged;
    }
}
