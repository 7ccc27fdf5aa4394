using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class OccupiedPortTests
{
    [Fact]
    public async Task A_second_server_on_the_port_is_refused()
    {
        using var heartbeat = new Heartbeat(TimeProvider.System);
        await using var first = Server(heartbeat, port: 0);
        first.Start();
        await using var second = Server(heartbeat, first.EndPoint.Port);

        var refused = Assert.Throws<SocketException>(second.Start);

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }

    private static SmppServer Server(Heartbeat heartbeat, int port) => new(
        new ServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port) }, new Nobody(), heartbeat, NullLogger.Instance);

    private sealed class Nobody : IBindAuthorizer
    {
        public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind) =>
            throw new NotSupportedException("nobody connects in these tests");
    }
}
