using Interop.Tls;
using Shared;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Server;

namespace Interop.Node;

/// <summary>The npm package over TLS, in both roles.</summary>
public sealed class NodeTlsTests : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_application_binds_with_ssmpp_and_shows_a_certificate_where_one_is_wanted(bool mutual)
    {
        await using var centre = new MessageCentre(new MessageCentreOptions
        {
            Address = GatewayAndCarrier.Host, Port = FreePort.Next(),
            Tls = mutual ? _certificates.MutualServer() : Certificates.Server(_certificates.Behind),
        }).OnBind(_ => CommandStatus.Ok).OnSubmit((_, _) => new(new SubmitSmResp { MessageId = "id-1" })).Start();
        string[] identity = mutual ? [_certificates.Customer.Key, _certificates.Customer.Certificate] : [];
        await using var esme = await NodePeer.ConnectAsync(
            centre.EndPoint.Port, [_certificates.Authority.Certificate, .. identity]);

        var (_, bound) = await esme.RequestAsync("bind_transceiver", new { system_id = "esme", password = "secret08" });
        var (_, response) = await esme.RequestAsync("submit_sm", new { destination_addr = "447700900123", short_message = "over TLS" });
        await esme.RequestAsync("unbind");

        Assert.Equal(0, bound.GetProperty("command_status").GetInt32());
        Assert.Equal("id-1", response.GetProperty("message_id").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_binds_to_a_centre_over_TLS_and_shows_a_certificate_where_one_is_wanted(bool mutual)
    {
        string[] authority = mutual ? [_certificates.Authority.Certificate] : [];
        await using var centre = await NodePeer.ListenAsync(
            FreePort.Next(), [_certificates.Behind.Key, _certificates.Behind.Certificate, .. authority]);
        var tls = _certificates.Client("localhost");
        tls.ClientCertificates = mutual ? [_certificates.Customer.Load()] : null;
        await using var client = await SmppClient.ConnectAsync(new SmppClientOptions
        {
            Host = GatewayAndCarrier.Host, Port = centre.Port, SystemId = "esme", Password = "secret08", UseTls = true, Tls = tls,
        });

        var sent = await client.SendAsync("ACME", "+447700900123", "over TLS");

        Assert.Equal(["npm-1"], sent.MessageIds);
        Decoded.AssertSame(sent.Parts[0].Message, await centre.ReceivedAsync("submit_sm"));
    }
}
