using System.Net;
using Smpp.Session;

namespace Smpp.Testing;

/// <summary>One end of a <see cref="MemoryLink"/>.</summary>
internal sealed class MemoryTransport(MemoryDirection incoming, MemoryDirection outgoing, EndPoint? remote) : Transport
{
    public override EndPoint? RemoteEndPoint => remote;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => incoming.ReadAsync(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> data) => outgoing.WriteAsync(data);

    public override void ShutdownSend() => outgoing.Complete();

    /// <summary>This end is gone; the other reads the end of the stream.</summary>
    public override void Abort()
    {
        incoming.CloseReader();
        outgoing.Complete();
    }
}
