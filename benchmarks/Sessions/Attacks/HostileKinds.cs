using System.Net.Sockets;
using System.Text;
using Smpp.Protocol;

namespace Sessions.Attacks;

/// <summary>Binds that come one octet a second, until they are cut off.</summary>
internal sealed class SlowBinds : Hostile
{
    protected override string Name => "5,000 slow binds";

    protected override int Peers => 5_000;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        byte[] bind = Pdu(new Bind(CommandId.BindTransceiver) { SystemId = TargetCentre.Honest, Password = "wrong" });
        // So that they do not all send at the same moment.
        await Task.Delay(TimeSpan.FromMilliseconds(peer % 1_000), stop);
        for (int i = 0; i < bind.Length; i++)
        {
            await SendAsync(socket, bind.AsMemory(i, 1), stop);
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
        }
    }
}

/// <summary>Connections that are closed as soon as they are open.</summary>
/// <param name="perSecond">How many a second, or 0 for as many as the machine can.</param>
internal sealed class Connects(int perSecond = 0) : Hostile
{
    protected override string Name => perSecond > 0 ? $"50,000 connects, {perSecond} a second" : "50,000 connects at once";

    protected override int PerSecond => perSecond;

    protected override int Peers => 64;

    protected override int Limit => 50_000;

    protected override Task AttackAsync(Socket socket, int peer, CancellationToken stop) => Task.CompletedTask;
}

/// <summary>Bound sessions that submit as fast as they can and never read an answer.</summary>
internal sealed class SlowReaders : Hostile
{
    private const int AtOnce = 100;

    protected override string Name => "200 slow readers";

    protected override int Peers => 200;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        socket.ReceiveBufferSize = 4 * 1024;
        // By itself the kernel buffers megabytes for each of these: half a gigabyte a second that a real attacker's machine would copy.
        socket.SendBufferSize = 64 * 1024;
        await BindAsync(socket, TargetCentre.Slow, TargetCentre.Password, stop);
        byte[] submits = [.. Enumerable.Range(1, AtOnce).SelectMany(i => Pdu(Throughput.Messages.Submit, (uint)i))];
        while (!stop.IsCancellationRequested)
            await SendAsync(socket, submits, stop);
    }
}

/// <summary>Bound sessions that read deliver_sm and never answer one.</summary>
internal sealed class MuteReceivers : Hostile
{
    protected override string Name => "20 that never answer deliver_sm";

    protected override int Peers => 20;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        await BindAsync(socket, TargetCentre.Mute, TargetCentre.Password, stop);
        await DrainAsync(socket, stop);
    }
}

/// <summary>Bound sessions that submit as fast as they can, whatever the answers are.</summary>
/// <param name="peers">How many.</param>
internal sealed class WindowFlood(int peers) : Hostile
{
    private const int AtOnce = 100;

    protected override string Name => peers > 1 ? $"{peers} that flood their window" : "one that floods its window";

    protected override int Peers => peers;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        await BindAsync(socket, TargetCentre.Flood, TargetCentre.Password, stop);
        byte[] submits = [.. Enumerable.Range(1, AtOnce).SelectMany(i => Pdu(Throughput.Messages.Submit, (uint)i))];
        var draining = DrainAsync(socket, stop);
        while (!stop.IsCancellationRequested && !draining.IsCompleted)
            await SendAsync(socket, submits, stop);
        await draining;
    }
}

/// <summary>Binds with wrong passwords, each on a connection of its own.</summary>
internal sealed class WrongPasswords : Hostile
{
    protected override string Name => "wrong passwords, 64 at once";

    protected override int Peers => 64;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        await BindAsync(socket, TargetCentre.Honest, "wrong", stop);
        await DrainAsync(socket, stop);
    }
}

/// <summary>Requests of another protocol.</summary>
/// <param name="perSecond">How many a second, or 0 for as many as 64 at once can.</param>
internal sealed class HttpFlood(int perSecond = 0) : Hostile
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: flood\r\n\r\n");

    protected override string Name => perSecond > 0 ? $"HTTP requests, {perSecond} a second" : "HTTP requests, 64 at once";

    protected override int PerSecond => perSecond;

    protected override int Peers => 64;

    protected override async Task AttackAsync(Socket socket, int peer, CancellationToken stop)
    {
        await SendAsync(socket, Request, stop);
        await DrainAsync(socket, stop);
    }
}
