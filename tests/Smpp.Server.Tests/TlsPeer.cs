using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Smpp.Server.Tests;

/// <summary>Connects over TLS and says what the server showed.</summary>
internal static class TlsPeer
{
    public static async Task<(RawPeer Peer, SslStream Tls)> ConnectAsync(
        IPEndPoint endPoint, X509Certificate2? certificate = null, params byte[] first)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint);
        await socket.SendAsync(first);
        return await OverAsync(socket, certificate);
    }

    /// <summary>Makes the handshake on a connection, which the peer then owns.</summary>
    public static async Task<(RawPeer Peer, SslStream Tls)> OverAsync(Socket socket, X509Certificate2? certificate = null)
    {
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            // Of a test's own authority, which nobody else trusts.
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
        };
        if (certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        try
        {
            await tls.AuthenticateAsClientAsync(options).InTime();
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
        return (new RawPeer(tls), tls);
    }
}
