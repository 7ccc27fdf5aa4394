using System.Net;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>How many connections of all addresses together may be unbound.</summary>
public class UnboundTests
{
    private const int Most = 6;
    private const int EachAddress = 2;

    private static readonly ServerOptions Options = TestServer.Options with { Unbound = Most, UnboundPerAddress = EachAddress };

    [Fact]
    public async Task Many_addresses_together_cannot_take_all_connections()
    {
        await using var server = new TestServer(Options, [Accounts.Account(binds: 100)]);
        await using var bound = await server.ConnectAsync();
        Assert.Equal(CommandStatus.Ok, (await bound.BindAsync()).Status);
        var strangers = new List<RawPeer>();
        for (int i = 0; i < Most; i++)
            strangers.Add(await StrangerAsync(server, i / EachAddress));
        Assert.False(server.Log.Has("have not bound yet"));

        await using (var further = await ConnectAsync(server, 100))
            Assert.Null(await further.ReceiveAsync());
        Assert.True(server.Log.Has($"closed: {Most} connections have not bound yet"));
        await bound.SendAsync(WirePdu.Submit(2));
        await bound.ReceiveAsync(CommandId.SubmitSmResp);

        await strangers[0].DisposeAsync();
        await Until.Async(() => server.Server.Connections == Most);
        // Who binds gives its place to the next.
        for (int i = 0; i < 3; i++)
        {
            var honest = await ConnectAsync(server, 100);
            Assert.Equal(CommandStatus.Ok, (await honest.BindAsync()).Status);
            strangers.Add(honest);
        }
        await using var one = await StrangerAsync(server, 101);
        await using (var further = await ConnectAsync(server, 102))
            Assert.Null(await further.ReceiveAsync());
        foreach (var peer in strangers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Connections_of_a_proxy_count_before_their_addresses_are_known()
    {
        await using var server = new TestServer(Options with { Unbound = 1, Proxies = [IPNetwork.Parse("127.0.0.0/8")] });
        await using (var mute = await server.ConnectAsync())
        {
            await Until.Async(() => server.Server.Connections == 1);
            await using var further = await server.ConnectAsync();
            Assert.Null(await further.ReceiveAsync());
            // And not because no header came.
            Assert.True(server.Log.Has("closed: 1 connections have not bound yet"));
        }
        await Until.Async(() => server.Server.Connections == 0);

        await using var customer = await server.ConnectAsync();
        await customer.SendAsync(ProxyHeaders.Of("203.0.113.7:1"));
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync()).Status);
    }

    [Theory]
    [InlineData(10_000, 50, null, 5_000)]
    [InlineData(60, 50, null, 50)]
    [InlineData(10_000, 50, 20, 20)]
    public void By_default_half_of_the_connections_may_be_unbound(int connections, int ofAddress, int? unbound, int expected)
    {
        var options = TestServer.Options with { Connections = connections, UnboundPerAddress = ofAddress, Unbound = unbound };

        Assert.Equal(expected, options.UnboundLimit);
    }

    private static Task<RawPeer> ConnectAsync(TestServer server, int address) =>
        RawPeer.ConnectAsync(server.Server.EndPoint, new IPAddress([127, 0, 1, (byte)(address + 1)]));

    /// <summary>One that is there, and does not bind.</summary>
    private static async Task<RawPeer> StrangerAsync(TestServer server, int address)
    {
        var peer = await ConnectAsync(server, address);
        await peer.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await peer.ReceiveAsync(CommandId.EnquireLinkResp);
        return peer;
    }
}
