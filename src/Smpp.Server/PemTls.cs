using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Smpp.Server;

/// <summary>The TLS settings of a listener whose certificate and authorities are files. Thread-safe.</summary>
internal sealed class PemTls
{
    private readonly ReloadingCertificate _certificate;
    private readonly X509ChainPolicy? _authorities;
    private volatile SslServerAuthenticationOptions _current;

    /// <exception cref="ArgumentException">A file cannot be read.</exception>
    public PemTls(ListenerOptions options, TimeProvider time, ILogger logger)
    {
        try
        {
            _certificate = ReloadingCertificate.FromPem(options.CertificateFile, options.KeyFile, time, logger);
            if (options.ClientAuthoritiesFile.Length > 0)
                _authorities = Trusting(options.ClientAuthoritiesFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException(
                $"the listener on {options.Address}:{options.Port}: CertificateFile, KeyFile or ClientAuthoritiesFile is of no use: "
                + e.Message, nameof(options), e);
        }
        _current = Make(_certificate.Current);
    }

    /// <summary>The settings for the next handshake.</summary>
    public SslServerAuthenticationOptions Current()
    {
        var certificate = _certificate.Current;
        var current = _current;
        if (ReferenceEquals(current.ServerCertificateContext, certificate))
            return current;
        return _current = Make(certificate);
    }

    private SslServerAuthenticationOptions Make(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        ClientCertificateRequired = _authorities is not null,
        CertificateChainPolicy = _authorities,
    };

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException($"'{file}' has no certificate in it.");
    }
}
