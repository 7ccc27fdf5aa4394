using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// The header that a proxy sends before anything else, PROXY protocol version 2:
/// <code>
/// signature (12) | version and command (1) | family and transport (1) | length (2) | addresses | TLVs
/// </code>
/// </summary>
internal static class ProxyHeader
{
    /// <summary>The part whose length is known before anything was read.</summary>
    public const int FixedSize = 16;

    /// <summary>The longest rest that is accepted: both addresses and TLVs of a certificate's names with room to spare.</summary>
    public const int LongestRest = 2048;

    private const byte Local = 0x20;
    private const byte Proxied = 0x21;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;
    private const int Tcp4Size = 12;
    private const int Tcp6Size = 36;
    private const byte Crc32cTlv = 0x03;

    /// <summary>Checks the fixed part and says how many octets follow it.</summary>
    public static bool TryReadFixed(ReadOnlySpan<byte> head, out int rest, [NotNullWhen(false)] out string? error)
    {
        rest = BinaryPrimitives.ReadUInt16BigEndian(head[14..]);
        if (head.StartsWith("PROXY "u8))
            error = "it sends version 1 of the PROXY protocol; set the proxy to version 2";
        else if (!head.StartsWith(AlienProtocol.ProxyV2Signature))
            error = "it sends no PROXY header: " + AlienProtocol.Describe(head);
        else if (head[12] is not (Local or Proxied))
            error = $"version and command 0x{head[12]:X2} of the PROXY header are unknown";
        else if (rest > LongestRest)
            error = $"its PROXY header claims {rest} octets; {LongestRest} are accepted";
        else
            error = null;
        return error is null;
    }

    /// <summary>
    /// Reads a whole header whose fixed part was checked. The client is null for a connection of the proxy's own, such as a health
    /// check, and for one whose address the proxy does not know.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> header, out IPEndPoint? client, [NotNullWhen(false)] out string? error)
    {
        client = null;
        var rest = header[FixedSize..];
        byte family = header[13];
        int addresses = family switch { Tcp4 => Tcp4Size, Tcp6 => Tcp6Size, _ => 0 };
        if (header[12] == Local || family == 0)
        {
            // What follows is to be skipped, whatever it is; only a checksum would cover it.
            error = null;
            return true;
        }
        if (addresses == 0)
        {
            error = $"family and transport 0x{family:X2} of the PROXY header are not TCP over IP";
            return false;
        }
        if (rest.Length < addresses)
        {
            error = $"its PROXY header has {rest.Length} octets where the addresses alone take {addresses}";
            return false;
        }
        if (!AreTlvsGood(header, FixedSize + addresses, out error))
            return false;
        int octets = family == Tcp4 ? 4 : 16;
        var address = new IPAddress(rest[..octets]);
        client = new IPEndPoint(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * octets)..]));
        return true;
    }

    private static bool AreTlvsGood(ReadOnlySpan<byte> header, int offset, [NotNullWhen(false)] out string? error)
    {
        error = null;
        while (offset < header.Length)
        {
            int value = offset + 3;
            int end = value <= header.Length ? value + BinaryPrimitives.ReadUInt16BigEndian(header[(offset + 1)..]) : int.MaxValue;
            if (end > header.Length)
            {
                error = "a TLV of its PROXY header ends beyond the header";
                return false;
            }
            if (header[offset] == Crc32cTlv && (end - value != sizeof(uint) || Crc32c(header, value) != ReadUInt32(header, value)))
            {
                error = "the checksum of its PROXY header is wrong";
                return false;
            }
            offset = end;
        }
        return true;
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);

    /// <summary>CRC-32C of the header with the checksum itself taken as zero.</summary>
    private static uint Crc32c(ReadOnlySpan<byte> header, int checksum)
    {
        uint crc = uint.MaxValue;
        for (int i = 0; i < header.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= checksum && i < checksum + sizeof(uint) ? (byte)0 : header[i]);
        return ~crc;
    }
}
