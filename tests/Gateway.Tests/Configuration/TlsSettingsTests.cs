using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Configuration;
using Gateway.Hosting;

namespace Gateway.Tests.Configuration;

public sealed class TlsSettingsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_sides_that_trust_each_other_s_authority_shake_hands()
    {
        var (server, client) = Settings("smsc.example", clientShowsCertificate: true);

        Assert.True(await ShakeHands(server, client));
    }

    [Fact]
    public async Task A_customer_without_a_certificate_is_turned_away_where_one_is_required()
    {
        var (server, client) = Settings("smsc.example", clientShowsCertificate: false);

        Assert.False(await ShakeHands(server, client));
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.2", true)]
    [InlineData("1.3.6.1.5.5.7.3.1", false)]
    public async Task A_customer_s_certificate_may_stand_behind_another_and_must_be_for_clients(string usage, bool accepted)
    {
        var (root, shown, key) = Certificates.BehindAnother("customer.example", usage);
        Settings("smsc.example", clientShowsCertificate: true);
        _folder.Write("root.pem", root).Write("client.pem", shown).Write("client.key", key);
        var server = _folder
            .Node("[[listen]]\naddress = \"127.0.0.1:0\"\n"
                + "tls = { certificate = \"file:server.pem\", key = \"file:server.key\", client_ca = \"file:root.pem\" }")
            .Config().Listen[0].Tls!.ToServerOptions();
        var client = _folder.Config().Upstreams[0].Tls!.ToClientOptions();

        Assert.Equal(accepted, await ShakeHands(server, client));
    }

    [Fact]
    public async Task A_carrier_with_another_name_is_not_believed()
    {
        var (server, client) = Settings("impostor.example", clientShowsCertificate: true);

        Assert.False(await ShakeHands(server, client));
    }

    [Fact]
    public void A_certificate_that_does_not_belong_to_its_key_is_an_error_at_its_line()
    {
        Write("cert.pem", "key.pem", "smsc.example");
        Write("other.pem", "other.key", "smsc.example");

        var error = Assert.Single(_folder.Node("""

            [[listen]]
            address = "127.0.0.1:0"
            tls.certificate = "file:cert.pem"
            tls.key = "file:other.key"
            """).Errors());

        Assert.StartsWith(
            "smpp.toml:6: file:cert.pem and file:other.key are not a certificate and its key in PEM: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_certificates_is_no_authority() =>
        Assert.Equal(
            ["upstreams.toml:6: ca: file:ca.pem is not PEM of certificates: there is no certificate in it"],
            _folder.Write("ca.pem", "nothing").Upstream("tls = { ca = \"file:ca.pem\" }").Errors());

    [Fact]
    public void A_certificate_without_its_key_is_incomplete()
    {
        Write("cert.pem", "key.pem", "smsc.example");

        Assert.Equal(
            ["upstreams.toml:6: tls of [[upstream]] needs key = \"…\""],
            _folder.Upstream("tls = { certificate = \"file:cert.pem\" }").Errors());
    }

    [Theory]
    [InlineData("tls = true", "127.0.0.1")]
    [InlineData("tls = {}", "127.0.0.1")]
    [InlineData("tls = { server_name = \"smsc.example\" }", "smsc.example")]
    public void An_upstream_s_certificate_must_bear_the_host_s_name_unless_another_is_given(string line, string name) =>
        Assert.Equal(name, _folder.Upstream(line).Config().Upstreams[0].Tls!.ToClientOptions().TargetHost);

    [Fact]
    public void With_other_hosts_each_certificate_must_bear_its_own_host_s_name_unless_one_is_given()
    {
        const string other = "alternates = [\"b.example:2775\"]\n";

        Assert.Equal("", _folder.Upstream(other + "tls = true").Config().Upstreams[0].Tls!.ToClientOptions().TargetHost);
        Assert.Equal(
            "smsc.example",
            _folder.Upstream(other + "tls = { server_name = \"smsc.example\" }").Config().Upstreams[0].Tls!.ToClientOptions().TargetHost);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("verify = true", false)]
    [InlineData("verify = false", true)]
    public async Task Only_an_explicit_option_trusts_a_certificate_that_nobody_vouches_for(string option, bool accepted)
    {
        var (server, _) = Settings("another.example", clientShowsCertificate: true);
        server.ClientCertificateRequired = false;
        server.RemoteCertificateValidationCallback = null;
        var client = _folder.Upstream($"tls = {{ {option} }}").Config().Upstreams[0].Tls!.ToClientOptions();

        Assert.Equal(accepted, await ShakeHands(server, client));
    }

    [Fact]
    public void Trust_in_an_authority_and_in_anybody_exclude_each_other()
    {
        Write("ca.pem", "ca.key", "ca.example");

        Assert.Equal(
            ["upstreams.toml:6: verify = false trusts any certificate, so that ca says nothing: leave one of them out"],
            _folder.Upstream("tls = { ca = \"file:ca.pem\", verify = false }").Errors());
    }

    [Fact]
    public void Without_tls_or_with_false_it_is_plain()
    {
        Assert.Null(_folder.Upstream("tls = false").Config().Upstreams[0].Tls);
        Assert.Null(_folder.Upstream("").Config().Upstreams[0].Tls);
    }

    [Fact]
    public void The_same_certificates_are_the_same_configuration_and_renewed_ones_are_another()
    {
        Write("cert.pem", "key.pem", "smsc.example");
        _folder.Upstream("tls = { ca = \"file:cert.pem\", certificate = \"file:cert.pem\", key = \"file:key.pem\" }");
        var before = _folder.Config();

        Assert.Equal(before, _folder.Config());
        Write("cert.pem", "key.pem", "smsc.example");
        Assert.NotEqual(before, _folder.Config());
    }

    [Fact]
    public void An_account_may_bind_by_its_certificate_alone()
    {
        Listen("client_ca = \"file:cert.pem\"");
        var account = _folder.Accounts("[[account]]\nsystem_id = \"demo\"\ncertificate = \"acme.example\"").Config().Accounts[0];

        Assert.Equal(("acme.example", null), (account.Certificate!.ToString(), account.Password));
    }

    [Fact]
    public void A_certificate_that_no_listener_asks_for_is_an_error()
    {
        Listen("");

        Assert.Equal(
            ["accounts.toml:4: account \"demo\" could never bind: no [[listen]] has tls with client_ca, which asks for certificates"],
            _folder.Account("certificate = \"acme.example\"").Errors());
    }

    [Fact]
    public void A_certificate_that_is_no_name_is_an_error()
    {
        Listen("client_ca = \"file:cert.pem\"");

        Assert.StartsWith(
            "accounts.toml:4: certificate = \"a nonsense=\" is neither a name",
            Assert.Single(_folder.Account("certificate = \"a nonsense=\"").Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_outbind_to_an_account_is_told_whom_to_trust_as_an_upstream_is()
    {
        Write("cert.pem", "key.pem", "smsc.example");

        Assert.Null(Read("false").OutbindTls);
        Assert.Equal(new ConnectTls { ServerName = "customer.example" }, Read("true").OutbindTls);
        var tls = Read(
            "{ server_name = \"esme\", ca = \"file:cert.pem\", certificate = \"file:cert.pem\", key = \"file:key.pem\" }").OutbindTls!;
        Assert.Equal(
            ("esme", true, "CN=smsc.example", "CN=smsc.example"),
            (tls.ServerName, tls.Verify, tls.Ca!.ToString(), tls.Identity!.ToString()));
        // No listener asks for certificates, but where we connect the customer shows its own.
        Assert.NotNull(Read("true\ncertificate = \"acme.example\"").Certificate);

        AccountConfig Read(string written) =>
            _folder.Account($"outbind = \"customer.example:2775\"\noutbind_tls = {written}").Config().Accounts[0];
    }

    [Theory]
    [InlineData("outbind_tls = true", "outbind_tls needs outbind, the address to connect to")]
    [InlineData("outbind_tls = \"yes\"", "outbind_tls must be a table, not a string")]
    [InlineData("outbind_tls = { name = \"esme\" }\noutbind = \"customer.example:2775\"",
        "unknown key \"name\" in outbind_tls of [[account]]")]
    [InlineData("outbind_tls = { verify = false }\noutbind = \"customer.example:2775\"\ncertificate = \"acme.example\"",
        "verify = false trusts any certificate, so that certificate says nothing: leave one of them out")]
    public void An_error_of_outbind_tls_stands_at_its_line(string lines, string error)
    {
        Listen("client_ca = \"file:cert.pem\"");

        Assert.Equal([$"accounts.toml:4: {error}"], _folder.Account(lines).Errors());
    }

    [Fact]
    public void A_carrier_that_calls_is_shown_a_certificate_and_asked_for_one_as_a_customer_is()
    {
        Write("cert.pem", "key.pem", "gateway.example");
        const string outbind = "outbind = { listen = \"127.0.0.1:2778\", password = \"plain:x\", tls = ";

        var tls = _folder
            .Upstream(outbind + "{ certificate = \"file:cert.pem\", key = \"file:key.pem\", client_ca = \"file:cert.pem\" } }")
            .Config().Upstreams[0].Outbind!.Tls!;
        Assert.Equal(("CN=gateway.example", "CN=gateway.example"), (tls.Identity.ToString(), tls.ClientCa!.ToString()));
        Assert.Equal(["upstreams.toml:6: tls must be a table, not true or false"], _folder.Upstream(outbind + "true }").Errors());
        Assert.Equal(
            ["upstreams.toml:6: tls of outbind needs certificate = \"…\"", "upstreams.toml:6: tls of outbind needs key = \"…\""],
            _folder.Upstream(outbind + "{} }").Errors());
    }

    [Fact]
    public void A_certificate_follows_its_files_and_a_reload_replaces_it()
    {
        Listen("");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var tls = new ListenerTls(_folder.Config().Listen[0].Tls!, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal("CN=smsc.example", Subject(tls));
        Write("cert.pem", "key.pem", "renewed.smsc.example");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=renewed.smsc.example", Subject(tls));
        _folder.Write("key.pem", "nothing");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=renewed.smsc.example", Subject(tls));
        Write("cert.pem", "key.pem", "third.smsc.example");
        tls.Configure(_folder.Config().Listen[0].Tls!);

        Assert.Equal("CN=third.smsc.example", Subject(tls));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, tls.Current().EnabledSslProtocols);
    }

    private static string Subject(ListenerTls tls) => tls.Current().ServerCertificateContext!.TargetCertificate.Subject;

    private void Listen(string more)
    {
        Write("cert.pem", "key.pem", "smsc.example");
        _folder.Node("[[listen]]\naddress = \"127.0.0.1:0\"\ntls.certificate = \"file:cert.pem\"\ntls.key = \"file:key.pem\"\n"
            + (more.Length > 0 ? "tls." + more : ""));
    }

    private void Write(string certificateFile, string keyFile, string name)
    {
        var (certificate, key) = Certificates.SelfSigned(name);
        _folder.Write(certificateFile, certificate).Write(keyFile, key);
    }

    private (SslServerAuthenticationOptions, SslClientAuthenticationOptions) Settings(string serverName, bool clientShowsCertificate)
    {
        Write("server.pem", "server.key", serverName);
        Write("client.pem", "client.key", "client.example");
        var own = clientShowsCertificate ? ", certificate = \"file:client.pem\", key = \"file:client.key\"" : "";
        var config = _folder
            .Node("[[listen]]\naddress = \"127.0.0.1:0\"\n"
                + "tls = { certificate = \"file:server.pem\", key = \"file:server.key\", client_ca = \"file:client.pem\" }")
            .Upstream($"tls = {{ server_name = \"smsc.example\", ca = \"file:server.pem\"{own} }}")
            .Config();
        return (config.Listen[0].Tls!.ToServerOptions(), config.Upstreams[0].Tls!.ToClientOptions());
    }

    private static async Task<bool> ShakeHands(SslServerAuthenticationOptions server, SslClientAuthenticationOptions client)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var outgoing = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await outgoing.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var incoming = await accepting;

        async Task<bool> Serve()
        {
            await using var stream = new SslStream(incoming.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(server, TestContext.Current.CancellationToken);
                await stream.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
                return true;
            }
            catch (Exception error) when (error is AuthenticationException or IOException)
            {
                incoming.Close();
                return false;
            }
        }

        async Task<bool> Connect()
        {
            await using var stream = new SslStream(outgoing.GetStream());
            try
            {
                await stream.AuthenticateAsClientAsync(client, TestContext.Current.CancellationToken);
                return await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken) == 1;
            }
            catch (Exception error) when (error is AuthenticationException or IOException)
            {
                outgoing.Close();
                return false;
            }
        }

        var results = await Task.WhenAll(Serve(), Connect());
        return results[0] && results[1];
    }
}
