using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>What else finds its way to an SMPP port: the log names it, and customers notice nothing.</summary>
public class AlienProtocolTests
{
    public static TheoryData<string, byte[]> Aliens => new()
    {
        { "looks like HTTP", [.. "GET / HTTP/1.1\r\nHost: gateway\r\n\r\n"u8] },
        { "looks like HTTP", [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8] },
        { "looks like SSH", [.. "SSH-2.0-OpenSSH_9.6\r\n"u8] },
        // A connection request with a cookie and the protocols that the client would speak.
        { "looks like RDP", [.. "\u0003\0\0\u002b\u0026\u00e0\0\0\0\0\0Cookie: mstshash=admin\r\n\u0001\0\b\0\u0003\0\0\0".Select(Octet)] },
        { "command_length 4294967295", Convert.FromHexString("FFFFFFFF000000150000000000000001") },
    };

    [Theory]
    [MemberData(nameof(Aliens))]
    public async Task On_a_plain_port_it_gets_a_nack_and_the_end(string name, byte[] octets)
    {
        await using var server = Server();
        await using var honest = await HonestCustomer.BindAsync(server);
        await using var alien = await server.ConnectAsync();
        await alien.SendAsync(octets);

        Assert.Equal(CommandStatus.InvalidCommandLength, (await alien.ReceiveAsync(CommandId.GenericNack)).Status);
        Assert.Null(await alien.ReceiveAsync());
        await alien.DisposeAsync();
        await Until.Async(() => server.Log.Has(name));
        await honest.AnsweredAsync(10);
    }

    [Fact]
    public async Task Each_is_named_however_many_others_there_are_at_once_and_has_no_line_each()
    {
        // No second goes by, after which there would be another line.
        await using var server = new TestServer(time: new FakeTimeProvider());
        for (int i = 0; i < 40; i++)
        {
            foreach (byte[] octets in (byte[][])[[.. "SSH-2.0-x\r\n"u8], [.. "GET / HTTP/1.1\r\n"u8], [0xFF, 0, 0, (byte)i]])
            {
                await using var alien = await server.ConnectAsync();
                await alien.SendAsync(octets);
                await alien.ReceiveAsync(CommandId.GenericNack);
            }
        }
        await Until.Async(() => server.Server.Connections == 0);

        Assert.True(server.Log.Has("looks like HTTP"));
        Assert.True(server.Log.Has("looks like SSH"));
        Assert.InRange(server.Log.Lines.Count(line => line.Event.Id == 2014), 3, 17);
    }

    [Fact]
    public async Task An_address_that_goes_on_with_it_is_banned_for_a_while_and_its_neighbours_bind()
    {
        var time = new FakeTimeProvider();
        await using var server = new TestServer(guard: new LoginGuard(time), time: time);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
        {
            await using var alien = await server.ConnectAsync();
            await alien.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await alien.ReceiveAsync(CommandId.GenericNack);
        }
        await Until.Async(() => server.Server.Connections == 0);

        await using var banned = await server.ConnectAsync();
        Assert.Null(await banned.ReceiveAsync());
        Assert.True(server.Log.Has("banned for wrong passwords or other protocols"));
        await using var neighbour = await RawPeer.ConnectAsync(server.Server.EndPoint, from: IPAddress.Parse("127.0.0.2"));
        Assert.Equal(CommandStatus.Ok, (await neighbour.BindAsync()).Status);
        time.Advance(TimeSpan.FromSeconds(5));
        await using var forgiven = await server.ConnectAsync();
        Assert.Equal(CommandStatus.Ok, (await forgiven.BindAsync()).Status);
    }

    [Fact]
    public async Task Behind_TLS_another_protocol_counts_as_well()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        var guard = new LoginGuard(new FakeTimeProvider());
        await using var server = new TestServer(TestServer.Options with { Tls = new() { ServerCertificate = certificate } }, guard: guard);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
        {
            var (peer, _) = await TlsPeer.ConnectAsync(server.Server.EndPoint);
            await using var alien = peer;
            await alien.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await alien.ReceiveAsync(CommandId.GenericNack);
        }

        await Until.Async(() => guard.IsBanned(IPAddress.Loopback));
    }

    [Theory]
    [MemberData(nameof(Aliens))]
    public async Task On_a_TLS_port_the_handshake_fails_by_name(string name, byte[] octets)
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        await using var server = Server(TestServer.Options with { Tls = new() { ServerCertificate = certificate } });
        await using var alien = await server.ConnectAsync();
        await alien.SendAsync(octets);

        Assert.Null(await alien.ReceiveAsync());
        Assert.True(server.Log.Has("failed: no TLS: " + name));
    }

    [Fact]
    public async Task On_a_TLS_port_an_address_that_goes_on_without_TLS_has_one_line_and_is_banned()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        // No second goes by, after which there would be another line.
        var time = new FakeTimeProvider();
        await using var server = new TestServer(
            TestServer.Options with { Tls = new() { ServerCertificate = certificate } }, guard: new LoginGuard(time), time: time);
        for (int i = 0; i <= LoginGuard.FreeFailures; i++)
        {
            await using var alien = await server.ConnectAsync();
            await alien.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            Assert.Null(await alien.ReceiveAsync());
        }
        await using var banned = await server.ConnectAsync();

        Assert.Null(await banned.ReceiveAsync());
        Assert.Single(server.Log.Lines, line => line.Event.Id == 2007);
        Assert.True(server.Log.Has("banned for wrong passwords or other protocols"));
    }

    [Fact]
    public async Task Who_hangs_up_on_a_TLS_port_without_a_word_is_no_failed_handshake()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        await using var server = Server(TestServer.Options with { Tls = new() { ServerCertificate = certificate } });
        await (await server.ConnectAsync()).DisposeAsync();

        await Until.Async(() => server.Log.Has("ended before its first PDU: ClosedByPeer"));
        Assert.False(server.Log.Has("TLS handshake"));
    }

    [Fact]
    public async Task SMPP_on_a_TLS_port_is_named_too()
    {
        using var authority = new Authority();
        using var certificate = authority.Sign("CN=localhost");
        await using var server = Server(TestServer.Options with { Tls = new() { ServerCertificate = certificate } });
        await using var plain = await server.ConnectAsync();
        await plain.SendAsync(WirePdu.Bind());

        Assert.Null(await plain.ReceiveAsync());
        Assert.True(server.Log.Has("no TLS: looks like SMPP"));
    }

    [Fact]
    public async Task TLS_on_a_plain_port_fails_at_the_client_and_is_named()
    {
        await using var server = Server();
        await using var honest = await HonestCustomer.BindAsync(server);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => TlsPeer.ConnectAsync(server.Server.EndPoint));

        Assert.True(failure is AuthenticationException or IOException, failure.ToString());
        await Until.Async(() => server.Log.Has("looks like a TLS handshake"));
        await honest.AnsweredAsync(10);
    }

    [Fact]
    public async Task A_browser_gets_an_error_and_not_a_page()
    {
        await using var server = Server();
        using var browser = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(
            () => browser.GetAsync(new Uri($"http://{server.Server.EndPoint}/"), TestContext.Current.CancellationToken));
        await Until.Async(() => server.Log.Has("looks like HTTP"));
    }

    private static byte Octet(char character) => (byte)character;

    private static TestServer Server(ServerOptions? options = null) =>
        new(options, [Accounts.Account(), Accounts.Account("honest", "honest")]);
}
