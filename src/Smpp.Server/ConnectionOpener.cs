using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>What comes before the first PDU: the PROXY header of a listed proxy, then the TLS handshake.</summary>
internal sealed class ConnectionOpener(ServerOptions options, RefusalLog refusals, LoginGuard? guard)
{
    /// <summary>True when connections of this address begin with a PROXY header.</summary>
    public bool IsProxy(IPAddress address) => NetworkList.Contains(options.ProxiesNow, address);

    /// <summary>The peer's own address, or null when the proxy sent none that can be used; that was logged.</summary>
    public async Task<IPEndPoint?> ReadProxyHeaderAsync(Socket socket, IPEndPoint proxy, CancellationToken limit)
    {
        string? error;
        try
        {
            var header = new byte[ProxyHeader.FixedSize];
            if (!await FillAsync(socket, header, limit).ConfigureAwait(false))
            {
                refusals.ProxyRefused(proxy, "it ended before its PROXY header");
                return null;
            }
            if (ProxyHeader.TryReadFixed(header, out int rest, out error))
            {
                Array.Resize(ref header, ProxyHeader.FixedSize + rest);
                if (!await FillAsync(socket, header.AsMemory(ProxyHeader.FixedSize), limit).ConfigureAwait(false))
                    error = "it ended within its PROXY header";
                else if (ProxyHeader.TryRead(header, out var client, out error))
                    return client ?? proxy;
            }
        }
        catch (OperationCanceledException)
        {
            error = "its PROXY header did not come in time";
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            error = e.Message;
        }
        refusals.ProxyRefused(proxy, error);
        return null;
    }

    /// <summary>The connection, ready for PDUs, or null when its handshake failed; that was logged.</summary>
    public async Task<Transport?> OpenAsync(Socket socket, IPEndPoint remote, CancellationToken limit)
    {
        if (options.TlsNow is not { } settings)
            return new SocketTransport(socket, remote);
        try
        {
            var first = new byte[ProxyHeader.FixedSize];
            int read = await socket.ReceiveAsync(first, SocketFlags.Peek, limit).ConfigureAwait(false);
            if (read == 0)
            {
                refusals.Ended(remote, new SessionEnd(SessionEndReason.ClosedByPeer));
                socket.Dispose();
                return null;
            }
            // A record of a TLS handshake begins with its type, 22 (RFC 8446 §5.1).
            if (first[0] != 0x16)
            {
                guard?.OnAlien(remote.Address);
                refusals.HandshakeFailed(remote, "no TLS: " + AlienProtocol.Describe(first.AsSpan(0, read)));
                socket.Dispose();
                return null;
            }
            return await StreamTransport.OpenTlsAsync(socket, remote, WithoutOldVersions(settings), limit).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What a peer sends decides what is thrown here; none of it is this process's fault.
            refusals.HandshakeFailed(remote, e is OperationCanceledException ? "it took too long" : e.Message);
            socket.Dispose();
            return null;
        }
    }

    /// <summary>
    /// TLS 1.0 and 1.1 must not be used (RFC 8996): a copy of the settings where they allow them, since they are the caller's.
    /// </summary>
    internal static SslServerAuthenticationOptions WithoutOldVersions(SslServerAuthenticationOptions settings)
    {
        var allowed = settings.EnabledSslProtocols & (SslProtocols.Tls12 | SslProtocols.Tls13);
        if (allowed == SslProtocols.None)
            allowed = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (settings.EnabledSslProtocols == allowed)
            return settings;
        var copy = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = allowed,
            AllowRenegotiation = settings.AllowRenegotiation,
            AllowTlsResume = settings.AllowTlsResume,
            ApplicationProtocols = settings.ApplicationProtocols,
            CertificateChainPolicy = settings.CertificateChainPolicy,
            CertificateRevocationCheckMode = settings.CertificateRevocationCheckMode,
            CipherSuitesPolicy = settings.CipherSuitesPolicy,
            ClientCertificateRequired = settings.ClientCertificateRequired,
            EncryptionPolicy = settings.EncryptionPolicy,
            RemoteCertificateValidationCallback = settings.RemoteCertificateValidationCallback,
            ServerCertificate = settings.ServerCertificate,
            ServerCertificateContext = settings.ServerCertificateContext,
            ServerCertificateSelectionCallback = settings.ServerCertificateSelectionCallback,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPkcs1Padding = settings.AllowRsaPkcs1Padding;
            copy.AllowRsaPssPadding = settings.AllowRsaPssPadding;
        }
        return copy;
    }

    private static async ValueTask<bool> FillAsync(Socket socket, Memory<byte> buffer, CancellationToken limit)
    {
        while (!buffer.IsEmpty)
        {
            int read = await socket.ReceiveAsync(buffer, SocketFlags.None, limit).ConfigureAwait(false);
            if (read == 0)
                return false;
            buffer = buffer[read..];
        }
        return true;
    }
}
