using System.Net;
using System.Net.Sockets;
using Smpp.Protocol;

namespace Load;

/// <summary>The other end of one session of the scale figures, as small as it can be: it binds, and answers enquire_links.</summary>
internal sealed class ScalePeer : IDisposable
{
    private static readonly byte[] BindPdu = Encode(
        new Bind(CommandId.BindTransceiver) { SystemId = ScaleServer.SystemId, Password = ScaleServer.Password });

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256];
    private int _enquiries;

    /// <summary>enquire_links answered.</summary>
    public int Enquiries => Volatile.Read(ref _enquiries);

    /// <summary>Connects and binds; from one of many addresses of this machine, since one has too few ports.</summary>
    public async Task BindAsync(IPEndPoint server, int number)
    {
        _socket.Bind(new IPEndPoint(new IPAddress([127, 1, 0, (byte)(1 + (number % 200))]), 0));
        await _socket.ConnectAsync(server);
        await _socket.SendAsync(BindPdu);
        var header = await ReadAsync();
        if (header.Id != CommandId.BindTransceiverResp || header.Status != CommandStatus.Ok)
            throw new InvalidOperationException($"{header.Id.Name} {header.Status.Name} in answer to a bind");
    }

    /// <summary>Answers until the connection ends.</summary>
    public async Task AnswerAsync()
    {
        try
        {
            var answer = new byte[PduHeader.Size];
            while (true)
            {
                var header = await ReadAsync();
                if (header.Id != CommandId.EnquireLink)
                    throw new InvalidOperationException($"{header.Id.Name} where an enquire_link was expected");
                new PduHeader(PduHeader.Size, CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence).Write(answer);
                await _socket.SendAsync(answer);
                Interlocked.Increment(ref _enquiries);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // The benchmark is over.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Encode(Bind bind)
    {
        var pdu = new byte[PduHeader.Size + bind.BodyLength];
        new PduHeader((uint)pdu.Length, bind.Id, CommandStatus.Ok, 1).Write(pdu);
        bind.WriteBody(pdu.AsSpan(PduHeader.Size));
        return pdu;
    }

    private async Task<PduHeader> ReadAsync()
    {
        int read = 0, length = PduHeader.Size;
        while (read < length)
        {
            int got = await _socket.ReceiveAsync(_buffer.AsMemory(read, length - read));
            if (got == 0)
                throw new EndOfStreamException();
            read += got;
            if (read == PduHeader.Size)
                length = (int)PduHeader.Read(_buffer).Length;
        }
        return PduHeader.Read(_buffer);
    }
}
