using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Smpp.Client;

/// <summary>
/// The TLS settings of a client whose certificate and authorities are files, looked at before each connection: one is seldom made.
/// Thread-safe.
/// </summary>
internal sealed class PemTls
{
    private readonly SmppClientOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private SslClientAuthenticationOptions _current;
    private byte[] _seen;

    /// <exception cref="ArgumentException">A file cannot be used.</exception>
    public PemTls(SmppClientOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        try
        {
            var files = PemFiles.Read(options);
            _current = files.Load();
            _seen = files.Digest();
        }
        catch (Exception e) when (IsOfTheFiles(e))
        {
            throw new ArgumentException(
                $"client '{options.Name}': CertificateFile, KeyFile or AuthoritiesFile is of no use: {e.Message}", nameof(options), e);
        }
    }

    /// <summary>The settings for the next connection: those from before while the files are of no use.</summary>
    public SslClientAuthenticationOptions Current()
    {
        lock (_gate)
        {
            try
            {
                var files = PemFiles.Read(_options);
                byte[] digest = files.Digest();
                if (!digest.AsSpan().SequenceEqual(_seen))
                {
                    _seen = digest;
                    _current = files.Load();
                }
            }
            catch (Exception e) when (IsOfTheFiles(e))
            {
                Log.CertificateNotLoaded(_logger, _options.Name, e.Message);
            }
            return _current;
        }
    }

    private static bool IsOfTheFiles(Exception e) =>
        e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>What the files hold; null for those that are not set. Not kept, since a key is among it.</summary>
    private readonly record struct PemFiles(string? Certificate, string? Key, string? Authorities)
    {
        public static PemFiles Read(SmppClientOptions options) =>
            new(Text(options.CertificateFile), Text(options.KeyFile), Text(options.AuthoritiesFile));

        public byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes($"{Certificate}\0{Key}\0{Authorities}"));

        public SslClientAuthenticationOptions Load() => new()
        {
            ClientCertificateContext = Certificate is null ? null : Own(Certificate, Key),
            CertificateChainPolicy = Authorities is null ? null : Trusting(Authorities),
        };

        private static string? Text(string file) => file.Length == 0 ? null : File.ReadAllText(file);

        private static SslStreamCertificateContext Own(string certificate, string? key)
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
        }

        private static X509ChainPolicy Trusting(string authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(authorities);
            return policy.CustomTrustStore.Count > 0
                ? policy
                : throw new CryptographicException("AuthoritiesFile has no certificate in it.");
        }
    }
}
