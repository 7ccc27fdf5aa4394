using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>One address that a <see cref="MessageCentre"/> listens on. Settable, so that configuration can be bound to it.</summary>
public sealed class ListenerOptions
{
    /// <summary>
    /// The address to listen on: one of this host's, 0.0.0.0 for all of its IPv4 addresses or :: for all of its IPv6 addresses. Two
    /// listeners take both, and may have one port.
    /// </summary>
    public string Address { get; set; } = IPAddress.Any.ToString();

    /// <summary>The port to listen on, 0..65,535; 0 takes a free one.</summary>
    public int Port { get; set; } = 2775;

    /// <summary>
    /// TLS settings with the certificate; null for plain TCP, or for TLS with <see cref="CertificateFile"/>. Versions below 1.2 are not
    /// spoken, whatever they say.
    /// </summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// A file with the certificate in PEM, those between it and its root behind it, for TLS; empty for plain TCP. When it or
    /// <see cref="KeyFile"/> changes, connections from then on are shown the new one; sessions that are connected go on.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The file with the certificate's key in PEM.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// A file with the authorities, in PEM, of which a client must show a certificate (mutual TLS); empty asks for none. An account may
    /// ask for a certain one: <see cref="ServerAccount.Certificate"/>.
    /// </summary>
    public string ClientAuthoritiesFile { get; set; } = "";

    /// <summary>
    /// Proxies, as addresses or networks such as <c>10.0.0.0/8</c>: each of their connections must begin with a PROXY header of version 2,
    /// and the address in it is the peer's for limits, allow-lists, bans and logs.
    /// </summary>
    public IReadOnlyList<string> Proxies { get; set; } = [];

    internal ListenerOptions Copy()
    {
        var copy = (ListenerOptions)MemberwiseClone();
        copy.Proxies = [.. Proxies];
        return copy;
    }

    internal IEnumerable<string> Faults()
    {
        if (!IPAddress.TryParse(Address, out _))
            yield return $"Address is '{Address}', which is no IP address; 0.0.0.0 listens on all of IPv4, :: on all of IPv6.";
        if (Port is < 0 or > IPEndPoint.MaxPort)
            yield return $"Port is {Port}; 0..{IPEndPoint.MaxPort} are possible.";
        if (Tls is not null && CertificateFile.Length > 0)
            yield return "Tls and CertificateFile are set; only one can be.";
        if (CertificateFile.Length > 0 != KeyFile.Length > 0)
            yield return "CertificateFile and KeyFile belong together; only one is set.";
        if (ClientAuthoritiesFile.Length > 0 && CertificateFile.Length == 0)
            yield return "ClientAuthoritiesFile is set without CertificateFile.";
        (string Name, string Path)[] files =
        [
            (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile), (nameof(ClientAuthoritiesFile), ClientAuthoritiesFile),
        ];
        foreach (var (name, path) in files)
        {
            if (path.Length > 0 && !File.Exists(path))
                yield return $"{name} is '{path}', where there is no file.";
        }
        foreach (var fault in NetworkList.Faults(nameof(Proxies), Proxies))
            yield return fault;
    }

    /// <exception cref="ArgumentException">The certificate cannot be read.</exception>
    internal ServerOptions ToServer(MessageCentreOptions centre, ILogger logger) => centre.Limits with
    {
        EndPoint = new IPEndPoint(IPAddress.Parse(Address), Port),
        Tls = Tls,
        TlsSource = CertificateFile.Length == 0 ? null : new PemTls(this, centre.TimeProvider, logger).Current,
        Proxies = NetworkList.Read(Proxies),
        Networks = NetworkList.Read(centre.Networks),
        Session = centre.Session,
    };
}
