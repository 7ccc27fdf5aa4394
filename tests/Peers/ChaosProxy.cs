using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Peers;

/// <summary>
/// Stands between a client and a server on this machine and does to their connections what networks do: keeps everything to itself,
/// delays, cuts and resets. It can also change what the server says, PDU by PDU.
/// </summary>
public sealed class ChaosProxy : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;
    private const int MostChunks = 64;
    private const int HeaderSize = 16;

    private readonly int _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Link> _links = [];
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private long _connections;

    public ChaosProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the client finds the proxy.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were taken so far.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>How long octets are on their way, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Gets each PDU of the server's and gives what the client gets instead; a PDU that is null ends the connection.</summary>
    public Func<byte[], IEnumerable<byte[]?>>? Answers { get; init; }

    /// <summary>A black hole: nothing passes any more, ends and new connections included, and nobody is told.</summary>
    public void Stall()
    {
        lock (_gate)
            if (_open.Task.IsCompleted)
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What has waited since <see cref="Stall"/> passes.</summary>
    public void Resume()
    {
        lock (_gate)
            _open.TrySetResult();
    }

    /// <summary>Ends every connection with a RST to both sides, wherever in a PDU it stands.</summary>
    public void Reset()
    {
        lock (_gate)
            foreach (var link in _links)
                link.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private Task OpenAsync(CancellationToken stop)
    {
        lock (_gate)
            return _open.Task.WaitAsync(stop);
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(client, _stop.Token);
        lock (_gate)
            _links.Add(link);
        try
        {
            await OpenAsync(link.Over);
            await link.Server.ConnectAsync(IPAddress.Loopback, _server, link.Over);
            Task[] pumps =
            [
                PumpAsync(link.Client, link.Server, link, change: null), PumpAsync(link.Server, link.Client, link, Answers),
            ];
            // The end of either side is the end of the other.
            await Task.WhenAny(pumps);
            link.End();
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is not there, or the connection was reset before it reached it.
        }
        finally
        {
            lock (_gate)
                _links.Remove(link);
        }
    }

    /// <summary>One direction: read at once, written when its time has come.</summary>
    private async Task PumpAsync(Socket from, Socket to, Link link, Func<byte[], IEnumerable<byte[]?>>? change)
    {
        var chunks = Channel.CreateBounded<(byte[] Octets, long At)>(MostChunks);
        var writing = WriteAsync(chunks.Reader, to, link.Over);
        var partial = new List<byte>();
        var buffer = new byte[ChunkSize];
        try
        {
            while (await from.ReceiveAsync(buffer, link.Over) is > 0 and var length)
            {
                var chunk = buffer.AsSpan(0, length).ToArray();
                if (change is null)
                {
                    await chunks.Writer.WriteAsync((chunk, TimeProvider.System.GetTimestamp()), link.Over);
                    continue;
                }
                partial.AddRange(chunk);
                while (TakePdu(partial) is { } pdu)
                {
                    foreach (var instead in change(pdu))
                    {
                        if (instead is null)
                            return;
                        await chunks.Writer.WriteAsync((instead, TimeProvider.System.GetTimestamp()), link.Over);
                    }
                }
            }
        }
        finally
        {
            chunks.Writer.Complete();
            await writing;
        }
    }

    private async Task WriteAsync(ChannelReader<(byte[] Octets, long At)> chunks, Socket to, CancellationToken over)
    {
        await foreach (var (octets, at) in chunks.ReadAllAsync(over))
        {
            var left = Delay - TimeProvider.System.GetElapsedTime(at);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, over);
            await OpenAsync(over);
            await to.SendAsync(octets, over);
        }
        // An end takes its time like everything else.
        await OpenAsync(over);
    }

    private static byte[]? TakePdu(List<byte> octets)
    {
        if (octets.Count < HeaderSize)
            return null;
        Span<byte> head = [octets[0], octets[1], octets[2], octets[3]];
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (octets.Count < length)
            return null;
        byte[] pdu = [.. octets[..length]];
        octets.RemoveRange(0, length);
        return pdu;
    }

    /// <summary>A client's connection and the one to the server that belongs to it.</summary>
    private sealed class Link : IDisposable
    {
        private readonly CancellationTokenSource _over;

        public Link(Socket client, CancellationToken stop)
        {
            client.NoDelay = true;
            Client = client;
            _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Over = _over.Token;
        }

        public Socket Client { get; }

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public CancellationToken Over { get; }

        public void End() => _over.Cancel();

        public void Reset()
        {
            // Closing with octets unsent and no time to linger is a RST.
            Client.Close(0);
            Server.Close(0);
            _over.Cancel();
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
            _over.Dispose();
        }
    }
}
