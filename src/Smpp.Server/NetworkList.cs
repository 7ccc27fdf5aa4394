using System.Net;

namespace Smpp.Server;

/// <summary>Lists of networks, and how people write them: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or one address.</summary>
internal static class NetworkList
{
    /// <summary>True when one of them has the address, which a socket of both families may show as mapped.</summary>
    public static bool Contains(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        if (networks.Count == 0)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    public static IEnumerable<string> Faults(string option, IEnumerable<string> texts) =>
        from text in texts
        where Read(text) is null
        select $"{option} has '{text}', which is no network such as 10.0.0.0/8, nor an address.";

    /// <summary>All of them; each has been checked.</summary>
    public static IReadOnlyList<IPNetwork> Read(IEnumerable<string> texts) => [.. texts.Select(text => Read(text)!.Value)];

    private static IPNetwork? Read(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
