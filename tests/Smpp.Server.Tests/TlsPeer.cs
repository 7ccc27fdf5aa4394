using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Smpp.Server.Tests;

/// <summary>Connects over TLS and says what the server showed.</summary>
internal static class TlsPeer
{
    public static async Task<(RawPeer Peer, SslStream Tls)> ConnectAsync(
        IPEndPoint endPoint, X509Certificate2? certificate = null, SslProtocols versions = SslProtocols.None)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = versions,
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
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
