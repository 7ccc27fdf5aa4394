using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>Opens connections to message centres.</summary>
public static class SmppConnector
{
    /// <summary>Connects, and authenticates when <paramref name="tls"/> is given.</summary>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, such as by a time limit.</exception>
    public static async Task<Transport> ConnectAsync(
        EndPoint endPoint, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var socket = endPoint is IPEndPoint ip
            ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            if (tls is null)
                return new SocketTransport(socket);
            socket.NoDelay = true;
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return new StreamTransport(stream, socket.RemoteEndPoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
