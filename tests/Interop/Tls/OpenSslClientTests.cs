using System.Net.Security;
using Shared;
using Smpp.Protocol;
using Smpp.Server;

namespace Interop.Tls;

/// <summary>openssl s_client at our listeners.</summary>
public sealed class OpenSslClientTests : IDisposable
{
    /// <summary>A bind and, since openssl ends only with its connection, an unbind.</summary>
    private static readonly byte[] BindAndUnbind =
    [
        .. WirePdu.Bind(systemId: GatewayAndCarrier.SystemId, password: GatewayAndCarrier.Password), .. WirePdu.Empty(CommandId.Unbind, 2),
    ];

    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("-tls1_2", "Protocol version: TLSv1.2")]
    [InlineData("-tls1_3", "Protocol version: TLSv1.3")]
    public async Task A_bind_gets_its_response(string version, string expected)
    {
        await using var centre = Centre();

        var (received, told) = await ConnectAsync(centre, version, "-servername localhost -verify_hostname localhost");

        AssertBound(received);
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.Contains("Verification: OK", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_1 -cipher DEFAULT@SECLEVEL=0", "alert protocol version")]
    [InlineData("-tls1 -cipher DEFAULT@SECLEVEL=0", "alert protocol version")]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "alert handshake failure")]
    public async Task What_is_too_old_or_has_no_cipher_in_common_is_told_so(string options, string alert)
    {
        await using var centre = Centre();

        var (received, told) = await ConnectAsync(centre, options);

        Assert.Empty(received);
        Assert.Contains(alert, told, StringComparison.Ordinal);
        AssertBound((await ConnectAsync(centre)).Received);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_customer_binds_with_a_certificate_of_the_right_authority_alone(string version)
    {
        await using var centre = Centre(_certificates.MutualServer());

        AssertBound((await ConnectAsync(centre, version, Showing(_certificates.Customer))).Received);
        AssertBound((await ConnectAsync(centre, version, Showing(_certificates.CustomerBehind))).Received);
        Assert.Empty((await ConnectAsync(centre, version)).Received);
        Assert.Empty((await ConnectAsync(centre, version, Showing(_certificates.Stranger))).Received);
        Assert.Empty((await ConnectAsync(centre, version, Showing(_certificates.CustomerExpired))).Received);
    }

    [Fact]
    public async Task The_name_that_the_customer_asks_for_decides_the_certificate()
    {
        var localhost = _certificates.Localhost.Load();
        var elsewhere = _certificates.Elsewhere.Load();
        await using var centre = Centre(new()
        {
            ServerCertificateSelectionCallback = (_, name) => name == "elsewhere.example" ? elsewhere : localhost,
        });

        foreach (string name in new[] { "localhost", "elsewhere.example" })
        {
            var (received, told) = await ConnectAsync(centre, $"-servername {name} -verify_hostname {name}");
            AssertBound(received);
            Assert.Contains($"Verified peername: {name}", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plain_SMPP_at_the_TLS_port_and_TLS_at_the_plain_port_are_closed()
    {
        await using var secured = Centre();
        await using var plain = Centre(null, FreePort.Next(), isPlain: true);

        await using var peer = await RawPeer.ConnectAsync(secured.EndPoint);
        await peer.SendAsync(BindAndUnbind);
        Assert.Null(await peer.ReceiveAsync());
        var (received, told) = await ConnectAsync(plain);
        Assert.Empty(received);
        Assert.DoesNotContain("CONNECTION ESTABLISHED", told, StringComparison.Ordinal);
        // A generic_nack, which is no TLS record.
        Assert.Contains("wrong version number", told, StringComparison.Ordinal);

        AssertBound((await ConnectAsync(secured)).Received);
        await using var honest = await RawPeer.ConnectAsync(plain.EndPoint);
        Assert.Equal(CommandStatus.Ok, (await honest.BindAsync(
            systemId: GatewayAndCarrier.SystemId, password: GatewayAndCarrier.Password)).Status);
    }

    [Fact]
    public async Task The_gateway_s_listener_does_as_its_configuration_says()
    {
        int port = FreePort.Next();
        var identity = _certificates.Behind;
        string authority = _certificates.Authority.Certificate;
        await using var gateway = await GatewayAndCarrier.StartAsync(FreePort.Next(), FreePort.Next(), $$"""
            [[listen]]
            address = "{{GatewayAndCarrier.Host}}:{{port}}"
            tls = { certificate = "file:{{identity.Certificate}}", key = "file:{{identity.Key}}", client_ca = "file:{{authority}}" }
            """);

        Assert.Empty((await ConnectAsync(port, "-tls1_1 -cipher DEFAULT@SECLEVEL=0")).Received);
        Assert.Empty((await ConnectAsync(port)).Received);
        Assert.Empty((await ConnectAsync(port, Showing(_certificates.Stranger))).Received);
        Assert.Empty((await ConnectAsync(port, Showing(_certificates.CustomerExpired))).Received);
        foreach (var shown in new[] { _certificates.Customer, _certificates.CustomerBehind })
        {
            var (received, told) = await ConnectAsync(port, Showing(shown), "-servername localhost -verify_hostname localhost");
            AssertBound(received);
            Assert.Contains("Verification: OK", told, StringComparison.Ordinal);
        }
    }

    private static string Showing(Certificates.Pem identity) =>
        $"-cert '{identity.Certificate}' -key '{identity.Key}' -cert_chain '{identity.Certificate}'";

    private static void AssertBound(byte[] received)
    {
        WirePdu[] pdus = [.. WirePdu.Cut(received)];
        Assert.Equal([CommandId.BindTransceiverResp, CommandId.UnbindResp], pdus.Select(pdu => pdu.Id));
        Assert.All(pdus, pdu => Assert.Equal(CommandStatus.Ok, pdu.Status));
    }

    private Task<(byte[] Received, string Told)> ConnectAsync(MessageCentre centre, params string[] options) =>
        ConnectAsync(centre.EndPoint.Port, options);

    private Task<(byte[] Received, string Told)> ConnectAsync(int port, params string[] options) => OpenSsl.ConnectAsync(
        port, BindAndUnbind, [$"-CAfile '{_certificates.Authority.Certificate}'", .. options]);

    private MessageCentre Centre(SslServerAuthenticationOptions? tls = null, int? port = null, bool isPlain = false) =>
        new MessageCentre(new MessageCentreOptions
        {
            Address = GatewayAndCarrier.Host,
            Port = port ?? FreePort.Next(),
            Tls = isPlain ? null : tls ?? Certificates.Server(_certificates.Localhost),
            Ban = false,
        }).OnBind(_ => CommandStatus.Ok).Start();
}
