using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>A customer that the message centre connects to itself, to have it bind (v3.4 §2.2.1). Immutable.</summary>
public sealed record OutbindTarget
{
    /// <summary>Where the customer listens.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>What it is sent: our system_id, and the password by which it knows us.</summary>
    public required Outbind Outbind { get; init; }

    /// <summary>TLS settings with the name that its certificate must bear, or null for plain TCP.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    internal async Task<Transport> ConnectAsync(CancellationToken limit)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(EndPoint, limit).ConfigureAwait(false);
            var remote = Plain((IPEndPoint)socket.RemoteEndPoint!);
            return Tls is null
                ? new SocketTransport(socket, remote)
                : await StreamTransport.OpenTlsAsync(socket, remote, Tls, limit).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket of both families shows an IPv4 peer as mapped; allow-lists and logs speak of the peer's own address.</summary>
    private static IPEndPoint Plain(IPEndPoint remote) =>
        remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
}
