using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Smpp.Protocol;

namespace Sessions.Attacks;

/// <summary>
/// What an attack costs whoever is attacked: a server that knows of SMPP no more than the bind, and does nothing with what it is sent.
/// It takes as many connections and octets a second as the message centre took of the same attack, so what honest sessions of the message
/// centre see meanwhile is the machine's doing and the kernel's.
/// </summary>
internal sealed class BareServer
{
    // What comes slower than this is no storm and comes as it likes.
    private const double SlowestConnections = 1_000;
    private const double SlowestOctets = 1 << 20;

    // As SmppServer: by itself the kernel takes megabytes of what is not read.
    private const int UnreadInKernel = 256 * 1024;

    private const int Backlog = 1024;
    private const int MostOfPdu = 256;
    private const int Deliveries = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly byte[] Delivery = Hostile.Pdu(new DeliverSm { ShortMessage = new byte[100] });

    private readonly Pace _connections;
    private readonly Pace _octets;

    private BareServer(HostileResult attack)
    {
        _connections = new Pace(Math.Max(SlowestConnections, attack.Connections / attack.Seconds));
        _octets = new Pace(Math.Max(SlowestOctets, attack.Octets / attack.Seconds));
    }

    /// <summary>Serves from its first line, which says what the attack was, until its standard input ends.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.ReceiveBufferSize = UnreadInKernel;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        Console.WriteLine($"ready {((IPEndPoint)listener.LocalEndPoint!).Port}");
        var attack = JsonSerializer.Deserialize((await Console.In.ReadLineAsync())!, AttackJson.Default.HostileResult)!;
        var server = new BareServer(attack);
        new Thread(() => server.Accept(listener)) { IsBackground = true }.Start();
        Console.WriteLine("begun");
        await Console.In.ReadLineAsync();
        return 0;
    }

    private void Accept(Socket listener)
    {
        while (true)
        {
            var socket = listener.Accept();
            _ = ServeAsync(socket);
            var wait = _connections.Spend(1);
            if (wait > TimeSpan.Zero)
                Thread.Sleep(wait);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                if (await ReadBindAsync(socket) is not { } bind)
                    return;
                bool isKnown = bind.Password == TargetCentre.Password;
                var status = isKnown ? CommandStatus.Ok : CommandStatus.InvalidPassword;
                await socket.SendAsync(Hostile.Pdu(new BindResp(CommandId.BindTransceiverResp) { SystemId = "bare" }, status: status));
                if (isKnown && bind.SystemId == TargetCentre.Mute)
                    await DeliverAsync(socket);
                else if (isKnown)
                    await DiscardAsync(socket);
            }
            catch (SocketException)
            {
                // The attacker was quicker.
            }
        }
    }

    /// <summary>The bind that a connection begins with, or null when it ends or begins with something else.</summary>
    private static async Task<Bind?> ReadBindAsync(Socket socket)
    {
        var pdu = new byte[MostOfPdu];
        int read = 0;
        while (true)
        {
            if (await socket.ReceiveAsync(pdu.AsMemory(read)) is not (> 0 and var more))
                return null;
            read += more;
            if (read < PduHeader.Size)
                continue;
            var header = PduHeader.Read(pdu);
            if (header.Length is < PduHeader.Size or > MostOfPdu)
                return null;
            if (read < header.Length)
                continue;
            var body = pdu.AsSpan(PduHeader.Size, (int)header.Length - PduHeader.Size);
            return Bind.TryRead(header.Id, body, out var bind, out _) ? bind : null;
        }
    }

    private static async Task DeliverAsync(Socket socket)
    {
        for (int i = 0; i < Deliveries; i++)
            await socket.SendAsync(Delivery);
        await Task.Delay(Patience);
    }

    private async Task DiscardAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            var wait = _octets.Spend(read);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
        }
    }

    /// <summary>So much a second, over all who spend.</summary>
    private sealed class Pace(double perSecond)
    {
        private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

        private readonly Lock _gate = new();
        private readonly long _started = Stopwatch.GetTimestamp();
        private double _spent;

        /// <summary>How long to wait now.</summary>
        public TimeSpan Spend(double amount)
        {
            lock (_gate)
            {
                var now = Stopwatch.GetElapsedTime(_started);
                // What was not spent is not saved.
                _spent = Math.Max(_spent, now.TotalSeconds * perSecond) + amount;
                var wait = TimeSpan.FromSeconds(_spent / perSecond) - now;
                return wait < Least ? TimeSpan.Zero : wait;
            }
        }
    }
}
