using System.Net;
using System.Net.Sockets;

namespace Smpp.Server;

/// <summary>What counts as one address where addresses are limited or banned.</summary>
internal static class PeerAddress
{
    // Of the 16 octets: what a router announces to a link, whose hosts choose the rest as they like (RFC 4291 §2.5.1, RFC 8981).
    private const int Prefix = 8;

    // 64:ff9b::/96, behind which stand the 32 bits of an IPv4 address (RFC 6052 §2.1).
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>
    /// The first address of the /64 that an IPv6 address is of: a host has all of it, and another address for each connection. An IPv4
    /// address is itself, in IPv6 too.
    /// </summary>
    public static IPAddress Counted(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6 || Translated.Contains(address))
            return address;
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        octets[Prefix..].Clear();
        // The scope tells the links apart whose addresses are alike, fe80::/64.
        return new IPAddress(octets, address.ScopeId);
    }
}
