using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task A_peer_binds_and_submits_over_tls()
    {
        await using var server = new TestServer(Options);
        await using var peer = await ConnectAsync(server);
        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync()).Status);
        await peer.SendAsync(WirePdu.Submit(2));

        await peer.ReceiveAsync(CommandId.SubmitSmResp);
    }

    [Fact]
    public async Task A_refused_peer_reads_the_refusal_and_then_the_end_of_the_stream()
    {
        await using var server = new TestServer(Options);
        await using var peer = await ConnectAsync(server);

        Assert.Equal(CommandStatus.InvalidPassword, (await peer.BindAsync(password: "wrong")).Status);
        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_peer_without_tls_is_turned_away_and_the_next_is_served()
    {
        await using var server = new TestServer(Options with { Connections = 1 });
        await using (var plain = await server.ConnectAsync())
        {
            await plain.SendAsync(WirePdu.Bind());
            await ReadToTheEndAsync(plain);
        }
        await Until.Async(() => server.Log.Has("TLS handshake"));
        await Until.Async(async () =>
        {
            try
            {
                await using var peer = await ConnectAsync(server);
                return (await peer.BindAsync()).Status == CommandStatus.Ok;
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_handshake_that_never_comes_is_given_up_and_counts_as_a_connection_until_then()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var server = new TestServer(Options with { Connections = 1 }, time: time);
        await using var mute = await server.ConnectAsync();
        await Until.Async(async () =>
        {
            await using var second = await server.ConnectAsync();
            return await second.ReceiveAsync() is null && server.Log.Has("1 connections are open already");
        });
        await Until.Async(() =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return server.Log.Has("TLS handshake");
        });

        Assert.Null(await mute.ReceiveAsync());
    }

    [Fact]
    public async Task A_source_that_gives_none_makes_the_connection_plain_whatever_the_fixed_settings()
    {
        await using var server = new TestServer(Options with { TlsSource = static () => null });
        await using var peer = await server.ConnectAsync();

        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync()).Status);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_handshake()
    {
        var server = new TestServer(Options);
        await using var mute = await server.ConnectAsync();
        await server.DisposeAsync().AsTask().InTime();

        Assert.Null(await mute.ReceiveAsync());
    }

    private ServerOptions Options =>
        TestServer.Options with { Tls = new SslServerAuthenticationOptions { ServerCertificate = _certificate } };

    private static async Task ReadToTheEndAsync(RawPeer peer)
    {
        try
        {
            while (await peer.ReceiveAsync() is not null)
            {
            }
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or OverflowException or EndOfStreamException or OutOfMemoryException)
        {
            // A TLS alert read as a PDU makes no sense; the stream is what matters.
        }
    }

    internal static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<RawPeer> ConnectAsync(TestServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Server.EndPoint);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, IsOurs);
        await tls.AuthenticateAsClientAsync("localhost").InTime();
        return new RawPeer(tls);
    }

    private bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetCertHashString() == _certificate.GetCertHashString();
}
