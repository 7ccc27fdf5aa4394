using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Configuration;

/// <summary>A host and port as written: <c>10.0.0.1:2775</c>, <c>[::1]:2775</c> or <c>smsc.example.com:2775</c>.</summary>
public readonly record struct HostAddress(string Host, int Port)
{
    /// <summary>How to write one, for messages.</summary>
    public const string Form = "HOST:PORT, such as 127.0.0.1:2775 or [::1]:2775";

    public static bool TryParse(string text, out HostAddress address)
    {
        address = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;
        var host = text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (bracketed)
            host = host[1..^1];
        if (IPAddress.TryParse(host, out var ip))
        {
            // Without brackets the last group of an IPv6 address could be the port; "1.2" and "7" would be accepted as short IPv4 forms.
            if (bracketed != (ip.AddressFamily == AddressFamily.InterNetworkV6) || (!bracketed && ip.ToString() != host))
                return false;
        }
        else if (bracketed || Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Any(char.IsAsciiLetter))
        {
            return false;
        }
        address = new HostAddress(host, port);
        return true;
    }

    /// <summary>An IP end point where the host is an IP address or localhost, otherwise a name to be resolved at each connection.</summary>
    public EndPoint ToEndPoint() => ToIPEndPoint() ?? (EndPoint)new DnsEndPoint(Host, Port);

    /// <summary>The IP end point, with localhost as the IPv4 loopback; null for any other name.</summary>
    public IPEndPoint? ToIPEndPoint()
    {
        if (string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(IPAddress.Loopback, Port);
        return IPAddress.TryParse(Host, out var ip) ? new IPEndPoint(ip, Port) : null;
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
