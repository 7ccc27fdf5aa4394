using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>The time before the bind counts from the accept, whatever comes before the first PDU.</summary>
public sealed class BindTimerTests : IDisposable
{
    private static readonly TimeSpan Limit = TestServer.Options.Session.BindTimeout;

    private readonly FakeTimeProvider _time = new();
    private readonly X509Certificate2 _certificate = TlsTests.SelfSigned();

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_bind_timer_runs_since_the_accept_over_tls_and_behind_a_proxy(bool overTls, bool behindProxy)
    {
        await using var server = new TestServer(Options(overTls, behindProxy), time: _time);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Server.EndPoint);
        await Until.Async(() => server.Server.Connections == 1);
        _time.Advance(Limit - (2 * Heartbeat.Interval));
        if (behindProxy)
            await socket.SendAsync(ProxyHeaders.Of("203.0.113.7:1"));
        await using var peer = overTls ? (await TlsPeer.OverAsync(socket)).Peer : new RawPeer(new NetworkStream(socket));
        await peer.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await peer.ReceiveAsync(CommandId.EnquireLinkResp);
        _time.Advance(4 * Heartbeat.Interval);

        Assert.Null(await peer.ReceiveAsync());
        await Until.Async(() => server.Log.Has("BindTimeout"));
    }

    [Theory]
    [InlineData(true, false, "it took too long")]
    [InlineData(false, true, "its PROXY header did not come in time")]
    public async Task What_comes_before_the_first_PDU_has_no_more_time_than_the_bind(bool overTls, bool behindProxy, string reason)
    {
        var options = Options(overTls, behindProxy);
        options = options with
        {
            HandshakeTimeout = 4 * Limit,
            Session = options.Session with { BindTimeout = Limit / 2 },
        };
        await using var server = new TestServer(options, time: _time);
        await using var peer = await server.ConnectAsync();
        await Until.Async(() => server.Server.Connections == 1);
        _time.Advance((Limit / 2) - Heartbeat.Interval);
        Assert.False(server.Log.Has(reason));

        // It may not have begun to wait when the clock was moved first.
        await Until.Async(() =>
        {
            _time.Advance(Heartbeat.Interval);
            return server.Log.Has(reason);
        });
        Assert.Null(await peer.ReceiveAsync());
        Assert.InRange(_time.GetUtcNow() - _time.Start, Limit / 2, 2 * Limit);
    }

    private ServerOptions Options(bool overTls, bool behindProxy) => TestServer.Options with
    {
        Tls = overTls ? new() { ServerCertificate = _certificate } : null,
        Proxies = behindProxy ? [IPNetwork.Parse("127.0.0.0/8")] : [],
    };
}
