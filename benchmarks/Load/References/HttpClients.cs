using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Load.References;

/// <summary>
/// HTTP clients with a connection each that is kept alive, which ask, wait for the answer and ask again. No library, so that they take as
/// little as they can from the two cores.
/// </summary>
internal sealed class HttpClients(int port, int count, Func<long, string> path)
{
    private const int BufferOctets = 4096;

    private long _asked;

    /// <summary>Asks until <paramref name="stop"/>; returns how many answers of status 2xx came.</summary>
    public async Task<long> RunAsync(CancellationToken stop)
    {
        var clients = Enumerable.Range(0, count).Select(_ => Task.Run(() => RunOneAsync(stop), CancellationToken.None));
        return (await Task.WhenAll(clients)).Sum();
    }

    private async Task<long> RunOneAsync(CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);
        byte[] buffer = new byte[BufferOctets];
        long answered = 0;
        while (!stop.IsCancellationRequested)
        {
            string request = $"GET {path(Interlocked.Increment(ref _asked))} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n";
            await socket.SendAsync(buffer.AsMemory(0, Encoding.ASCII.GetBytes(request, buffer)), CancellationToken.None);
            int octets = 0;
            while (!IsWhole(buffer.AsSpan(0, octets)))
            {
                int read = await socket.ReceiveAsync(buffer.AsMemory(octets), CancellationToken.None);
                if (read == 0)
                    throw new InvalidOperationException($"an HTTP connection ended behind {Encoding.ASCII.GetString(buffer, 0, octets)}");
                octets += read;
            }
            if (!buffer.AsSpan(0, octets).StartsWith("HTTP/1.1 2"u8))
                throw new InvalidOperationException($"an HTTP request was answered {Encoding.ASCII.GetString(buffer, 0, octets)}");
            answered++;
        }
        return answered;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int headers = answer.IndexOf("\r\n\r\n"u8);
        if (headers < 0)
            return false;
        int length = answer.IndexOf("Content-Length: "u8);
        if (length < 0 || !Utf8Parser.TryParse(answer[(length + "Content-Length: ".Length)..], out int body, out _))
            throw new InvalidOperationException($"an HTTP answer has no length: {Encoding.ASCII.GetString(answer)}");
        return answer.Length >= headers + 4 + body;
    }
}
