using System.Net;
using System.Net.Sockets;

namespace Sessions.Throughput;

/// <summary>The echo's client: a frame for each answer, all of one read with one write.</summary>
internal sealed class EchoLoad(int port, int window) : ILoad
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Queue<long> _started = new();

    public Samples Samples { get; } = new();

    public long Answered { get; private set; }

    public Task ConnectAsync() => _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield();
        var frames = new byte[window * Messages.Octets];
        var received = new byte[256 * 1024];
        long sent = 0;
        int partial = 0;
        await SendAsync(window);
        while (Answered < sent)
        {
            int octets = partial + await _socket.ReceiveAsync(received, CancellationToken.None);
            partial = octets % Messages.ResponseOctets;
            int answers = octets / Messages.ResponseOctets;
            for (int i = 0; i < answers; i++)
                Samples.End(_started.Dequeue());
            Answered += answers;
            if (answers > 0 && !stop.IsCancellationRequested)
                await SendAsync(answers);
        }

        async ValueTask SendAsync(int count)
        {
            for (int i = 0; i < count; i++)
                _started.Enqueue(Samples.Start(sent++));
            var data = frames.AsMemory(0, count * Messages.Octets);
            while (!data.IsEmpty)
                data = data[await _socket.SendAsync(data, CancellationToken.None)..];
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
