using System.Net;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

public sealed class MutualTlsTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _acme;
    private readonly X509Certificate2 _other;

    public MutualTlsTests()
    {
        _server = _authority.Sign("CN=localhost", "localhost");
        _acme = _authority.Sign("CN=acme.example, O=Acme");
        _other = _authority.Sign("CN=other.example");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _acme.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("acme", "secret", CommandStatus.Ok)]
    [InlineData("acme", "wrong", CommandStatus.InvalidPassword)]
    [InlineData("passwordless", "whatever", CommandStatus.InvalidPassword)]
    [InlineData("free", "free", CommandStatus.InvalidPassword)]
    public async Task A_connection_binds_only_as_the_account_of_its_certificate(string systemId, string password, CommandStatus expected)
    {
        await using var server = Server();
        var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint, _acme);
        await using (peer)
            Assert.Equal(expected, (await peer.BindAsync(systemId: systemId, password: password)).Status);
    }

    [Fact]
    public async Task An_account_without_a_password_binds_by_its_certificate_alone()
    {
        await using var server = Server();
        var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint, _other);
        await using (peer)
            Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(systemId: "passwordless", password: "")).Status);
    }

    [Fact]
    public async Task A_certificate_that_is_no_account_s_leaves_the_password_to_decide()
    {
        using var stranger = _authority.Sign("CN=stranger.example");
        await using var server = Server();
        var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint, stranger);
        await using (peer)
            Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(systemId: "free", password: "free")).Status);
    }

    [Fact]
    public async Task An_account_with_a_certificate_does_not_bind_over_a_connection_without_one()
    {
        await using var server = new TestServer(accounts: AccountsOf());
        await using var peer = await server.ConnectAsync();

        Assert.Equal(CommandStatus.InvalidPassword, (await peer.BindAsync(systemId: "acme", password: "secret")).Status);
        Assert.True(server.Log.Has("the account needs a certificate"));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_with_the_same_name_is_turned_away()
    {
        using var rogue = new Authority();
        using var forged = rogue.Sign("CN=acme.example, O=Acme");
        await using var server = Server();

        await AssertTurnedAwayAsync(server, forged);
    }

    [Fact]
    public async Task A_connection_without_a_certificate_is_turned_away_where_one_is_required()
    {
        await using var server = Server();

        await AssertTurnedAwayAsync(server, null);
    }

    [Fact]
    public async Task An_account_with_neither_password_nor_certificate_is_nobody_s()
    {
        await using var server = new TestServer(accounts: [Accounts.Account() with { Password = null }]);
        await using var peer = await server.ConnectAsync();

        Assert.Equal(CommandStatus.InvalidPassword, (await peer.BindAsync(password: "")).Status);
    }

    [Fact]
    public async Task Versions_of_TLS_below_1_2_are_not_spoken_even_where_the_settings_ask_for_them()
    {
        var asked = Enum.Parse<SslProtocols>("Tls, Tls11, Tls12");
        var settings = new SslServerAuthenticationOptions { ServerCertificate = _server, EnabledSslProtocols = asked };
        await using var server = new TestServer(TestServer.Options with { Tls = settings });
        var (peer, tls) = await TlsPeer.ConnectAsync(server.Server.EndPoint);
        await using (peer)
            Assert.Equal(SslProtocols.Tls12, tls.SslProtocol);
        Assert.Equal(asked, settings.EnabledSslProtocols);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Settings_whose_versions_are_good_are_taken_as_they_are_and_of_others_all_else_is_kept()
    {
        var good = new SslServerAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13 };
        var settings = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = true,
            AllowRsaPkcs1Padding = false,
            AllowRsaPssPadding = false,
            AllowTlsResume = false,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = new(),
            CertificateRevocationCheckMode = X509RevocationMode.Online,
            CipherSuitesPolicy = new([TlsCipherSuite.TLS_AES_256_GCM_SHA384]),
            ClientCertificateRequired = true,
            EncryptionPolicy = (EncryptionPolicy)1,
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
            ServerCertificate = _server,
            ServerCertificateContext = SslStreamCertificateContext.Create(_server, null, offline: true),
            ServerCertificateSelectionCallback = (_, _) => _server,
        };

        var spoken = ConnectionOpener.WithoutOldVersions(settings);

        Assert.Same(good, ConnectionOpener.WithoutOldVersions(good));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, spoken.EnabledSslProtocols);
        foreach (var property in typeof(SslServerAuthenticationOptions).GetProperties())
        {
            if (property.Name == nameof(settings.EnabledSslProtocols))
                continue;
            Assert.NotEqual(property.GetValue(good), property.GetValue(settings));
            Assert.True(Equals(property.GetValue(settings), property.GetValue(spoken)), property.Name);
        }
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_at_the_next_handshake_and_sessions_go_on()
    {
        using var renewed = _authority.Sign("CN=renewed");
        var current = _server;
        var options = TestServer.Options with
        {
            TlsSource = () => new SslServerAuthenticationOptions { ServerCertificate = Volatile.Read(ref current) },
        };
        await using var server = new TestServer(options);
        var (before, first) = await TlsPeer.ConnectAsync(server.Server.EndPoint);
        await before.BindAsync();
        Volatile.Write(ref current, renewed);
        var (after, second) = await TlsPeer.ConnectAsync(server.Server.EndPoint);
        await before.SendAsync(WirePdu.Submit(2));
        await before.ReceiveAsync(CommandId.SubmitSmResp);

        Assert.Equal(("CN=localhost", "CN=renewed"), (first.RemoteCertificate!.Subject, second.RemoteCertificate!.Subject));
        await before.DisposeAsync();
        await after.DisposeAsync();
    }

    private static ServerAccount[] AccountsOf() =>
    [
        Accounts.Account("acme", "secret") with { Certificate = Rule("acme.example") },
        Accounts.Account("passwordless") with { Password = null, Certificate = Rule("other.example") },
        Accounts.Account("free", "free"),
    ];

    private static CertificateRule Rule(string text)
    {
        Assert.True(CertificateRule.TryParse(text, out var rule));
        return rule;
    }

    private static async Task AssertTurnedAwayAsync(TestServer server, X509Certificate2? certificate)
    {
        try
        {
            // With TLS 1.3 the client has done its part before the server has looked at the certificate.
            var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint, certificate);
            await using (peer)
                await Assert.ThrowsAnyAsync<Exception>(() => peer.BindAsync(systemId: "acme", password: "secret"));
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // With TLS 1.2 it hears of it in the handshake.
        }
        await Until.Async(() => server.Log.Has("TLS handshake"));
        Assert.Empty(server.Directory.Handlers);
    }

    private TestServer Server() =>
        new(TestServer.Options with { Tls = _authority.Mutual(_server) }, AccountsOf());
}
