using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Server;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>TLS of a client by files, as configuration has it: the server's certificate is verified, and one of its own is shown.</summary>
public sealed class TlsFilesTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingLogger _log = new();
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SmppServer _server;
    private volatile string? _shown;

    public TlsFilesTests()
    {
        Write("ca", "localhost");
        Write("own", "gw");
        _server = new SmppServer(
            new ServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Tls = new SslServerAuthenticationOptions
                {
                    ServerCertificate = X509Certificate2.CreateFromPemFile(_folder["ca.crt"], _folder["ca.key"]),
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    {
                        _shown = shown?.Subject;
                        return shown is not null;
                    },
                },
            },
            FixedAuthorizer.Accepting(RecordingHandler.Accepting()), _heartbeat, NullLogger.Instance);
        _server.Start();
    }

    [Fact]
    public async Task Files_that_change_count_from_the_next_connection_on_and_those_of_no_use_never()
    {
        await using var client = await SmppClient.ConnectAsync(Options(), TestContext.Current.CancellationToken).InTime();
        Assert.Equal("CN=gw", _shown);

        Write("own", "gw2");
        await BindAnewAsync();
        Assert.Equal("CN=gw2", _shown);

        File.WriteAllText(_folder["own.key"], "of no use");
        await BindAnewAsync();
        Assert.Equal("CN=gw2", _shown);
        Assert.True(_log.Has("what was in them before stays"));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_bound_to()
    {
        var refused = await Assert.ThrowsAsync<SmppBindException>(
            () => SmppClient.ConnectAsync(Options(options => options.AuthoritiesFile = _folder["own.crt"])).InTime());

        Assert.Contains("certificate chain", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_no_use_are_told_when_the_client_is_made()
    {
        File.WriteAllText(_folder["ca.crt"], "of no use");

        var refused = Assert.Throws<ArgumentException>(() => new SmppClient(Options()));
        Assert.Contains("AuthoritiesFile has no certificate in it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_or_do_not_belong_together_are_faults()
    {
        Assert.Empty(Options().Validate());
        Assert.Contains(Options(options => options.KeyFile = "").Validate(), fault => fault.Contains("belong together"));
        Assert.Contains(
            Options(options => options.AuthoritiesFile = "/nowhere").Validate(),
            fault => fault.Contains("AuthoritiesFile is '/nowhere', where there is no file."));
        Assert.Contains(
            Options(options => options.Tls = new SslClientAuthenticationOptions()).Validate(),
            fault => fault.Contains("Tls and CertificateFile are set; only one can be."));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _heartbeat.Dispose();
        _folder.Dispose();
    }

    private SmppClientOptions Options(Action<SmppClientOptions>? change = null)
    {
        var options = new SmppClientOptions
        {
            Host = "localhost",
            Port = _server.EndPoint.Port,
            SystemId = "gw",
            UseTls = true,
            CertificateFile = _folder["own.crt"],
            KeyFile = _folder["own.key"],
            AuthoritiesFile = _folder["ca.crt"],
            ReconnectMin = TimeSpan.FromMilliseconds(1),
            LoggerFactory = new OneLogger(_log),
        };
        change?.Invoke(options);
        return options;
    }

    private async Task BindAnewAsync()
    {
        var before = Assert.Single(_server.Sessions);
        await before.UnbindAsync().InTime();
        await Until.Async(() => _server.Sessions.Any(session => session != before && session.State.IsBound));
    }

    /// <summary>A certificate of its own authority, with its key.</summary>
    private void Write(string file, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder[file + ".crt"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder[file + ".key"], key.ExportPkcs8PrivateKeyPem());
    }
}
