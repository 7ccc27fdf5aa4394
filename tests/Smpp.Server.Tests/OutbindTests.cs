using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>outbind (v3.4 §2.2.1): the message centre connects, the ESME binds on that connection.</summary>
public sealed class OutbindTests : IDisposable
{
    private readonly TcpListener _customer = new(IPAddress.Loopback, 0);

    public OutbindTests() => _customer.Start();

    public void Dispose() => _customer.Dispose();

    [Theory]
    [InlineData(CommandId.BindReceiver)]
    [InlineData(CommandId.BindTransceiver)]
    public async Task A_customer_that_is_called_binds_on_the_same_connection_and_is_delivered_to(CommandId kind)
    {
        await using var server = new TestServer();
        var (session, peer) = await CallAsync(server);
        await using var customer = peer;
        var outbind = await customer.ReceiveAsync(CommandId.Outbind);
        Assert.True(Outbind.TryRead(outbind.Body, out var said, out _));
        Assert.Equal(("centre", "ours", 1u), (said!.SystemId, said.Password, outbind.Sequence));
        Assert.Equal(SessionState.Outbound, session.State);

        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync(kind)).Status);
        var sending = session.SendAsync(new DeliverSm { Destination = Address.Parse("12345") }).AsTask();
        var deliver = await customer.ReceiveAsync(CommandId.DeliverSm);
        await customer.SendAsync(WirePdu.Empty(CommandId.DeliverSmResp, deliver.Sequence));
        Assert.Equal(CommandStatus.Ok, (await sending.InTime()).Header.Status);
        Assert.Equal([session], server.Server.Sessions);
        Assert.Equal(1, server.Authorizer.Binds("demo"));
    }

    [Theory]
    [InlineData("customer.example", true)]
    [InlineData("another.example", false)]
    public async Task A_customer_is_called_over_TLS_where_its_certificate_bears_the_name(string name, bool believed)
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=customer", name);
        await using var server = new TestServer();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authority.Pem);
        var calling = server.Server.OutbindAsync(
            Target(_customer.LocalEndpoint) with
            {
                Tls = new SslClientAuthenticationOptions { TargetHost = "customer.example", CertificateChainPolicy = policy },
            },
            TestContext.Current.CancellationToken);
        var socket = await _customer.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().InTime();
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await using var customer = new RawPeer(tls);
        var handshake = tls.AuthenticateAsServerAsync(certificate).InTime();
        if (!believed)
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => calling.InTime());
            await Record.ExceptionAsync(() => handshake);
            Assert.Empty(server.Server.Sessions);
            return;
        }

        await handshake;
        await customer.ReceiveAsync(CommandId.Outbind);
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync(CommandId.BindReceiver)).Status);
        Assert.Equal("CN=customer", (await calling.InTime()).PeerCertificate?.Subject);
    }

    [Fact]
    public async Task A_customer_that_is_called_may_not_bind_as_a_transmitter()
    {
        await using var server = new TestServer();
        var (session, peer) = await CallAsync(server);
        await using var customer = peer;
        await customer.ReceiveAsync(CommandId.Outbind);

        Assert.Equal(CommandStatus.InvalidBindStatus, (await customer.BindAsync(CommandId.BindTransmitter)).Status);
        await customer.SendAsync(WirePdu.Submit(2), WirePdu.Empty(CommandId.EnquireLink, 3));
        Assert.Equal(CommandStatus.InvalidBindStatus, (await customer.ReceiveAsync(CommandId.SubmitSmResp)).Status);
        await customer.ReceiveAsync(CommandId.EnquireLinkResp);
        Assert.Equal(SessionState.Outbound, session.State);
    }

    [Fact]
    public async Task A_customer_that_is_called_has_to_know_its_password_all_the_same()
    {
        await using var server = new TestServer();
        var (session, peer) = await CallAsync(server);
        await using var customer = peer;
        await customer.ReceiveAsync(CommandId.Outbind);

        Assert.Equal(CommandStatus.InvalidPassword, (await customer.BindAsync(CommandId.BindReceiver, password: "wrong")).Status);
        Assert.Null(await customer.ReceiveAsync());
        await customer.DisposeAsync();
        Assert.Equal(SessionEndReason.BindRefused, (await session.Completion.InTime()).Reason);
    }

    [Fact]
    public async Task A_customer_that_does_not_bind_in_time_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(time: time);
        var (session, peer) = await CallAsync(server);
        await using var customer = peer;
        await customer.ReceiveAsync(CommandId.Outbind);
        time.Advance(session.Options.BindTimeout + Heartbeat.Interval);

        Assert.Equal(SessionEndReason.BindTimeout, (await session.Completion.InTime()).Reason);
        Assert.Null(await customer.ReceiveAsync());
    }

    [Fact]
    public async Task A_customer_that_is_not_there_is_an_error_and_leaves_nothing_behind()
    {
        var gone = _customer.LocalEndpoint;
        _customer.Stop();
        await using var server = new TestServer();

        await Assert.ThrowsAsync<SocketException>(() => server.Server.OutbindAsync(Target(gone), TestContext.Current.CancellationToken));
        Assert.Empty(server.Server.Sessions);
    }

    [Fact]
    public async Task A_server_that_stops_unbinds_whom_it_called()
    {
        await using var server = new TestServer();
        var (session, peer) = await CallAsync(server);
        await using var customer = peer;
        await customer.ReceiveAsync(CommandId.Outbind);
        await customer.BindAsync(CommandId.BindReceiver);
        var stopping = server.Server.StopAsync(TimeSpan.FromSeconds(20));
        var unbind = await customer.ReceiveAsync(CommandId.Unbind);
        await customer.SendAsync(WirePdu.Empty(CommandId.UnbindResp, unbind.Sequence));
        Assert.Null(await customer.ReceiveAsync());
        await customer.DisposeAsync();
        await stopping.InTime();

        Assert.Equal(SessionEndReason.Unbound, (await session.Completion.InTime()).Reason);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => server.Server.OutbindAsync(Target(_customer.LocalEndpoint), TestContext.Current.CancellationToken));
    }

    private static OutbindTarget Target(EndPoint endPoint) =>
        new() { EndPoint = endPoint, Outbind = new Outbind { SystemId = "centre", Password = "ours" } };

    private async Task<(SmppSession Session, RawPeer Customer)> CallAsync(TestServer server)
    {
        var accepting = _customer.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        var session = await server.Server.OutbindAsync(Target(_customer.LocalEndpoint), TestContext.Current.CancellationToken);
        return (session, new RawPeer(new NetworkStream(await accepting.InTime(), ownsSocket: true)));
    }
}
