using System.Net;
using System.Net.Sockets;

namespace Sessions.Throughput;

/// <summary>Answers each frame of the request's length with one of the response's, all of one read with one write.</summary>
internal static class EchoServer
{
    private const int BufferOctets = 256 * 1024;

    public static int Start()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            var socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = ServeAsync(socket);
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        var received = new byte[BufferOctets];
        var answers = new byte[BufferOctets];
        int partial = 0;
        while (await socket.ReceiveAsync(received) is > 0 and int read)
        {
            int octets = partial + read;
            partial = octets % Messages.Octets;
            int answer = octets / Messages.Octets * Messages.ResponseOctets;
            if (answer > 0)
                await socket.SendAsync(answers.AsMemory(0, answer));
        }
    }
}
