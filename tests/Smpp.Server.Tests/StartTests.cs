using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class StartTests
{
    [Fact]
    public async Task A_second_server_on_the_port_is_refused_and_may_try_again()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        await using var first = Server(heartbeat, port: 0);
        first.Start();
        await using var second = Server(heartbeat, first.EndPoint.Port);

        var refused = Assert.Throws<SocketException>(second.Start);
        await first.StopAcceptingAsync();
        second.Start();

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
        Assert.Equal(first.EndPoint, second.EndPoint);
    }

    [Fact]
    public async Task A_server_starts_once()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        await using var server = Server(heartbeat, port: 0);
        server.Start();
        var listening = server.EndPoint;

        Assert.Throws<InvalidOperationException>(server.Start);

        Assert.Equal(listening, server.EndPoint);
        await server.StopAcceptingAsync();
        Assert.Throws<InvalidOperationException>(server.Start);
    }

    private static SmppServer Server(Heartbeat heartbeat, int port) => new(
        new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port) }, new Nobody(), heartbeat, NullLogger.Instance);

    private sealed class Nobody : IBindAuthorizer
    {
        public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) =>
            throw new NotSupportedException("nobody connects in these tests");
    }
}
