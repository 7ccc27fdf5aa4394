using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Configuration;

internal static class Certificates
{
    /// <summary>A certificate for a server or client of this name, and its key, as PEM.</summary>
    public static (string Certificate, string Key) SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>
    /// A root, the certificate of this name for this extended key usage (RFC 5280 §4.2.1.12) with the one between them, and its key, as
    /// PEM.
    /// </summary>
    public static (string Root, string Chain, string Key) BehindAnother(string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new X509BasicConstraintsExtension(true, false, 0, true);
        var from = DateTimeOffset.UnixEpoch.AddYears(50);
        var to = DateTimeOffset.UnixEpoch.AddYears(100);
        var rootRequest = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256) { CertificateExtensions = { authority } };
        using var root = rootRequest.CreateSelfSigned(from, to);
        var middleRequest = new CertificateRequest("CN=middle", middleKey, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { authority },
        };
        using var middle = middleRequest.Create(root, from, to, [1]);
        using var issuer = middle.CopyWithPrivateKey(middleKey);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false) },
        };
        using var certificate = request.Create(issuer, from, to, [2]);
        string chain = $"{certificate.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n";
        return (root.ExportCertificatePem(), chain, key.ExportPkcs8PrivateKeyPem());
    }
}
