using System.Net;
using System.Net.Sockets;

namespace Shared;

/// <summary>
/// A TCP port for a process that cannot be asked which one it took. Chosen below the range that the kernel gives to
/// outgoing connections, so that none of those takes it before the process listens. Test projects run at the same time, and a
/// port may be given long before anybody listens there: each process claims whole blocks of ports for as long as it lives.
/// </summary>
public static class FreePort
{
    // Below it lies 13,001, which a program of Kannel's (tests/Interop) cannot be told not to use.
    private const int First = 14_000;
    private const int Blocks = 60;
    private const int BlockPorts = 300;

    private static readonly Lock Gate = new();

    // Held open, and so locked, until the process ends.
    private static readonly List<FileStream> Claims = [];
    private static readonly Random Choice = new();
    private static readonly Queue<int> Claimed = new();

    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                while (Claimed.TryDequeue(out int port))
                    if (IsFree(port)) return port;
                ClaimBlock();
            }
        }
    }

    private static void ClaimBlock()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "smpp-test-ports")).FullName;
        int start = Choice.Next(Blocks);
        for (int i = 0; i < Blocks; i++)
        {
            int first = First + (((start + i) % Blocks) * BlockPorts);
            try
            {
                string claim = Path.Combine(folder, $"{first}");
                Claims.Add(new FileStream(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                continue;
            }
            for (int port = first; port < first + BlockPorts; port++) Claimed.Enqueue(port);
            return;
        }
        throw new InvalidOperationException($"A running test has claimed every port from {First} to {First + (Blocks * BlockPorts)}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
