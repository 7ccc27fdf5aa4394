using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Smpp.Client;

/// <summary>
/// Reads hosts as people write them: <c>smsc.example</c>, <c>smsc.example:2776</c>, <c>192.0.2.1</c>, <c>[2001:db8::1]:2775</c>.
/// </summary>
internal static class HostName
{
    /// <summary>The end point, or null when the text is neither a name nor an address.</summary>
    /// <param name="text">The host, and its port unless that is <paramref name="port"/>.</param>
    /// <param name="port">The port where the text has none.</param>
    public static EndPoint? Read(string text, int port)
    {
        if (TryReadAddress(text, out var address))
            return new IPEndPoint(address, port);
        int colon = text.LastIndexOf(':');
        if (colon >= 0)
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort own) || own == 0)
                return null;
            (text, port) = (text[..colon], own);
            if (TryReadAddress(text, out address))
                return new IPEndPoint(address, port);
        }
        return Uri.CheckHostName(text) == UriHostNameType.Dns ? new DnsEndPoint(text, port) : null;
    }

    /// <summary>Reads an address and nothing else: the parser drops whatever stands behind a bracket.</summary>
    private static bool TryReadAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        bool hasMore = text.StartsWith('[') && text.IndexOf(']') != text.Length - 1;
        return !hasMore && IPAddress.TryParse(text, out address);
    }
}
