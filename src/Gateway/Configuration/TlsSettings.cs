using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Configuration;

/// <summary>
/// A certificate with its key and the certificates between it and its root, from PEM text. Equal when the text is the same.
/// </summary>
public sealed class TlsIdentity : IEquatable<TlsIdentity>
{
    private readonly string _certificate;
    private readonly Secret _key;

    /// <exception cref="CryptographicException">The text is no certificate, or the key does not belong to it.</exception>
    /// <exception cref="ArgumentException">As above.</exception>
    internal TlsIdentity(string certificate, Secret key)
    {
        _certificate = certificate;
        _key = key;
        Leaf = X509Certificate2.CreateFromPem(certificate, key.Reveal());
        Chain = [];
        Chain.ImportFromPem(certificate);
    }

    public X509Certificate2 Leaf { get; }

    /// <summary>All certificates of the text, the leaf too.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>The files that it was read from; without any it never changes.</summary>
    internal IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Reads it again as the files are now; throws when they are of no use.</summary>
    internal Func<TlsIdentity>? Load { get; init; }

    public SslStreamCertificateContext ToContext() => SslStreamCertificateContext.Create(Leaf, Chain, offline: true);

    public bool Equals(TlsIdentity? other) => other is not null && other._certificate == _certificate && other._key.Equals(_key);

    public override bool Equals(object? obj) => Equals(obj as TlsIdentity);

    public override int GetHashCode() => _certificate.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Leaf.Subject;
}

/// <summary>Certificates that are trusted, and nothing else. Equal when the text is the same.</summary>
public sealed class TlsTrust : IEquatable<TlsTrust>
{
    private readonly string _pem;
    private readonly X509Certificate2Collection _roots = [];

    /// <exception cref="CryptographicException">The text holds no certificate.</exception>
    internal TlsTrust(string pem)
    {
        _pem = pem;
        _roots.ImportFromPem(pem);
        if (_roots.Count == 0)
            throw new CryptographicException("there is no certificate in it");
    }

    /// <summary>Trusts these alone; a peer sends those between them and its own certificate along.</summary>
    public X509ChainPolicy ToPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(_roots);
        return policy;
    }

    public bool Equals(TlsTrust? other) => other is not null && other._pem == _pem;

    public override bool Equals(object? obj) => Equals(obj as TlsTrust);

    public override int GetHashCode() => _pem.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join("; ", _roots.Select(root => root.Subject));
}

/// <summary><c>tls = { … }</c> of a listener, for customers or for the outbinds of a carrier.</summary>
public sealed record ListenTls
{
    public required TlsIdentity Identity { get; init; }

    /// <summary>Who connects must show a certificate of one of these; null asks for none.</summary>
    public TlsTrust? ClientCa { get; init; }

    public SslServerAuthenticationOptions ToServerOptions(SslStreamCertificateContext? certificate = null) => new()
    {
        ServerCertificateContext = certificate ?? Identity.ToContext(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = ClientCa is not null,
        CertificateChainPolicy = ClientCa?.ToPolicy(),
    };
}

/// <summary><c>tls</c> of an upstream or <c>outbind_tls</c> of an account, <c>true</c> or a table: those we connect to.</summary>
public sealed record ConnectTls
{
    /// <summary>The name that its certificate must bear; empty for that of the host connected to.</summary>
    public required string ServerName { get; init; }

    /// <summary>False trusts any certificate: whoever is on the way can read and change everything.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Null trusts what the operating system trusts.</summary>
    public TlsTrust? Ca { get; init; }

    /// <summary>The certificate that we show; null shows none.</summary>
    public TlsIdentity? Identity { get; init; }

    public SslClientAuthenticationOptions ToClientOptions() => new()
    {
        TargetHost = ServerName,
        ClientCertificateContext = Identity?.ToContext(),
        CertificateChainPolicy = Ca?.ToPolicy(),
        RemoteCertificateValidationCallback = Verify ? null : (_, certificate, _, _) => certificate is not null,
    };
}
