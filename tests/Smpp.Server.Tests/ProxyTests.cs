using System.Net;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

public class ProxyTests
{
    private static readonly ServerOptions Options = TestServer.Options with { Proxies = [IPNetwork.Parse("127.0.0.0/8")] };

    [Fact]
    public async Task The_address_behind_the_proxy_counts_for_the_allow_list_and_the_log()
    {
        await using var server = new TestServer(
            Options, [Accounts.Account() with { Networks = [IPNetwork.Parse("203.0.113.0/24")] }]);
        await using var customer = await ConnectAsync(server, "203.0.113.7:40001");
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync()).Status);
        Assert.True(server.Log.Has("demo bound from 203.0.113.7:40001"));
        Assert.Equal(IPEndPoint.Parse("203.0.113.7:40001"), Assert.Single(server.Server.Sessions).RemoteEndPoint);

        await using var stranger = await ConnectAsync(server, "198.51.100.1:40001");
        Assert.Equal(CommandStatus.InvalidPassword, (await stranger.BindAsync()).Status);
    }

    [Fact]
    public async Task Bans_and_limits_are_of_the_address_behind_the_proxy()
    {
        var guard = new LoginGuard(new FakeTimeProvider());
        await using var server = new TestServer(Options with { UnboundPerAddress = 1 }, guard: guard);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
        {
            await using var guesser = await ConnectAsync(server, "198.51.100.1:40001");
            await guesser.BindAsync(password: "guess");
            Assert.Null(await guesser.ReceiveAsync());
            await guesser.DisposeAsync();
            await Until.Async(() => server.Server.Sessions.Count == 0);
        }
        await using (var banned = await ConnectAsync(server, "198.51.100.1:40001"))
            Assert.Null(await banned.ReceiveAsync());
        Assert.True(server.Log.Has("198.51.100.1:40001 closed: the address is banned"));

        await using var mute = await ConnectAsync(server, "203.0.113.7:1");
        await mute.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await mute.ReceiveAsync(CommandId.EnquireLinkResp);
        await using (var second = await ConnectAsync(server, "203.0.113.7:2"))
            Assert.Null(await second.ReceiveAsync());
        Assert.True(server.Log.Has("203.0.113.7:2 closed: 1 connections of that address"));
        await using var other = await ConnectAsync(server, "203.0.113.8:1");
        Assert.Equal(CommandStatus.Ok, (await other.BindAsync()).Status);
    }

    [Fact]
    public async Task Limits_are_of_the_64_bits_that_all_ipv6_addresses_of_a_host_begin_with_and_the_log_has_the_whole_address()
    {
        await using var server = new TestServer(Options with { UnboundPerAddress = 1 });
        await using var mute = await ConnectAsync(server, "[2001:db8:0:1::1]:1");
        await mute.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await mute.ReceiveAsync(CommandId.EnquireLinkResp);
        await using (var second = await ConnectAsync(server, "[2001:db8:0:1::2]:2"))
            Assert.Null(await second.ReceiveAsync());
        Assert.True(server.Log.Has("[2001:db8:0:1::2]:2 closed: 1 connections of that address"));
        await using var other = await ConnectAsync(server, "[2001:db8:0:2::1]:1");
        Assert.Equal(CommandStatus.Ok, (await other.BindAsync()).Status);
        await mute.BindAsync();

        await using var next = await ConnectAsync(server, "[2001:db8:0:1::2]:3");
        Assert.Equal(CommandStatus.Ok, (await next.BindAsync()).Status);
    }

    [Fact]
    public async Task A_health_check_of_the_proxy_itself_is_served_under_its_own_address()
    {
        await using var server = new TestServer(Options);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(ProxyHeaders.Raw(ProxyHeaders.Local, 0x00));
        await peer.BindAsync();

        Assert.True(server.Log.Has("demo bound from 127.0.0.1:"));
    }

    [Fact]
    public async Task A_header_may_come_octet_by_octet_and_PDUs_right_behind_it()
    {
        await using var server = new TestServer(Options);
        await using var peer = await server.ConnectAsync();
        foreach (byte octet in ProxyHeaders.Of("203.0.113.7:40001"))
            await peer.SendAsync([octet]);
        await peer.BindAsync();
        await using var fast = await server.ConnectAsync();
        await fast.SendAsync(ProxyHeaders.Of("203.0.113.8:40001"), WirePdu.Bind(), WirePdu.Submit(2));

        await fast.ReceiveAsync(CommandId.BindTransceiverResp);
        await fast.ReceiveAsync(CommandId.SubmitSmResp);
    }

    [Fact]
    public async Task TLS_begins_behind_the_header()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        await using var server = new TestServer(Options with { Tls = new() { ServerCertificate = certificate } });
        var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint, first: ProxyHeaders.Of("203.0.113.7:40001"));
        await using (peer)
            await peer.BindAsync();

        Assert.True(server.Log.Has("demo bound from 203.0.113.7:40001"));
    }

    [Theory]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 40001 2775\r\n", "set the proxy to version 2")]
    [InlineData("GET / HTTP/1.1\r\nHost: centre\r\n\r\n", "looks like HTTP")]
    public async Task A_listed_proxy_that_sends_something_else_is_told_off_in_the_log(string octets, string reason)
    {
        await using var server = new TestServer(Options);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(octets));

        Assert.Null(await peer.ReceiveAsync());
        Assert.True(server.Log.Has(reason));
        Assert.True(server.Log.Has("connection from proxy 127.0.0.1:"));
    }

    [Fact]
    public async Task A_header_that_does_not_come_in_time_ends_the_connection()
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(Options, time: time);
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync([.. ProxyHeaders.Of("203.0.113.7:40001").AsSpan(0, 15)]);
        await Until.Async(() =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return server.Log.Has("did not come in time");
        });

        Assert.Null(await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData(true, "looks like a PROXY header, which this address is not listed to send")]
    [InlineData(false, "looks like a PROXY header of version 1")]
    public async Task From_an_address_that_is_not_listed_a_header_is_another_protocol(bool isVersion2, string name)
    {
        await using var server = new TestServer(TestServer.Options with { Proxies = [IPNetwork.Parse("192.0.2.0/24")] });
        await using var peer = await server.ConnectAsync();
        byte[] octets = isVersion2 ? ProxyHeaders.Of("203.0.113.7:1") : [.. "PROXY TCP4 203.0.113.7 192.0.2.1 40001 2775\r\n"u8];
        await peer.SendAsync(octets);

        Assert.Equal(CommandStatus.InvalidCommandLength, (await peer.ReceiveAsync(CommandId.GenericNack)).Status);
        Assert.Null(await peer.ReceiveAsync());
        await peer.DisposeAsync();
        await Until.Async(() => server.Log.Has(name));
    }

    private static async Task<RawPeer> ConnectAsync(TestServer server, string client)
    {
        var peer = await server.ConnectAsync();
        await peer.SendAsync(ProxyHeaders.Of(client));
        return peer;
    }
}
