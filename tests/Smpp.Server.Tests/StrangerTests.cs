using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>Connections before their first PDU, which on Linux have no session yet.</summary>
public class StrangerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(20)]
    public async Task A_session_begins_when_the_first_PDU_is_whole(int first)
    {
        await using var server = new TestServer();
        using var socket = await ConnectAsync(server);
        await using var peer = new RawPeer(new NetworkStream(socket));
        byte[] bind = WirePdu.Bind();
        await socket.SendAsync(bind.AsMemory(0, first));
        await AnsweredElsewhereAsync(server);
        await socket.SendAsync(bind.AsMemory(first));

        Assert.Equal(CommandStatus.Ok, (await peer.ReceiveAsync(CommandId.BindTransceiverResp)).Status);
        await peer.SendAsync(WirePdu.Submit(2, "hello"));
        Assert.Equal(CommandStatus.Ok, (await peer.ReceiveAsync(CommandId.SubmitSmResp)).Status);
    }

    [Fact]
    public async Task More_than_a_bind_at_once_is_handled_to_its_end()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(WirePdu.Bind(), WirePdu.Submit(2, "hello"), WirePdu.Submit(3, "again"));

        Assert.Equal(CommandStatus.Ok, (await peer.ReceiveAsync(CommandId.BindTransceiverResp)).Status);
        Assert.Equal(2u, (await peer.ReceiveAsync(CommandId.SubmitSmResp)).Sequence);
        Assert.Equal(3u, (await peer.ReceiveAsync(CommandId.SubmitSmResp)).Sequence);
    }

    [Theory]
    [InlineData("00000010 00000015 00000000 00000007", 7u)]
    [InlineData("0000000F 00000015 00000000 00000007", 7u)]
    [InlineData("00000101 00000009 00000000 00000007", 7u)]
    // A response's number is one of the other side's.
    [InlineData("00000101 80000009 00000000 00000007", 0u)]
    // Four octets are enough to know.
    [InlineData("47455420", 0u)]
    public async Task A_first_PDU_is_answered_with_its_number_or_nacked(string octets, uint sequence)
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal)));
        var answer = await peer.ReceiveAsync();

        Assert.NotNull(answer);
        Assert.Equal(sequence, answer.Sequence);
        bool isGood = answer.Id == CommandId.EnquireLinkResp;
        Assert.Equal(isGood ? CommandStatus.Ok : CommandStatus.InvalidCommandLength, answer.Status);
        if (!isGood)
            Assert.Null(await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Who_has_had_its_time_is_closed(int octets)
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(time: time);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(WirePdu.Bind()[..octets]);
        await AnsweredElsewhereAsync(server);
        time.Advance(TestServer.Options.Session.BindTimeout - Heartbeat.Interval);
        Assert.Equal(1, server.Server.Connections);
        time.Advance(2 * Heartbeat.Interval);

        Assert.Null(await peer.ReceiveAsync());
        await Until.Async(() => server.Log.Has("ended before its first PDU: BindTimeout"));
    }

    [Fact]
    public async Task The_bind_timer_runs_since_the_connection_whatever_came_first()
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(time: time);
        await using var peer = await server.ConnectAsync();
        await Until.Async(() => server.Server.Connections == 1);
        time.Advance(TestServer.Options.Session.BindTimeout - (2 * Heartbeat.Interval));
        await peer.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await peer.ReceiveAsync(CommandId.EnquireLinkResp);
        time.Advance(4 * Heartbeat.Interval);

        Assert.Null(await peer.ReceiveAsync());
        await Until.Async(() => server.Log.Has("BindTimeout"));
    }

    [Fact]
    public async Task A_peer_that_sends_on_behind_its_nack_is_cut_off()
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(time: time);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync("GET / HTTP/1.1\r\n"u8.ToArray());
        await peer.ReceiveAsync(CommandId.GenericNack);
        await peer.SendAsync(new byte[100_000]);
        Assert.Equal(1, server.Server.Connections);
        time.Advance(TimeSpan.FromSeconds(2) + (2 * Heartbeat.Interval));

        await Until.Async(() => server.Server.Connections == 0);
        Assert.True(server.Log.Has("ended before its first PDU: BadLength: looks like HTTP"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_goes_leaves_nothing_behind(bool resets)
    {
        await using var server = new TestServer();
        for (int octets = 0; octets < 40; octets++)
        {
            using var socket = await ConnectAsync(server);
            byte[] bind = WirePdu.Bind();
            await socket.SendAsync(bind.AsMemory(0, Math.Min(octets, bind.Length)));
            if (resets)
                socket.LingerState = new LingerOption(true, 0);
        }

        await Until.Async(() => server.Server is { Connections: 0, Sessions.Count: 0 });
    }

    [Fact]
    public async Task Who_closes_its_side_behind_its_first_PDU_is_still_answered()
    {
        await using var server = new TestServer();
        using var socket = await ConnectAsync(server);
        await using var peer = new RawPeer(new NetworkStream(socket));
        await peer.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(CommandStatus.Ok, (await peer.ReceiveAsync(CommandId.EnquireLinkResp)).Status);
    }

    [Fact]
    public async Task A_server_that_stops_closes_those_without_a_session_too()
    {
        var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(WirePdu.Bind()[..5]);
        await Until.Async(() => server.Server.Connections == 1);
        await server.DisposeAsync();

        Assert.Null(await peer.ReceiveAsync());
        await Until.Async(() => server.Server.Connections == 0);
    }

    private static async Task<Socket> ConnectAsync(TestServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Server.EndPoint);
        return socket;
    }

    /// <summary>What came to the server before has been looked at when this is over, and has made no session.</summary>
    private static async Task AnsweredElsewhereAsync(TestServer server)
    {
        await using (var other = await server.ConnectAsync())
            Assert.Equal(CommandStatus.Ok, (await other.BindAsync()).Status);
        await Until.Async(() => server.Server is { Connections: 1, Sessions.Count: 0 });
    }
}
