using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shared;

namespace Interop.Tls;

/// <summary>The certificates of a test, each as PEM files for programs of other hands.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset To = DateTimeOffset.UnixEpoch.AddYears(100);

    private readonly TempFolder _folder = new();

    public Certificates()
    {
        Authority = Make("authority");
        OtherAuthority = Make("other-authority");
        Intermediate = Make("intermediate", Authority, isAuthority: true);
        Localhost = Make("localhost", Authority, dnsName: "localhost");
        Elsewhere = Make("elsewhere", Authority, dnsName: "elsewhere.example");
        Expired = Make("expired", Authority, dnsName: "localhost", to: From.AddYears(1));
        SelfSigned = Make("self-signed", dnsName: "localhost", isAuthority: false);
        Behind = Make("behind", Intermediate, dnsName: "localhost");
        Customer = Make("customer", Authority);
        CustomerBehind = Make("customer-behind", Intermediate);
        CustomerExpired = Make("customer-expired", Authority, to: From.AddYears(1));
        Stranger = Make("stranger", OtherAuthority, dnsName: "localhost");
    }

    public Pem Authority { get; }

    public Pem OtherAuthority { get; }

    /// <summary>An authority whose own certificate is signed by <see cref="Authority"/>.</summary>
    public Pem Intermediate { get; }

    public Pem Localhost { get; }

    /// <summary>Of another host.</summary>
    public Pem Elsewhere { get; }

    public Pem Expired { get; }

    public Pem SelfSigned { get; }

    /// <summary>Of localhost, signed by <see cref="Intermediate"/>, which is sent along.</summary>
    public Pem Behind { get; }

    public Pem Customer { get; }

    /// <summary>Signed by <see cref="Intermediate"/>, which is sent along.</summary>
    public Pem CustomerBehind { get; }

    public Pem CustomerExpired { get; }

    /// <summary>Signed by <see cref="OtherAuthority"/>.</summary>
    public Pem Stranger { get; }

    /// <summary>A server that shows this certificate.</summary>
    public static SslServerAuthenticationOptions Server(Pem identity) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(identity.Load(), identity.Chain(), offline: true),
    };

    /// <summary>A server that wants a certificate of <see cref="Authority"/>.</summary>
    public SslServerAuthenticationOptions MutualServer()
    {
        var options = Server(Localhost);
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = Trust();
        return options;
    }

    /// <summary>A client that trusts <see cref="Authority"/> alone.</summary>
    public SslClientAuthenticationOptions Client(string host) => new() { TargetHost = host, CertificateChainPolicy = Trust() };

    public void Dispose() => _folder.Dispose();

    private X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Authority.Certificate) },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private Pem Make(string name, Pem? issuer = null, string? dnsName = null, DateTimeOffset? to = null, bool? isAuthority = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority ?? issuer is null, false, 0, true));
        if (dnsName is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(dnsName);
            request.CertificateExtensions.Add(names.Build());
        }
        using var certificate = Sign(request, issuer, to ?? To);
        string chain = certificate.ExportCertificatePem() + "\n";
        if (issuer is { IsRoot: false })
            chain += File.ReadAllText(issuer.Certificate);
        string keyText = key.ExportPkcs8PrivateKeyPem() + "\n";
        return new Pem(
            _folder.Write($"{name}.pem", chain), _folder.Write($"{name}.key", keyText), _folder.Write($"{name}.both", keyText + chain),
            IsRoot: issuer is null);
    }

    private static X509Certificate2 Sign(CertificateRequest request, Pem? issuer, DateTimeOffset to)
    {
        if (issuer is null)
            return request.CreateSelfSigned(From, to);
        using var authority = issuer.Load();
        return request.Create(authority, From, to, RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>The paths of a certificate, with those between it and its root, of its key, and of both in one file.</summary>
    internal sealed record Pem(string Certificate, string Key, string Both, bool IsRoot)
    {
        public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Certificate, Key);

        public X509Certificate2Collection Chain()
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(Certificate);
            return chain;
        }
    }
}
