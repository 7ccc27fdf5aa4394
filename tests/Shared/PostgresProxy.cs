using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Shared;

/// <summary>Where a connection is cut, seen from the COMMIT that the client sends.</summary>
public enum CommitCut
{
    /// <summary>The server never gets it.</summary>
    Before,

    /// <summary>The server gets it, and both sides are cut in the same moment.</summary>
    At,

    /// <summary>The server has answered, and the client does not get the answer.</summary>
    After,
}

/// <summary>
/// Stands between a client and a PostgreSQL server and cuts the connection at every n-th COMMIT. It reads the client's messages
/// (type, length, body) to know one; the connection must not be encrypted.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private const int StartupVersion = 196_608;
    private const int MostMessage = 64 << 20;

    private readonly int _server;
    private readonly CommitCut _cut;
    private readonly int _every;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _commits;
    private int _cuts;

    public PostgresProxy(int server, CommitCut cut, int every)
    {
        _server = server;
        _cut = cut;
        _every = every;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>COMMITs that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, over.Token);
                var line = new Line(client.GetStream(), server.GetStream());
                await await Task.WhenAny(ForwardAsync(line, over.Token), AnswerAsync(line, over.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The end of either side is the end of the other.
            }
            await over.CancelAsync();
            client.Client.Close(0);
        }
    }

    /// <summary>Client to server, message by message; the first messages, before the startup's, have no type.</summary>
    private async Task ForwardAsync(Line line, CancellationToken stop)
    {
        var head = new byte[5];
        for (var started = false; ;)
        {
            var prefix = started ? 1 : 0;
            await line.Client.ReadExactlyAsync(head.AsMemory(0, prefix + 4), stop);
            var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(prefix));
            if (length is < 4 or > MostMessage)
                throw new IOException($"a message of {length} octets: the connection is encrypted");
            var message = new byte[prefix + length];
            head.AsSpan(0, prefix + 4).CopyTo(message);
            await line.Client.ReadExactlyAsync(message.AsMemory(prefix + 4), stop);
            var cuts = started && IsCommit(message) && Interlocked.Increment(ref _commits) % _every == 0;
            started |= length >= 8 && BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(prefix + 4)) == StartupVersion;
            if (cuts)
            {
                Interlocked.Increment(ref _cuts);
                if (_cut == CommitCut.Before)
                    return;
                line.SwallowsAnswer = true;
            }
            await line.Server.WriteAsync(message, stop);
            if (cuts && _cut == CommitCut.At)
                return;
        }
    }

    private static async Task AnswerAsync(Line line, CancellationToken stop)
    {
        var buffer = new byte[64 << 10];
        while (await line.Server.ReadAsync(buffer, stop) is > 0 and var length)
        {
            if (line.SwallowsAnswer)
                return;
            await line.Client.WriteAsync(buffer.AsMemory(0, length), stop);
        }
    }

    private static bool IsCommit(byte[] message) =>
        message[0] == (byte)'Q' && message.AsSpan(5).StartsWith("COMMIT"u8);

    private sealed class Line(NetworkStream client, NetworkStream server)
    {
        private volatile bool _swallowsAnswer;

        public NetworkStream Client { get; } = client;

        public NetworkStream Server { get; } = server;

        /// <summary>What the server says next ends the connection instead of reaching the client.</summary>
        public bool SwallowsAnswer
        {
            get => _swallowsAnswer;
            set => _swallowsAnswer = value;
        }
    }
}
