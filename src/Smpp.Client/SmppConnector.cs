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
    /// <exception cref="IOException">The connection ended during the TLS handshake.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, such as by a time limit.</exception>
    public static Task<Transport> ConnectAsync(
        EndPoint endPoint, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken) =>
        ConnectAsync(endPoint, tls, null, cancellationToken);

    /// <summary>Connects from a local address, and authenticates when <paramref name="tls"/> is given.</summary>
    /// <param name="endPoint">The message centre.</param>
    /// <param name="tls">
    /// TLS settings, or null for plain TCP. Without a TargetHost the certificate must bear the name, or the address, of
    /// <paramref name="endPoint"/>.
    /// </param>
    /// <param name="local">The local address, and port unless 0; null leaves both to the system.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">No connection, or the local address is not one of this machine's.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The TLS handshake failed.</exception>
    /// <exception cref="IOException">The connection ended during the TLS handshake.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, such as by a time limit.</exception>
    public static async Task<Transport> ConnectAsync(
        EndPoint endPoint, SslClientAuthenticationOptions? tls, IPEndPoint? local, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var family = local?.AddressFamily ?? (endPoint as IPEndPoint)?.AddressFamily;
        var socket = family is { } known
            ? new Socket(known, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local is not null)
                socket.Bind(local);
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            if (tls is null)
                return new SocketTransport(socket);
            return await StreamTransport.OpenTlsAsync(socket, socket.RemoteEndPoint, Named(tls, endPoint), cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The settings with the name that the certificate must bear: a copy where they have none, since they may be shared.</summary>
    internal static SslClientAuthenticationOptions Named(SslClientAuthenticationOptions tls, EndPoint endPoint)
    {
        if (!string.IsNullOrEmpty(tls.TargetHost))
            return tls;
        var named = new SslClientAuthenticationOptions
        {
            TargetHost = endPoint switch
            {
                DnsEndPoint host => host.Host,
                IPEndPoint numbered => numbered.Address.ToString(),
                _ => "",
            },
            AllowRenegotiation = tls.AllowRenegotiation,
            AllowTlsResume = tls.AllowTlsResume,
            ApplicationProtocols = tls.ApplicationProtocols,
            CertificateChainPolicy = tls.CertificateChainPolicy,
            CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
            CipherSuitesPolicy = tls.CipherSuitesPolicy,
            ClientCertificateContext = tls.ClientCertificateContext,
            ClientCertificates = tls.ClientCertificates,
            EnabledSslProtocols = tls.EnabledSslProtocols,
            EncryptionPolicy = tls.EncryptionPolicy,
            LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            named.AllowRsaPkcs1Padding = tls.AllowRsaPkcs1Padding;
            named.AllowRsaPssPadding = tls.AllowRsaPssPadding;
        }
        return named;
    }
}
