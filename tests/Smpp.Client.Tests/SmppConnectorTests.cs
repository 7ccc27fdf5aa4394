using System.Net;
using System.Net.Security;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smpp.Client.Tests;

public class SmppConnectorTests
{
    [Fact]
    public void Settings_without_a_name_are_taken_over_whole_with_the_host_s_name()
    {
        var settings = typeof(SslClientAuthenticationOptions)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.Name != nameof(SslClientAuthenticationOptions.TargetHost)).ToArray();
        Assert.NotEmpty(settings);
        foreach (var setting in settings)
        {
            var given = new SslClientAuthenticationOptions();
            var value = Another(setting.PropertyType, setting.GetValue(given));
            setting.SetValue(given, value);
            var used = SmppConnector.Named(given, new DnsEndPoint("centre.test", 2775));

            Assert.Equal("centre.test", used.TargetHost);
            Assert.True(Equals(value, setting.GetValue(used)), setting.Name);
        }
    }

    [Fact]
    public void Settings_with_a_name_are_used_as_they_are()
    {
        var given = new SslClientAuthenticationOptions { TargetHost = "named.test" };

        Assert.Same(given, SmppConnector.Named(given, new DnsEndPoint("centre.test", 2775)));
    }

    /// <summary>A value that is not the default one.</summary>
    private static object Another(Type type, object? initial)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool))
            return !(bool)initial!;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().First(value => !value.Equals(initial));
        if (type == typeof(List<SslApplicationProtocol>))
            return new List<SslApplicationProtocol>();
        if (type == typeof(X509CertificateCollection))
            return new X509CertificateCollection();
        if (type == typeof(X509ChainPolicy))
            return new X509ChainPolicy();
        if (type == typeof(CipherSuitesPolicy))
            return Activator.CreateInstance(type, [new[] { TlsCipherSuite.TLS_AES_128_GCM_SHA256 }])!;
        if (type == typeof(SslStreamCertificateContext))
            return Certificate();
        if (type == typeof(LocalCertificateSelectionCallback))
            return (LocalCertificateSelectionCallback)((_, _, _, _, _) => null!);
        if (type == typeof(RemoteCertificateValidationCallback))
            return (RemoteCertificateValidationCallback)((_, _, _, _) => false);
        throw new NotSupportedException($"a setting of type {type}: say here what a value of it may be");
    }

    private static SslStreamCertificateContext Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=esme", key, HashAlgorithmName.SHA256);
        return SslStreamCertificateContext.Create(
            request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)), null, offline: true);
    }
}
