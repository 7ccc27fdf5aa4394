using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Tests.Configuration;
using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>outbind to customers (v3.4 §2.2.1).</summary>
public class OutbindTests
{
    [Fact]
    public async Task A_customer_for_whom_something_waits_is_called_again_until_it_binds_and_gets_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => account with
        {
            Outbind = new HostAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port),
            OutbindPassword = new Secret("ours", "plain:***"),
        });
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("waits")));

        // It hangs up the first time.
        (await AcceptAsync(listener)).Dispose();
        using var socket = await AcceptAsync(listener);
        await using var stream = new NetworkStream(socket);
        var (header, body) = await ReadAsync(stream);
        Assert.True(Outbind.TryRead(body, out var outbind, out _));
        Assert.Equal((CommandId.Outbind, "gateway", "ours"), (header.Id, outbind!.SystemId, outbind.Password));
        await WriteAsync(stream, new Bind(CommandId.BindReceiver) { SystemId = "demo", Password = "secret" }, 1);
        Assert.Equal(CommandStatus.Ok, (await ReadAsync(stream)).Header.Status);
        (header, body) = await ReadAsync(stream);
        Assert.True(MessageView.TryRead(header.Id, body, out var message, out _));
        Assert.Equal("waits", System.Text.Encoding.ASCII.GetString(message.UserData));
        await WriteAsync(stream, new DeliverSmResp(), header.Sequence);

        await Until.Async(() => bench.Alive == 0);
    }

    [Fact]
    public async Task A_customer_is_called_over_TLS_and_only_where_its_certificate_is_trusted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (trusted, key) = Certificates.SelfSigned("customer.example");
        var (stranger, strangerKey) = Certificates.SelfSigned("customer.example");
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => account with
        {
            Outbind = new HostAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port),
            OutbindTls = new ConnectTls { ServerName = "customer.example", Ca = new TlsTrust(trusted) },
        });
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo("waits")));

        await using (var refused = new SslStream(new NetworkStream(await AcceptAsync(listener), ownsSocket: true)))
        {
            // What was not trusted is told nothing: the handshake fails here, or the stream ends behind it.
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await ServeAsync(refused, stranger, strangerKey);
                await ReadAsync(refused);
            });
        }
        await using var stream = new SslStream(new NetworkStream(await AcceptAsync(listener), ownsSocket: true));
        await ServeAsync(stream, trusted, key);
        Assert.Equal(CommandId.Outbind, (await ReadAsync(stream)).Header.Id);
        await WriteAsync(stream, new Bind(CommandId.BindReceiver) { SystemId = "demo", Password = "secret" }, 1);
        Assert.Equal(CommandStatus.Ok, (await ReadAsync(stream)).Header.Status);
        var deliver = (await ReadAsync(stream)).Header;
        Assert.Equal(CommandId.DeliverSm, deliver.Id);
        await WriteAsync(stream, new DeliverSmResp(), deliver.Sequence);

        await Until.Async(() => bench.Alive == 0);

        static Task ServeAsync(SslStream stream, string certificate, string key) => stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = new TlsIdentity(certificate, new Secret(key, "")).ToContext(),
            },
            TestContext.Current.CancellationToken).WaitAsync(Until.Limit);
    }

    private static async Task<Socket> AcceptAsync(TcpListener listener) =>
        await listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Until.Limit);

    private static async Task<(PduHeader Header, byte[] Body)> ReadAsync(Stream stream)
    {
        var head = new byte[PduHeader.Size];
        await stream.ReadExactlyAsync(head).AsTask().WaitAsync(Until.Limit);
        var header = PduHeader.Read(head);
        var body = new byte[header.Length - PduHeader.Size];
        await stream.ReadExactlyAsync(body).AsTask().WaitAsync(Until.Limit);
        return (header, body);
    }

    private static async Task WriteAsync<T>(Stream stream, T body, uint sequence) where T : IPduBody
    {
        var pdu = new byte[PduHeader.Size + body.BodyLength];
        new PduHeader((uint)pdu.Length, body.Id, CommandStatus.Ok, sequence).Write(pdu);
        body.WriteBody(pdu.AsSpan(PduHeader.Size));
        await stream.WriteAsync(pdu);
    }
}
