using System.Net;
using System.Net.Sockets;

namespace Shared;

/// <summary>
/// A TCP port for a process that cannot be asked which one it took. Chosen below the range that the kernel gives to
/// outgoing connections, so that none of those takes it before the process listens, and never twice in one test run.
/// </summary>
public static class FreePort
{
    // Below it lies 13,001, which a program of Kannel's (tests/Interop) cannot be told not to use.
    private const int First = 14_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Given = [];
    private static readonly Random Choice = new();

    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Choice.Next(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
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
