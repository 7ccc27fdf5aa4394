using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Binds over TLS: whose certificate is taken, and which one is shown.</summary>
public sealed class TlsPoolTests : IAsyncDisposable
{
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly RecordingLogger _log = new();
    private readonly X509Certificate2 _certificate = SelfSigned("localhost");
    private readonly X509Certificate2 _own = SelfSigned("gw");
    private readonly SmppServer _server;
    private string? _shown;

    public TlsPoolTests()
    {
        _server = new SmppServer(
            new ServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Tls = new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    {
                        _shown = shown?.Subject;
                        return shown is null or { Subject: "CN=gw" };
                    },
                },
            },
            FixedAuthorizer.Accepting(RecordingHandler.Accepting()), _heartbeat, NullLogger.Instance);
        _server.Start();
    }

    [Fact]
    public async Task The_name_of_each_host_must_be_on_its_certificate()
    {
        // The first has no such name, the second has.
        await using var pool = Start(options => options with
        {
            Alternates = [new DnsEndPoint("localhost", _server.EndPoint.Port)],
            Tls = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting() },
        });
        await Until.Async(() => pool.CanSubmit);

        Assert.True(_log.Has("RemoteCertificateNameMismatch"));
        Assert.IsType<IPEndPoint>(pool.Binds.Single().Session!.RemoteEndPoint);
    }

    [Fact]
    public async Task A_certificate_of_nobody_known_is_refused_and_so_is_another_name_than_the_one_asked_for()
    {
        await using var unknown = Start(options => options with { Tls = new SslClientAuthenticationOptions { TargetHost = "localhost" } });
        await Until.Async(() => _log.Has("UntrustedRoot") || _log.Has("RemoteCertificateChainErrors"));
        await using var other = Start(options => options with
        {
            Tls = new SslClientAuthenticationOptions { TargetHost = "smsc.example", CertificateChainPolicy = Trusting() },
        });
        await Until.Async(() => _log.Has("RemoteCertificateNameMismatch"));

        Assert.Equal((false, false), (unknown.CanSubmit, other.CanSubmit));
    }

    [Fact]
    public async Task A_client_that_fails_over_tls_says_so_with_the_cause()
    {
        var failed = await Assert.ThrowsAsync<SmppBindException>(() => SmppClient.ConnectAsync(new SmppClientOptions
        {
            Host = "localhost",
            Port = _server.EndPoint.Port,
            SystemId = "demo",
            UseTls = true,
        }).InTime());

        Assert.Equal((BindFailure.TlsFailed, null, RetryClass.Undecided), (failed.Reason, failed.Status, failed.Retry));
        Assert.IsType<AuthenticationException>(failed.InnerException);
    }

    [Fact]
    public async Task Our_own_certificate_is_shown()
    {
        await using var pool = Start(options => options with
        {
            EndPoint = new DnsEndPoint("localhost", _server.EndPoint.Port),
            Tls = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = Trusting(),
                ClientCertificateContext = SslStreamCertificateContext.Create(_own, null, offline: true),
            },
        });
        await Until.Async(() => pool.CanSubmit);

        Assert.Equal("CN=gw", _shown);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _heartbeat.Dispose();
        _certificate.Dispose();
        _own.Dispose();
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private X509ChainPolicy Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificate);
        return policy;
    }

    private BindPool Start(Func<BindPoolOptions, BindPoolOptions> change)
    {
        var options = new BindPoolOptions
        {
            Name = "carrier",
            EndPoint = _server.EndPoint,
            SystemId = "gw",
            Password = "secret",
            ReconnectMin = TimeSpan.FromMilliseconds(20),
            ReconnectMax = TimeSpan.FromMilliseconds(100),
        };
        var pool = new BindPool(change(options), new RecordingHandler(), _heartbeat, _log, new Random(1));
        pool.Start();
        return pool;
    }
}
