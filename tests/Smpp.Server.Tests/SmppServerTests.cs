using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

public class SmppServerTests
{
    [Fact]
    public async Task A_bound_peer_submits_and_is_answered()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync()).Status);
        await peer.SendAsync(WirePdu.Submit(2, "hello"));

        Assert.Equal("42\0"u8.ToArray(), (await peer.ReceiveAsync(CommandId.SubmitSmResp)).Body);
        Assert.Equal("demo", Assert.Single(server.Server.Sessions).PeerSystemId);
    }

    [Fact]
    public async Task A_bound_session_delivers_and_hears_the_answer()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.BindAsync(CommandId.BindReceiver);
        var sending = Assert.Single(server.Server.Sessions).SendAsync(new DeliverSm { Destination = Address.Parse("12345") }).AsTask();
        var deliver = await peer.ReceiveAsync(CommandId.DeliverSm);
        await peer.SendAsync(WirePdu.Empty(CommandId.DeliverSmResp, deliver.Sequence));

        Assert.Equal(CommandStatus.Ok, (await sending.InTime()).Header.Status);
    }

    [Fact]
    public async Task Wrong_password_is_answered_and_then_closed()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();

        Assert.Equal(CommandStatus.InvalidPassword, (await peer.BindAsync(password: "wrong")).Status);
        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_peer_that_goes_gives_its_places_back()
    {
        await using var server = new TestServer(accounts: [Accounts.Account(binds: 1)]);
        for (int i = 0; i < 3; i++)
        {
            await using var peer = await server.ConnectAsync();
            Assert.Equal(CommandStatus.Ok, (await peer.BindAsync()).Status);
            await using (var second = await server.ConnectAsync())
                Assert.Equal(CommandStatus.BindFailed, (await second.BindAsync()).Status);
            await peer.DisposeAsync();
            await Until.Async(() => server.Authorizer.Binds("demo") == 0);
        }

        await Until.Async(() => server.Server.Sessions.Count == 0);
        Assert.All(server.Directory.Handlers, handler => Assert.Single(handler.Ends));
    }

    [Fact]
    public async Task Beyond_the_most_connections_further_ones_are_closed_at_once()
    {
        await using var server = new TestServer(TestServer.Options with { Connections = 3 });
        var peers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.ConnectAsync()));
        await using (var tooMany = await server.ConnectAsync())
            Assert.Null(await tooMany.ReceiveAsync());
        Assert.True(server.Log.Has("3 connections are open already"));

        // All three are still served, and a place that becomes free is given to the next.
        foreach (var peer in peers)
            Assert.Equal(CommandStatus.Ok, (await peer.BindAsync()).Status);
        await peers[0].DisposeAsync();
        await Until.Async(async () =>
        {
            await using var next = await server.ConnectAsync();
            await next.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
            return await next.ReceiveAsync() is not null;
        });
        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Connections_of_one_address_that_do_not_bind_are_limited_and_bound_ones_do_not_count()
    {
        await using var server = new TestServer(TestServer.Options with { UnboundPerAddress = 2 });
        var peers = new List<RawPeer>();
        for (int i = 0; i < 4; i++)
        {
            var bound = await server.ConnectAsync();
            Assert.Equal(CommandStatus.Ok, (await bound.BindAsync()).Status);
            peers.Add(bound);
        }
        for (int i = 0; i < 2; i++)
        {
            var unbound = await server.ConnectAsync();
            await unbound.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
            await unbound.ReceiveAsync(CommandId.EnquireLinkResp);
            peers.Add(unbound);
        }
        await using (var tooMany = await server.ConnectAsync())
            Assert.Null(await tooMany.ReceiveAsync());
        Assert.True(server.Log.Has("2 connections of that address have not bound yet"));

        Assert.Equal(CommandStatus.BindFailed, (await peers[^1].BindAsync()).Status);
        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task An_address_that_keeps_guessing_passwords_is_turned_away()
    {
        var time = new FakeTimeProvider();
        var guard = new LoginGuard(time);
        await using var server = new TestServer(guard: guard);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
        {
            await using var guesser = await server.ConnectAsync();
            Assert.Equal(CommandStatus.InvalidPassword, (await guesser.BindAsync(password: $"guess{i}")).Status);
        }
        await using (var banned = await server.ConnectAsync())
            Assert.Null(await banned.ReceiveAsync());
        Assert.True(server.Log.Has("the address is banned"));
        time.Advance(TimeSpan.FromSeconds(6));

        await using var patient = await server.ConnectAsync();
        Assert.Equal(CommandStatus.Ok, (await patient.BindAsync()).Status);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_does_not_hold_up_the_others()
    {
        var options = SessionOptions.Default with { InboundWindow = 100_000, OutputLimit = 64 * 1024 };
        await using var server = new TestServer(accounts: [Accounts.Account() with { Session = options }]);
        await using var slow = await server.ConnectAsync();
        await slow.BindAsync();
        byte[] flood = [.. Enumerable.Range(1, 1_000).SelectMany(i => WirePdu.Empty(CommandId.EnquireLink, (uint)i))];
        var flooding = Task.Run(
            async () =>
            {
                try
                {
                    while (true)
                        await slow.SendAsync(flood);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException or TimeoutException)
                {
                    return;
                }
            }, TestContext.Current.CancellationToken);
        var stuck = Assert.Single(server.Server.Sessions);
        await Until.Async(() => stuck is { Counters.PdusIn: > 3_000, IsWriting: true });

        await using var healthy = await server.ConnectAsync();
        await healthy.BindAsync();
        for (uint i = 2; i < 200; i++)
        {
            await healthy.SendAsync(WirePdu.Submit(i));
            Assert.Equal(i, (await healthy.ReceiveAsync(CommandId.SubmitSmResp)).Sequence);
        }
        stuck.Close(new SessionEnd(SessionEndReason.ClosedLocally));
        await flooding.InTime();
    }

    [Fact]
    public async Task Stopping_unbinds_every_session_and_refuses_new_connections()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.BindAsync();
        var endPoint = server.Server.EndPoint;
        var stopping = server.Server.StopAsync(TimeSpan.FromSeconds(20));
        var unbind = await peer.ReceiveAsync(CommandId.Unbind);
        await peer.SendAsync(WirePdu.Empty(CommandId.UnbindResp, unbind.Sequence));
        Assert.Null(await peer.ReceiveAsync());
        await peer.DisposeAsync();
        await stopping.InTime();

        Assert.Empty(server.Server.Sessions);
        await Shared.Until.Async(() => server.Log.Has("Unbound"));
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(endPoint));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever_for_a_peer_that_ignores_it()
    {
        await using var server = new TestServer();
        await using var peer = await server.ConnectAsync();
        await peer.BindAsync();
        await server.Server.StopAsync(TimeSpan.FromMilliseconds(50)).InTime();

        Assert.Empty(server.Server.Sessions);
        Assert.Equal(0, server.Authorizer.Binds("demo"));
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        var server = new TestServer();
        await server.Server.StopAsync(TimeSpan.Zero);
        await server.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Binds_that_come_and_go_leave_nothing_behind()
    {
        await using var server = new TestServer(accounts: [Accounts.Account(binds: 1_000)]);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), TestContext.Current.CancellationToken, async (i, _) =>
        {
            await using var peer = await server.ConnectAsync();
            if (i % 3 != 0)
                await peer.BindAsync();
            if (i % 3 == 1)
            {
                await peer.SendAsync(WirePdu.Empty(CommandId.Unbind, 9));
                await peer.ReceiveAsync(CommandId.UnbindResp);
            }
        });
        await Until.Async(() => server.Server.Sessions.Count == 0);

        Assert.Equal((0, 200), (server.Authorizer.Binds("demo"), server.Directory.Handlers.Count));
        Assert.All(server.Directory.Handlers, handler => Assert.Single(handler.Ends));
    }
}
