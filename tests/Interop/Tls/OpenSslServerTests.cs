using System.Net;
using System.Security.Authentication;
using Shared;
using Smpp.Client;
using Smpp.Protocol;

namespace Interop.Tls;

/// <summary>Our client at openssl s_server.</summary>
public sealed class OpenSslServerTests : IDisposable
{
    private static readonly Bind Bind = new(CommandId.BindTransceiver) { SystemId = "esme", Password = "secret08" };

    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("-tls1_2", false)]
    [InlineData("-tls1_3", false)]
    [InlineData("-tls1_3", true)]
    public async Task A_centre_of_a_trusted_authority_is_bound(string version, bool isBehind)
    {
        int port = FreePort.Next();
        await using var server = await ListenAsync(port, isBehind ? _certificates.Behind : _certificates.Localhost, version);
        var connecting = SmppClient.ConnectAsync(Options(port));

        await Until.Async(() => server.Received.Length >= Bind.ToArray(1).Length || connecting.IsCompleted);
        Assert.Equal(Bind.ToArray(1), server.Received);
        server.Send([.. WirePdu.BindResp(), .. WirePdu.Empty(CommandId.UnbindResp, 2)]);
        await using var client = await connecting.InTime();

        Assert.True(client.IsBound);
    }

    [Fact]
    public async Task A_certificate_of_ours_is_shown_where_the_centre_wants_one()
    {
        int port = FreePort.Next();
        await using var server = await ListenAsync(
            port, _certificates.Localhost, $"-Verify 1 -verify_return_error -CAfile '{_certificates.Authority.Certificate}'");
        var options = Options(port);
        options.Tls!.ClientCertificates = [_certificates.Customer.Load()];
        var connecting = SmppClient.ConnectAsync(options);

        await Until.Async(() => server.Received.Length > 0 || connecting.IsCompleted);
        server.Send([.. WirePdu.BindResp(), .. WirePdu.Empty(CommandId.UnbindResp, 2)]);
        await using var client = await connecting.InTime();

        Assert.Contains("CN = customer", server.Told, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "elsewhere", "RemoteCertificateNameMismatch" },
        { "self-signed", "UntrustedRoot" },
        { "expired", "NotTimeValid" },
        { "stranger", "PartialChain" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_centre_whose_certificate_is_not_good_gets_no_bind_and_the_error_says_why(string certificate, string why)
    {
        int port = FreePort.Next();
        await using var server = await ListenAsync(port, certificate switch
        {
            "elsewhere" => _certificates.Elsewhere,
            "self-signed" => _certificates.SelfSigned,
            "expired" => _certificates.Expired,
            _ => _certificates.Stranger,
        });

        var refused = await Assert.ThrowsAsync<SmppBindException>(() => SmppClient.ConnectAsync(Options(port)).InTime());
        var bare = await Assert.ThrowsAsync<AuthenticationException>(() => BoundSession.ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, port), Bind, RecordingHandler.Accepting(), tls: _certificates.Client("localhost")).InTime());

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, bare.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_certificate_that_no_one_was_told_to_trust_is_refused_by_default()
    {
        int port = FreePort.Next();
        await using var server = await ListenAsync(port, _certificates.Localhost);
        var options = Options(port);
        options.Tls = null;

        var refused = await Assert.ThrowsAsync<SmppBindException>(() => SmppClient.ConnectAsync(options).InTime());

        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    private Task<OpenSsl> ListenAsync(int port, Certificates.Pem identity, string options = "") => OpenSsl.ListenAsync(
        port,
        $"-cert '{identity.Certificate}' -key '{identity.Key}' -cert_chain '{identity.Certificate}' {options}");

    private SmppClientOptions Options(int port) => new()
    {
        Host = "127.0.0.1", Port = port, SystemId = Bind.SystemId, Password = Bind.Password, UseTls = true,
        Tls = _certificates.Client("localhost"),
    };
}
