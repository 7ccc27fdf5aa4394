using System.Buffers.Binary;
using System.Net;

namespace Shared;

/// <summary>Builds packets layer by layer, as a network card would deliver them.</summary>
public static class Packets
{
    public const byte Fin = 0x01;
    public const byte Syn = 0x02;
    public const byte Reset = 0x04;
    public const byte Ack = 0x10;

    /// <summary>A TCP segment.</summary>
    public static byte[] Tcp(int source, int destination, uint sequence, byte flags, ReadOnlySpan<byte> payload, int optionWords = 0)
    {
        var segment = new byte[20 + optionWords * 4 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)source);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)destination);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), sequence);
        segment[12] = (byte)((5 + optionWords) << 4);
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 65535);
        segment.AsSpan(20, optionWords * 4).Fill(1);
        payload.CopyTo(segment.AsSpan(20 + optionWords * 4));
        return segment;
    }

    /// <summary>An IPv4 packet; <paramref name="fragment"/> is the field of flags and offset.</summary>
    public static byte[] IPv4(
        string source, string destination, ReadOnlySpan<byte> payload, byte protocol = 6, int optionWords = 0, ushort fragment = 0)
    {
        int header = 20 + optionWords * 4;
        var packet = new byte[header + payload.Length];
        packet[0] = (byte)(0x40 | (header / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), fragment);
        packet[8] = 64;
        packet[9] = protocol;
        IPAddress.Parse(source).TryWriteBytes(packet.AsSpan(12), out _);
        IPAddress.Parse(destination).TryWriteBytes(packet.AsSpan(16), out _);
        packet.AsSpan(20, optionWords * 4).Fill(1);
        payload.CopyTo(packet.AsSpan(header));
        return packet;
    }

    /// <summary>An IPv6 packet; <paramref name="next"/> is the type of what the payload begins with.</summary>
    public static byte[] IPv6(string source, string destination, ReadOnlySpan<byte> payload, byte next = 6)
    {
        var packet = new byte[40 + payload.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload.Length);
        packet[6] = next;
        packet[7] = 64;
        IPAddress.Parse(source).TryWriteBytes(packet.AsSpan(8), out _);
        IPAddress.Parse(destination).TryWriteBytes(packet.AsSpan(24), out _);
        payload.CopyTo(packet.AsSpan(40));
        return packet;
    }

    /// <summary>An Ethernet frame; the VLAN tags are types and identifiers in turn.</summary>
    public static byte[] Ethernet(ReadOnlySpan<byte> packet, ushort type = 0x0800, params ReadOnlySpan<ushort> vlanTags)
    {
        var frame = new byte[14 + vlanTags.Length * 2 + packet.Length];
        int at = 12;
        foreach (ushort half in vlanTags)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), half);
            at += 2;
        }
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), type);
        packet.CopyTo(frame.AsSpan(at + 2));
        return frame;
    }
}
