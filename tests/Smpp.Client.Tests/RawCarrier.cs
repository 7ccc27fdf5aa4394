using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Smpp.Protocol;

namespace Smpp.Client.Tests;

/// <summary>
/// A carrier on a real socket that counts its connections and answers each PDU as the test says; it accepts binds and messages, and
/// answers unbind, unless told otherwise.
/// </summary>
internal sealed class RawCarrier : IAsyncDisposable
{
    private const int TcpProtocol = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private int _live;

    public RawCarrier()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Answers a PDU; false leaves it to the carrier.</summary>
    public Func<Call, Task<bool>> Script { get; set; } = _ => Task.FromResult(false);

    /// <summary>Requests that came, in their order, on whichever connection.</summary>
    public ConcurrentQueue<(int Connection, WirePdu Pdu)> Received { get; } = new();

    /// <summary>Connections whose end has not been seen here.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>The most connections that were live at once.</summary>
    public int MostLive { get; private set; }

    public int Accepted { get; private set; }

    public ConcurrentQueue<EndPoint?> Callers { get; } = new();

    public int Count(CommandId id) => Received.Count(received => received.Pdu.Id == id);

    /// <summary>Ends all connections without unbind.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_gate)
                {
                    _sockets.Add(socket);
                    Accepted++;
                    Interlocked.Increment(ref _live);
                    MostLive = Math.Max(MostLive, _sockets.Count(IsOpen));
                }
                Callers.Enqueue(socket.RemoteEndPoint);
                _ = ServeAsync(new RawPeer(new NetworkStream(socket, ownsSocket: true)), Accepted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>
    /// Whether the other side has not closed it, by what the kernel has seen: this side may still be about to read what came before that.
    /// </summary>
    private static bool IsOpen(Socket socket)
    {
        try
        {
            Span<byte> info = stackalloc byte[1];
            return socket.GetRawSocketOption(TcpProtocol, TcpInfo, info) == info.Length && info[0] == Established;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }

    private async Task ServeAsync(RawPeer peer, int connection)
    {
        try
        {
            while (await ReceiveAsync(peer) is { } pdu)
            {
                if (!pdu.Id.IsResponse)
                    Received.Enqueue((connection, pdu));
                if (!await Script(new Call(peer, pdu, connection)) && !pdu.Id.IsResponse)
                    await AnswerAsync(peer, pdu);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // Cut.
        }
        finally
        {
            Interlocked.Decrement(ref _live);
            await peer.DisposeAsync();
        }
    }

    private static async Task<WirePdu?> ReceiveAsync(RawPeer peer)
    {
        while (true)
        {
            try
            {
                return await peer.ReceiveAsync();
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    private static Task AnswerAsync(RawPeer peer, WirePdu pdu) => pdu.Id switch
    {
        CommandId.BindTransmitter or CommandId.BindReceiver or CommandId.BindTransceiver =>
            peer.SendAsync(WirePdu.BindResp(pdu.Sequence, pdu.Id)),
        CommandId.SubmitSm => peer.SendAsync(WirePdu.MessageId(CommandId.SubmitSmResp, pdu.Sequence)),
        _ => peer.SendAsync(WirePdu.Empty(pdu.Id.Response, pdu.Sequence)),
    };

    /// <summary>A PDU that came, and the way to answer it.</summary>
    internal sealed record Call(RawPeer Peer, WirePdu Pdu, int Connection)
    {
        public bool Is(CommandId id) => Pdu.Id == id;

        public async Task<bool> SayAsync(params byte[][] pdus)
        {
            await Peer.SendAsync(pdus);
            return true;
        }

        public async Task<bool> HangUpAsync()
        {
            await Peer.DisposeAsync();
            return true;
        }
    }
}
