using System.Buffers.Binary;
using System.Net;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>Headers of the PROXY protocol as proxies write them.</summary>
internal static class ProxyHeaders
{
    public const byte Local = 0x20;
    public const byte Proxied = 0x21;

    public static byte[] Of(string client, params ReadOnlySpan<byte> tlvs)
    {
        var from = IPEndPoint.Parse(client);
        var octets = from.Address.GetAddressBytes();
        var addresses = new byte[(2 * octets.Length) + 4];
        octets.CopyTo(addresses, 0);
        BinaryPrimitives.WriteUInt16BigEndian(addresses.AsSpan(2 * octets.Length), (ushort)from.Port);
        return Raw(Proxied, octets.Length == 4 ? (byte)0x11 : (byte)0x21, [.. addresses, .. tlvs]);
    }

    public static byte[] Raw(byte command, byte family, params ReadOnlySpan<byte> rest)
    {
        byte[] header = [.. AlienProtocol.ProxyV2Signature, command, family, (byte)(rest.Length >> 8), (byte)rest.Length];
        return [.. header, .. rest];
    }

    public static byte[] Tlv(byte type, params ReadOnlySpan<byte> value) => [type, (byte)(value.Length >> 8), (byte)value.Length, .. value];
}
