using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Smpp.Session.Tests;

public class TlsHandshakeTests
{
    [Fact]
    public async Task One_that_fails_closes_its_connection()
    {
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, stop);
        using var peer = await listener.AcceptSocketAsync(stop);
        await peer.SendAsync("SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray(), stop);

        var opening = StreamTransport.OpenTlsAsync(
            socket, socket.RemoteEndPoint, new SslClientAuthenticationOptions { TargetHost = "localhost" }, stop);
        await Assert.ThrowsAnyAsync<Exception>(() => opening.InTime());

        Assert.True(opening.IsFaulted);
        Assert.True(socket.SafeHandle.IsClosed);
    }
}
