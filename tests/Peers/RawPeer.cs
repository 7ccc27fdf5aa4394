using System.Net;
using System.Net.Sockets;
using Smpp.Protocol;

namespace Peers;

/// <summary>The other end of a connection, which says and reads whatever a test wants, well-formed or not.</summary>
public sealed class RawPeer(Stream stream) : IAsyncDisposable
{
    /// <summary>Reached only when something is broken.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Connects.</summary>
    /// <param name="endPoint">Whom to call.</param>
    /// <param name="from">Of the addresses of this machine, or null for any.</param>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint endPoint, IPAddress? from = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(endPoint);
        return new RawPeer(new NetworkStream(socket, ownsSocket: true));
    }

    public async Task SendAsync(params byte[][] pdus)
    {
        byte[] all = [.. pdus.SelectMany(pdu => pdu)];
        await stream.WriteAsync(all).AsTask().WaitAsync(Limit);
        await stream.FlushAsync().WaitAsync(Limit);
    }

    /// <summary>The next PDU, or null at the end of the stream.</summary>
    public async Task<WirePdu?> ReceiveAsync()
    {
        var header = new byte[PduHeader.Size];
        int read;
        try
        {
            read = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Limit);
        }
        catch (IOException)
        {
            return null;
        }
        if (read == 0)
            return null;
        Assert.Equal(header.Length, read);
        var parsed = PduHeader.Read(header);
        var body = new byte[parsed.Length - PduHeader.Size];
        await stream.ReadExactlyAsync(body).AsTask().WaitAsync(Limit);
        return new WirePdu(parsed, body);
    }

    public async Task<WirePdu> ReceiveAsync(CommandId id)
    {
        var pdu = await ReceiveAsync();
        Assert.NotNull(pdu);
        Assert.Equal(id, pdu.Id);
        return pdu;
    }

    /// <summary>Binds and takes the response.</summary>
    public async Task<WirePdu> BindAsync(
        CommandId kind = CommandId.BindTransceiver, string systemId = "demo", string password = "demo",
        InterfaceVersion version = InterfaceVersion.V34)
    {
        await SendAsync(WirePdu.Bind(kind, 1, systemId, password, version));
        return await ReceiveAsync(kind.Response);
    }

    public async ValueTask DisposeAsync() => await stream.DisposeAsync();
}
