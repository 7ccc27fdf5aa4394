using System.Net;
using System.Net.Sockets;
using Shared;

namespace Smpp.Session.Tests;

public sealed class PatientWaitTests : IDisposable
{
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _socket;
    private readonly PatientWait _wait;

    public PatientWaitTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _socket = listener.Accept();
        _wait = PatientWait.For(_socket)!;
    }

    [Fact]
    public async Task It_ends_when_octets_come_and_again_as_long_as_some_are_unread_each_time_on_a_patient_thread()
    {
        var first = WaitAsync();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        _peer.Send(new byte[2]);
        Assert.Equal("smpp patient", await first.WaitAsync(Until.Limit));
        _socket.Receive(new byte[1]);
        await WaitAsync().WaitAsync(Until.Limit);
        _socket.Receive(new byte[1]);

        var last = WaitAsync();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(last.IsCompleted);
        _peer.Send(new byte[1]);
        await last.WaitAsync(Until.Limit);
    }

    [Fact]
    public async Task It_ends_when_the_peer_closes()
    {
        var waiting = WaitAsync();
        _peer.Dispose();
        await waiting.WaitAsync(Until.Limit);
        Assert.Equal(0, _socket.Receive(new byte[1]));
    }

    [Fact]
    public async Task Given_up_it_ends_and_whoever_waits_later_goes_on_at_once()
    {
        var waiting = WaitAsync();
        _wait.End();
        Assert.Equal("smpp patient", await waiting.WaitAsync(Until.Limit));
        await WaitAsync().WaitAsync(Until.Limit);
        _socket.Dispose();
        await WaitAsync().WaitAsync(Until.Limit);
        _wait.End();
    }

    [Fact]
    public async Task However_octets_and_the_end_of_the_wait_meet_it_ends_once()
    {
        for (int i = 0; i < 200; i++)
        {
            using var rig = new PatientWaitTests();
            var waiting = rig.WaitAsync();
            var ending = Task.Run(rig._wait.End, TestContext.Current.CancellationToken);
            rig._peer.Send(new byte[1]);
            await waiting.WaitAsync(Until.Limit);
            await ending;
        }
    }

    public void Dispose()
    {
        _wait.End();
        _socket.Dispose();
        _peer.Dispose();
    }

    /// <summary>The name of the thread on which the wait ended.</summary>
    private async Task<string?> WaitAsync()
    {
        await _wait;
        string? name = Thread.CurrentThread.Name;
        // Not the rest of the test, too.
        await Task.Yield();
        return name;
    }
}
