using System.Net;
using System.Net.Sockets;

namespace Smpp.Client.Tests;

/// <summary>
/// An octet's way through the kernel, the runtime's poller and its threads, as those of all other sockets take it: on a busy machine it
/// takes as long as theirs, so a clock that waits for it does not run ahead of what they carry.
/// </summary>
internal sealed class SocketTurn : IDisposable
{
    private readonly Socket _sender = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _receiver;
    private readonly byte[] _octet = new byte[1];

    public SocketTurn()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();
    }

    public async Task PassAsync()
    {
        var received = _receiver.ReceiveAsync(_octet);
        await _sender.SendAsync(_octet.AsMemory());
        await received;
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }
}
