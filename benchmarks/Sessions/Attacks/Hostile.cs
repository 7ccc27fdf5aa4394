using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Smpp.Protocol;

namespace Sessions.Attacks;

/// <summary>The hostile process. Its peers come from many addresses of this machine, so that the limits for one do not help.</summary>
internal abstract class Hostile
{
    private const int Addresses = 200;

    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private long _begun;
    private long _connections;
    private long _refused;
    private long _octets;
    private int _number;

    public static IReadOnlyList<string> Names { get; } = [.. All().Select(attack => attack.Name)];

    /// <summary>What it is called in reports.</summary>
    protected abstract string Name { get; }

    /// <summary>Peers at work at once.</summary>
    protected abstract int Peers { get; }

    /// <summary>Connections after which it has done what it came for; 0 for what goes on until it is stopped.</summary>
    protected virtual int Limit => 0;

    /// <summary>Connections a second that it opens, or 0 for as many as it can.</summary>
    protected virtual int PerSecond => 0;

    protected int Port { get; private set; }

    /// <summary>Attacks from "begin" to "end", or until its limit is reached; then says so.</summary>
    public static async Task<int> RunAsync(string name, int port)
    {
        var attack = All().First(attack => attack.Name == name);
        attack.Port = port;
        Console.WriteLine("ready");
        using var stop = new CancellationTokenSource();
        await Console.In.ReadLineAsync();
        attack._begun = Stopwatch.GetTimestamp();
        var peers = Enumerable.Range(0, attack.Peers).Select(i => Task.Run(() => attack.RepeatAsync(i, stop.Token))).ToArray();
        Console.WriteLine("begun");
        await Console.In.ReadLineAsync();
        var cpu = Environment.CpuUsage.TotalTime;
        long connections = attack._connections, refused = attack._refused, octets = attack._octets;
        long started = Stopwatch.GetTimestamp();
        Console.WriteLine("measured");
        var end = Console.In.ReadLineAsync();
        bool isStorm = attack is { Limit: > 0, PerSecond: 0 };
        await (isStorm ? Task.WhenAll(end, Task.WhenAll(peers)) : end);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var result = new HostileResult(
            attack._connections - connections, attack._refused - refused, attack._octets - octets, seconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds);
        await stop.CancelAsync();
        await Task.WhenAll(peers);
        Console.WriteLine(JsonSerializer.Serialize(result, AttackJson.Default.HostileResult));
        return 0;
    }

    /// <summary>What one peer does with one connection.</summary>
    protected abstract Task AttackAsync(Socket socket, int peer, CancellationToken stop);

    protected async Task SendAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        while (!data.IsEmpty)
        {
            int sent = await socket.SendAsync(data, stop);
            Interlocked.Add(ref _octets, sent);
            data = data[sent..];
        }
    }

    protected async Task BindAsync(Socket socket, string systemId, string password, CancellationToken stop)
    {
        await SendAsync(socket, Pdu(new Bind(CommandId.BindTransceiver) { SystemId = systemId, Password = password }), stop);
        var response = new byte[PduHeader.Size];
        int read = 0;
        while (read < response.Length)
        {
            int got = await socket.ReceiveAsync(response.AsMemory(read), stop);
            if (got == 0)
                throw new EndOfStreamException();
            read += got;
        }
        var rest = new byte[PduHeader.Read(response).Length - PduHeader.Size];
        if (rest.Length > 0)
            await socket.ReceiveAsync(rest, stop);
    }

    protected static async Task DrainAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, stop) > 0)
        {
        }
    }

    public static byte[] Pdu<T>(T body, uint sequence = 1, CommandStatus status = CommandStatus.Ok) where T : IPduBody
    {
        var pdu = new byte[PduHeader.Size + body.BodyLength];
        new PduHeader((uint)pdu.Length, body.Id, status, sequence).Write(pdu);
        body.WriteBody(pdu.AsSpan(PduHeader.Size));
        return pdu;
    }

    private static Hostile[] All() =>
    [
        new SlowBinds(), new Connects(5_000), new SlowReaders(), new MuteReceivers(), new WindowFlood(1), new WrongPasswords(),
        new HttpFlood(5_000), new Connects(), new WindowFlood(10), new HttpFlood(),
    ];

    private async Task DueAsync(TimeSpan sinceBegun)
    {
        var wait = sinceBegun - Stopwatch.GetElapsedTime(_begun);
        if (wait > ShortestWait)
            await Task.Delay(wait);
    }

    private async Task RepeatAsync(int peer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int number = Interlocked.Increment(ref _number);
            if (Limit > 0 && number > Limit)
                return;
            if (PerSecond > 0)
                await DueAsync(TimeSpan.FromSeconds((double)number / PerSecond));
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(new IPAddress([127, 2, 0, (byte)(1 + (number % Addresses))]), 0));
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), stop);
                Interlocked.Increment(ref _connections);
                await AttackAsync(socket, peer, stop);
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException or OperationCanceledException)
            {
                Interlocked.Increment(ref _refused);
                if (Limit == 0 && !stop.IsCancellationRequested)
                    await Task.Delay(AfterRefusal, CancellationToken.None);
            }
        }
    }
}
