using System.Buffers.Binary;
using System.Globalization;

namespace Smpp.Session;

/// <summary>Recognises what else is pointed at an SMPP port, so that a log line says more than "bad length".</summary>
public static class AlienProtocol
{
    /// <summary>The first octets of every header of the PROXY protocol, version 2.</summary>
    public static ReadOnlySpan<byte> ProxyV2Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>What the first octets that a peer sent look like, for people; never what they contain.</summary>
    public static string Describe(ReadOnlySpan<byte> octets) => octets switch
    {
        [0x16, 0x03, ..] => "looks like a TLS handshake",
        _ when IsHttp(octets) => "looks like HTTP",
        _ when octets.StartsWith("SSH-"u8) => "looks like SSH",
        // TPKT, version 3, which carries RDP's connection request (RFC 1006 §6).
        [0x03, 0x00, ..] => "looks like RDP",
        _ when octets.StartsWith(ProxyV2Signature[..4]) => "looks like a PROXY header, which this address is not listed to send",
        _ when octets.StartsWith("PROX"u8) => "looks like a PROXY header of version 1, which is not supported",
        // A bind: a small command_length, then one of the three command_ids.
        [0, 0, 0, _, 0, 0, 0, 0x01 or 0x02 or 0x09, ..] => "looks like SMPP",
        { Length: >= 4 } => "command_length " + BinaryPrimitives.ReadUInt32BigEndian(octets).ToString(CultureInfo.InvariantCulture),
        _ => "command_length unreadable",
    };

    private static bool IsHttp(ReadOnlySpan<byte> octets) =>
        octets.StartsWith("GET "u8) || octets.StartsWith("POST"u8) || octets.StartsWith("HEAD"u8) || octets.StartsWith("HTTP"u8)
        || octets.StartsWith("PUT "u8) || octets.StartsWith("OPTI"u8) || octets.StartsWith("CONN"u8) || octets.StartsWith("PRI "u8);
}
