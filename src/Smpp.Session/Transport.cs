using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Smpp.Session;

/// <summary>An ordered stream of octets to one peer: a socket, TLS over one, or two ends in memory.</summary>
public abstract class Transport : IAsyncDisposable
{
    /// <summary>The peer, for logs and allow-lists; null when it has no address.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>The certificate that the peer has shown and that was found good, or null. Lives as long as the transport.</summary>
    public virtual X509Certificate2? PeerCertificate => null;

    /// <summary>Reads what has arrived, at least one octet; 0 at the end of the stream.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>
    /// Completes when there is something to read, or the end of the stream, as far as that can be known without a buffer; at once
    /// otherwise. A session that waits long waits here first, so that it needs no buffer meanwhile. What it returns means nothing.
    /// </summary>
    public virtual ValueTask<int> WaitForDataAsync() => ValueTask.FromResult(0);

    /// <summary>
    /// Waits on a patient thread instead, for as long as the peer is a stranger; null where only <see cref="WaitForDataAsync"/> waits.
    /// </summary>
    internal virtual PatientWait? Patience => null;

    /// <summary>The peer is no stranger any more.</summary>
    internal virtual void EndPatience()
    {
    }

    /// <summary>The peer has closed the connection and everything it sent was read, as far as that can be known without reading.</summary>
    internal virtual bool IsPeerGone => false;

    /// <summary>Writes all of <paramref name="data"/>.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> data);

    /// <summary>Tells the peer that nothing more will be sent, so that it can still read what was.</summary>
    public abstract void ShutdownSend();

    /// <summary>Ends the connection; pending reads and writes fail. Idempotent.</summary>
    public abstract void Abort();

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        Abort();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A connected TCP socket.</summary>
public sealed class SocketTransport : Transport
{
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private PatientWait? _patience;
    private bool _isAborted;

    /// <summary>Takes ownership of a connected socket; turns Nagle's delay off, since output is batched already.</summary>
    public SocketTransport(Socket socket)
        : this(socket, socket.RemoteEndPoint)
    {
    }

    /// <summary>As above, for a peer whose own address is not the socket's, such as one behind a proxy.</summary>
    public SocketTransport(Socket socket, EndPoint? remote)
    {
        _socket = socket;
        socket.NoDelay = true;
        RemoteEndPoint = remote;
    }

    /// <summary>For a stranger's socket, which has no delay since it was accepted.</summary>
    internal SocketTransport(Socket socket, EndPoint remote, PatientWait patience)
    {
        _socket = socket;
        _patience = patience;
        RemoteEndPoint = remote;
    }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; }

    /// <inheritdoc/>
    internal override PatientWait? Patience
    {
        get
        {
            lock (_gate)
                return _patience ??= _isAborted ? null : PatientWait.For(_socket);
        }
    }

    /// <inheritdoc/>
    internal override bool IsPeerGone
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> WaitForDataAsync() => _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data)
    {
        var sent = _socket.SendAsync(data, SocketFlags.None);
        if (!sent.IsCompletedSuccessfully)
            return Rest(sent, data);
        int written = sent.Result;
        return written == data.Length ? ValueTask.CompletedTask : Rest(new ValueTask<int>(written), data);
    }

    /// <inheritdoc/>
    public override void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was quicker.
        }
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        lock (_gate)
            _isAborted = true;
        EndPatience();
        _socket.Dispose();
    }

    /// <inheritdoc/>
    internal override void EndPatience() => _patience?.End();

    private async ValueTask Rest(ValueTask<int> sending, ReadOnlyMemory<byte> data)
    {
        int sent = await sending.ConfigureAwait(false);
        while (sent < data.Length)
            sent += await _socket.SendAsync(data[sent..], SocketFlags.None).ConfigureAwait(false);
    }
}

/// <summary>Any stream, such as an authenticated <see cref="SslStream"/>.</summary>
public sealed class StreamTransport(Stream stream, EndPoint? remote) : Transport
{
    private int _shutDown;

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint => remote;

    /// <inheritdoc/>
    public override X509Certificate2? PeerCertificate => (stream as SslStream)?.RemoteCertificate as X509Certificate2;

    /// <inheritdoc/>
    public override ValueTask<int> WaitForDataAsync() =>
        stream is SslStream ? stream.ReadAsync(Memory<byte>.Empty) : ValueTask.FromResult(0);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data) => stream.WriteAsync(data);

    /// <summary>Makes the TLS handshake of a client.</summary>
    /// <param name="socket">The connection, which the transport then owns; a handshake that fails closes it.</param>
    /// <param name="remote">The peer's address.</param>
    /// <param name="settings">The settings: a server's with its certificate, a client's with the name that the server's must bear.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, such as by a time limit.</exception>
    public static Task<StreamTransport> OpenTlsAsync(
        Socket socket, EndPoint? remote, SslClientAuthenticationOptions settings, CancellationToken cancellationToken) =>
        OpenTlsAsync(socket, remote, tls => tls.AuthenticateAsClientAsync(settings, cancellationToken));

    /// <summary>Makes the TLS handshake of a server.</summary>
    /// <inheritdoc cref="OpenTlsAsync(Socket, EndPoint?, SslClientAuthenticationOptions, CancellationToken)"/>
    public static Task<StreamTransport> OpenTlsAsync(
        Socket socket, EndPoint? remote, SslServerAuthenticationOptions settings, CancellationToken cancellationToken) =>
        OpenTlsAsync(socket, remote, tls => tls.AuthenticateAsServerAsync(settings, cancellationToken));

    /// <summary>Sends TLS's close_notify, which the peer reads as the end of the stream; other streams have nothing alike.</summary>
    public override void ShutdownSend()
    {
        if (stream is SslStream tls && Interlocked.Exchange(ref _shutDown, 1) == 0)
            _ = ShutdownAsync(tls);
    }

    /// <inheritdoc/>
    public override void Abort() => stream.Dispose();

    private static async Task<StreamTransport> OpenTlsAsync(Socket socket, EndPoint? remote, Func<SslStream, Task> authenticate)
    {
        // Output is batched already.
        socket.NoDelay = true;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await authenticate(tls).ConfigureAwait(false);
            return new StreamTransport(tls, remote);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task ShutdownAsync(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer was quicker.
        }
    }
}
