using System.Buffers.Binary;

namespace Cli.Capture;

/// <summary>What is found in a captured packet.</summary>
internal enum PacketKind
{
    Tcp,
    /// <summary>IP, but not TCP.</summary>
    OtherTransport,
    /// <summary>Neither IPv4 nor IPv6.</summary>
    OtherNetwork,
    /// <summary>A piece of an IP packet.</summary>
    Fragment,
    /// <summary>A link type that is not known here.</summary>
    UnknownLink,
    /// <summary>Too short, or with lengths that cannot be.</summary>
    Damaged,
}

/// <summary>
/// Takes a packet apart down to its TCP segment. Checksums are not looked at: network cards fill them in after the capture.
/// </summary>
internal static class PacketLayers
{
    private const int EthernetHeader = 14;
    private const int CookedHeader = 16;
    private const int Cooked2Header = 20;
    private const int FamilyHeader = 4;
    private const int VlanTag = 4;
    private const int TcpHeader = 20;

    private const ushort TypeIPv4 = 0x0800;
    private const ushort TypeIPv6 = 0x86DD;

    public static PacketKind Read(in CapturedPacket packet, out TcpSegment segment)
    {
        segment = default;
        ReadOnlySpan<byte> octets = packet.Octets;
        switch (packet.Link)
        {
            case LinkType.Ethernet:
                return AfterType(packet, octets.Length < EthernetHeader ? 0 : 12, out segment);
            case LinkType.LinuxCooked:
                return AfterType(packet, octets.Length < CookedHeader ? 0 : 14, out segment);
            case LinkType.LinuxCooked2:
                if (octets.Length < Cooked2Header)
                    return PacketKind.Damaged;
                return Network(packet, BinaryPrimitives.ReadUInt16BigEndian(octets), Cooked2Header, out segment);
            case LinkType.Null or LinkType.Loop:
                // The family of IPv6 is another number on each system, so the version in the packet is what counts.
                return RawNetwork(packet, FamilyHeader, out segment);
            case LinkType.Raw or LinkType.RawOnBsd or LinkType.RawOnOpenBsd or LinkType.IPv4 or LinkType.IPv6:
                return RawNetwork(packet, 0, out segment);
            default:
                return PacketKind.UnknownLink;
        }
    }

    /// <summary>Goes over VLAN tags (802.1Q, 802.1ad and what came before it) to the type of the network layer.</summary>
    private static PacketKind AfterType(in CapturedPacket packet, int at, out TcpSegment segment)
    {
        segment = default;
        ReadOnlySpan<byte> octets = packet.Octets;
        while (at > 0 && at + 2 <= octets.Length)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[at..]);
            if (type is not (0x8100 or 0x88A8 or 0x9100))
                return Network(packet, type, at + 2, out segment);
            at += VlanTag;
        }
        return PacketKind.Damaged;
    }

    private static PacketKind RawNetwork(in CapturedPacket packet, int at, out TcpSegment segment)
    {
        segment = default;
        if (packet.Octets.Length <= at)
            return PacketKind.Damaged;
        ushort type = (packet.Octets[at] >> 4) switch { 4 => TypeIPv4, 6 => TypeIPv6, _ => 0 };
        return Network(packet, type, at, out segment);
    }

    private static PacketKind Network(in CapturedPacket packet, ushort type, int at, out TcpSegment segment)
    {
        segment = default;
        if (type is not (TypeIPv4 or TypeIPv6))
            return PacketKind.OtherNetwork;
        ReadOnlySpan<byte> octets = packet.Octets[at..];
        PacketKind kind = type == TypeIPv4
            ? IpPacket.ReadV4(octets, packet.WireLength - at, out IpPacket ip)
            : IpPacket.ReadV6(octets, packet.WireLength - at, out ip);
        return kind == PacketKind.Tcp ? Transport(ip, packet.Time, out segment) : kind;
    }

    private static PacketKind Transport(IpPacket ip, CaptureTime time, out TcpSegment segment)
    {
        segment = default;
        ReadOnlySpan<byte> octets = ip.Payload;
        if (octets.Length < TcpHeader)
            return PacketKind.Damaged;
        int header = (octets[12] >> 4) * 4;
        if (header < TcpHeader || header > ip.PayloadLength)
            return PacketKind.Damaged;
        ReadOnlySpan<byte> payload = octets[Math.Min(header, octets.Length)..];
        int length = (int)(ip.PayloadLength - header);
        byte flags = octets[13];
        // What a reset carries is a diagnostic text, no part of the stream (RFC 9293 §3.5.3).
        bool reset = (flags & 0x04) != 0;
        segment = new TcpSegment
        {
            Source = new TcpEndPoint(ip.Source, ip.IsV6, BinaryPrimitives.ReadUInt16BigEndian(octets)),
            Destination = new TcpEndPoint(ip.Destination, ip.IsV6, BinaryPrimitives.ReadUInt16BigEndian(octets[2..])),
            Time = time,
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]),
            Syn = (flags & 0x02) != 0,
            Payload = reset ? default : payload,
            Cut = reset ? 0 : length - payload.Length,
        };
        return PacketKind.Tcp;
    }
}
