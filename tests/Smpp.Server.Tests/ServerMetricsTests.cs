using System.Net;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>Counters are the process's: alone, so that they are these tests'.</summary>
[Collection(AloneCollection.Name)]
public class ServerMetricsTests
{
    private const string Binds = "smpp.server.binds command=bind_transceiver command_status=";
    private const string Refused = "smpp.server.connections.refused reason=";

    [Fact]
    public async Task Connections_are_counted_while_they_are_open_and_binds_by_their_answers()
    {
        using var metrics = new RecordedMetrics("Smpp.Server");
        string open;
        await using (var server = new TestServer())
        {
            open = $"smpp.server.connections.open listener={server.Server.EndPoint}";
            Assert.Equal(0, metrics[open]);
            await using var stranger = await server.ConnectAsync();
            await using var bound = await server.ConnectAsync();
            await bound.BindAsync();
            Assert.Equal(2, metrics[open]);
            await using var wrong = await server.ConnectAsync();
            await wrong.SendAsync(WirePdu.Bind(password: "wrong"));
            await wrong.ReceiveAsync(CommandId.BindTransceiverResp);
            await stranger.DisposeAsync();
            await wrong.DisposeAsync();
            await Until.Async(() => metrics[open] == 1);
        }

        Assert.Equal(1, metrics[Binds + "ESME_ROK"]);
        Assert.Equal(1, metrics[Binds + "ESME_RINVPASWD"]);
    }

    [Fact]
    public async Task A_bind_about_which_the_authoriser_throws_counts_with_its_answer()
    {
        using var metrics = new RecordedMetrics("Smpp.Server");
        await using var server = new TestServer();
        server.Directory.WhenOpening = () => throw new InvalidOperationException("as asked for");
        await using var peer = await server.ConnectAsync();
        await peer.SendAsync(WirePdu.Bind());

        Assert.Equal(CommandStatus.SystemError, (await peer.ReceiveAsync(CommandId.BindTransceiverResp)).Status);
        Assert.Equal(1, metrics[Binds + "ESME_RSYSERR"]);
    }

    [Fact]
    public async Task Connections_that_are_turned_away_are_counted_by_reason()
    {
        using var metrics = new RecordedMetrics("Smpp.Server");
        await using var server = new TestServer(TestServer.Options with { UnboundPerAddress = 1, Connections = 2 });
        await using var bound = await server.ConnectAsync();
        await bound.BindAsync();
        await using (var alien = await server.ConnectAsync())
        {
            await alien.SendAsync([.. "GET / HTTP/1.1\r\n\r\n"u8]);
            await Until.Async(() => metrics[Refused + "NoPdu"] == 1);
            await Until.Async(() => server.Server.Connections == 1);
        }
        // The kernel may not have told the server of the end of one by itself: it is no refusal.
        await using (await server.ConnectAsync())
            await Until.Async(() => server.Server.Connections == 2);
        await Until.Async(() => server.Server.Connections == 1);
        await using var stranger = await server.ConnectAsync();
        await Until.Async(() => server.Server.Connections == 2);
        await using var beyond = await server.ConnectAsync();
        await Until.Async(() => metrics[Refused + "TooManyConnections"] == 1);

        Assert.Null(metrics[Refused + "TooManyUnboundOfAddress"]);
        Assert.Null(metrics[Refused + "BindTimeout"]);
    }

    [Fact]
    public async Task Whoever_has_too_many_unbound_connections_or_is_banned_is_counted_as_such()
    {
        using var metrics = new RecordedMetrics("Smpp.Server");
        var guard = new LoginGuard(TimeProvider.System);
        await using var server = new TestServer(TestServer.Options with { UnboundPerAddress = 1 }, guard: guard);
        await using (await server.ConnectAsync())
        {
            await Until.Async(() => server.Server.Connections == 1);
            await using var second = await server.ConnectAsync();
            await Until.Async(() => metrics[Refused + "TooManyUnboundOfAddress"] == 1);
        }
        for (int i = 0; i < LoginGuard.FreeFailures; i++)
            guard.OnFailure(IPAddress.Loopback);
        Assert.Null(metrics["smpp.server.bans"]);
        guard.OnFailure(IPAddress.Loopback);
        guard.OnAlien(IPAddress.Loopback);
        Assert.Equal(2, metrics["smpp.server.bans"]);

        await using var banned = await server.ConnectAsync();
        await Until.Async(() => metrics[Refused + "Banned"] == 1);
    }
}
