using System.Collections;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Being called by a message centre (outbind, v3.4 §2.2.1).</summary>
public sealed class OutbindListenerTests : IAsyncDisposable
{
    private static readonly Outbind Right = new() { SystemId = "centre", Password = "s3cret" };

    private readonly FakeTimeProvider _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly RecordingHandler _handler = RecordingHandler.Accepting();
    private readonly RecordingLogger _log = new();
    private OutbindListener? _listener;

    public OutbindListenerTests() => _heartbeat = new Heartbeat(_time);

    [Fact]
    public async Task A_listener_starts_once()
    {
        var listener = Start();
        var listening = listener.EndPoint;

        Assert.Throws<InvalidOperationException>(listener.Start);

        Assert.Equal(listening, listener.EndPoint);
        await listener.StopAsync();
        Assert.Throws<InvalidOperationException>(listener.Start);
    }

    [Theory]
    [InlineData(false, CommandId.BindReceiver)]
    [InlineData(true, CommandId.BindTransceiver)]
    public async Task Who_calls_with_the_right_outbind_gets_a_bind_on_the_same_connection_and_can_deliver(bool transceiver, CommandId kind)
    {
        var listener = Start(options => options with { AsTransceiver = transceiver, AddressRange = "^447" });
        await using var centre = await RawPeer.ConnectAsync(listener.EndPoint);
        // All at once: what follows the outbind belongs to the session.
        await centre.SendAsync(WirePdu.Of(Right, 1), WirePdu.Empty(CommandId.EnquireLink, 2));
        var bind = await ReceiveBindAsync(centre, kind);
        await centre.SendAsync(WirePdu.BindResp(bind.Sequence, kind), WirePdu.Deliver(3, "called"));
        var answer = await centre.ReceiveAsync(CommandId.DeliverSmResp);

        Assert.Equal((CommandStatus.Ok, 3u), (answer.Status, answer.Sequence));
        Assert.Equal("called", Assert.Single(_handler.Texts));
        Assert.True(Bind.TryRead(kind, bind.Body, out var sent, out _));
        Assert.Equal(("gw", "own", "^447"), (sent!.SystemId, sent.Password, sent.AddressRange));
        Assert.True(Assert.Single(listener.Sessions).State.IsBound);
        Assert.Equal(transceiver, listener.Sessions.Single().State.CanSubmit);
    }

    [Theory]
    [InlineData("centre", "wrong")]
    [InlineData("centre", "")]
    [InlineData("other", "s3cret")]
    [InlineData("", "")]
    [InlineData("centre", "s3cretly")]
    [InlineData("Centre", "s3cret")]
    public async Task Who_calls_with_another_name_or_password_is_closed_without_a_word(string systemId, string password)
    {
        var listener = Start();
        await using var centre = await RawPeer.ConnectAsync(listener.EndPoint);
        await centre.SendAsync(WirePdu.Of(new Outbind { SystemId = systemId, Password = password }, 1));

        Assert.Null(await centre.ReceiveAsync());
        await Until.Async(() => _log.Has("another system_id or password"));
        Assert.Empty(listener.Sessions);
    }

    [Fact]
    public async Task A_password_longer_than_the_specification_s_is_taken_where_it_is_expected()
    {
        const string longer = "a-password-of-24-octets!";
        var listener = Start(options => options with { CentrePassword = longer });
        await using var centre = await RawPeer.ConnectAsync(listener.EndPoint);
        await centre.SendAsync(WirePdu.Of(Right with { Password = longer }, 1));

        await centre.ReceiveAsync(CommandId.BindReceiver);
    }

    [Fact]
    public async Task Who_sends_no_outbind_in_time_is_closed_though_it_asks_whether_we_are_there()
    {
        var listener = Start(options => options with { OutbindTimeout = TimeSpan.FromSeconds(7) });
        await using var silent = await RawPeer.ConnectAsync(listener.EndPoint);
        await using var half = await RawPeer.ConnectAsync(listener.EndPoint);
        await half.SendAsync(WirePdu.Of(Right, 1)[..20]);
        await using var asking = await RawPeer.ConnectAsync(listener.EndPoint);
        await asking.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 5));
        Assert.Equal(5u, (await asking.ReceiveAsync(CommandId.EnquireLinkResp)).Sequence);
        _time.Advance(TimeSpan.FromSeconds(6.9));
        await asking.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 6));
        await asking.ReceiveAsync(CommandId.EnquireLinkResp);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(await asking.ReceiveAsync());

        // Nothing says when the clocks of these two began.
        var closed = Task.WhenAll(silent.ReceiveAsync(), half.ReceiveAsync());
        await Until.Async(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return closed.IsCompleted;
        });
        Assert.All(await closed, Assert.Null);
        await Until.Async(() => _log.Lines.Count(line => line.Text.Contains("no outbind within 7 s", StringComparison.Ordinal)) == 3);
    }

    [Fact]
    public async Task Whatever_else_comes_first_is_closed()
    {
        var listener = Start();
        byte[][] firsts =
        [
            WirePdu.Bind(), WirePdu.Deliver(1), WirePdu.Empty(CommandId.Unbind, 1), WirePdu.Empty(CommandId.EnquireLink, 1, length: 15),
            WirePdu.Empty(CommandId.Outbind, 1, length: 257), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(),
            WirePdu.Raw(CommandId.Outbind, 1, "no end"u8), WirePdu.Raw(CommandId.Outbind, 1),
        ];
        foreach (var first in firsts)
        {
            await using var peer = await RawPeer.ConnectAsync(listener.EndPoint);
            await peer.SendAsync(first);
            Assert.Null(await peer.ReceiveAsync());
        }
        await Until.Async(() => _log.Lines.Count(line => line.Event.Id == 3200) == firsts.Length);
    }

    [Fact]
    public async Task Addresses_that_are_not_listed_and_connections_beyond_the_limit_are_closed_at_once()
    {
        var listener = Start(options => options with { Addresses = [IPNetwork.Parse("192.0.2.0/24")] });
        await using var stranger = await RawPeer.ConnectAsync(listener.EndPoint);
        Assert.Null(await stranger.ReceiveAsync());

        await listener.DisposeAsync();
        listener = Start(options => options with { Addresses = [IPNetwork.Parse("127.0.0.0/8")], Connections = 2 });
        await using var first = await BoundAsync(listener);
        await using var second = await BoundAsync(listener);
        await using var third = await RawPeer.ConnectAsync(listener.EndPoint);
        Assert.Null(await third.ReceiveAsync());
        await first.DisposeAsync();
        await Until.Async(() => listener.Sessions.Count() == 1);
        await using var next = await BoundAsync(listener);
    }

    [Fact]
    public async Task A_centre_that_refuses_our_bind_or_never_answers_it_is_let_go()
    {
        var listener = Start();
        await using var refusing = await RawPeer.ConnectAsync(listener.EndPoint);
        await refusing.SendAsync(WirePdu.Of(Right, 1));
        var bind = await refusing.ReceiveAsync(CommandId.BindReceiver);
        await refusing.SendAsync(WirePdu.Empty(CommandId.BindReceiverResp, bind.Sequence, CommandStatus.BindFailed));
        Assert.Null(await refusing.ReceiveAsync());
        await refusing.DisposeAsync();
        await using var mute = await RawPeer.ConnectAsync(listener.EndPoint);
        await mute.SendAsync(WirePdu.Of(Right, 1));
        await mute.ReceiveAsync(CommandId.BindReceiver);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Null(await mute.ReceiveAsync());
        await Until.Async(() => !listener.Sessions.Any());
    }

    [Fact]
    public async Task Stopping_unbinds_sessions_and_closes_who_has_not_called_yet()
    {
        var listener = Start();
        await using var centre = await BoundAsync(listener);
        await using var silent = await RawPeer.ConnectAsync(listener.EndPoint);
        await silent.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await silent.ReceiveAsync(CommandId.EnquireLinkResp);
        var stopping = listener.StopAsync();
        var unbind = await centre.ReceiveAsync(CommandId.Unbind);
        await centre.SendAsync(WirePdu.Empty(CommandId.UnbindResp, unbind.Sequence));
        Assert.Null(await centre.ReceiveAsync());
        await centre.DisposeAsync();
        Assert.Null(await silent.ReceiveAsync());

        await stopping.InTime();
        Assert.Equal(SessionEndReason.Unbound, Assert.Single(_handler.Ends).Reason);
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(listener.EndPoint));
    }

    [Fact]
    public async Task A_list_of_addresses_that_fails_costs_its_connection_and_not_the_listener()
    {
        var addresses = new FailingOnce();
        var listener = Start(options => options with { Addresses = addresses });
        await using var unlucky = await RawPeer.ConnectAsync(listener.EndPoint);
        Assert.Null(await unlucky.ReceiveAsync());
        await Until.Async(() => _log.Has("cannot accept"));
        var next = BoundAsync(listener);
        // It is accepted behind a pause.
        await Until.Async(() =>
        {
            if (addresses.Asked == 1)
                _time.Advance(TimeSpan.FromMilliseconds(100));
            return addresses.Asked == 2;
        });

        await using var centre = await next.InTime();
        Assert.Single(listener.Sessions);
    }

    [Fact]
    public async Task It_can_be_called_over_tls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=esme", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var listener = Start(options => options with { Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate } });
        using var socket = new TcpClient();
        await socket.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "esme",
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
            },
            TestContext.Current.CancellationToken);
        await using var centre = new RawPeer(tls);
        await centre.SendAsync(WirePdu.Of(Right, 1));
        await centre.ReceiveAsync(CommandId.BindReceiver);
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is { } listener)
        {
            var stopping = listener.StopAsync();
            await Until.Async(() =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            });
            await listener.DisposeAsync();
        }
        _heartbeat.Dispose();
    }

    private static async Task<RawPeer> BoundAsync(OutbindListener listener)
    {
        var centre = await RawPeer.ConnectAsync(listener.EndPoint);
        await centre.SendAsync(WirePdu.Of(Right, 1));
        var bind = await centre.ReceiveAsync(CommandId.BindReceiver);
        await centre.SendAsync(WirePdu.BindResp(bind.Sequence, CommandId.BindReceiver), WirePdu.Deliver(9));
        await centre.ReceiveAsync(CommandId.DeliverSmResp);
        return centre;
    }

    private static async Task<WirePdu> ReceiveBindAsync(RawPeer centre, CommandId kind)
    {
        WirePdu? bind = null;
        bool answered = false;
        // The session may answer the enquire_link before or after it sends its bind.
        while (bind is null || !answered)
        {
            var pdu = await centre.ReceiveAsync();
            Assert.NotNull(pdu);
            if (pdu.Id == kind)
                bind = pdu;
            else
                answered = pdu.Id == CommandId.EnquireLinkResp;
        }
        return bind;
    }

    private OutbindListener Start(Func<OutbindListenerOptions, OutbindListenerOptions>? change = null)
    {
        var options = new OutbindListenerOptions
        {
            Name = "outbind",
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            CentreSystemId = "centre",
            CentrePassword = "s3cret",
            SystemId = "gw",
            Password = "own",
        };
        _listener = new OutbindListener(change is null ? options : change(options), _handler, _heartbeat, _log);
        _listener.Start();
        return _listener;
    }

    private sealed class FailingOnce : IReadOnlyList<IPNetwork>
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public int Count => Interlocked.Increment(ref _asked) == 1 ? throw new InvalidOperationException("broken on purpose") : 0;

        public IPNetwork this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<IPNetwork> GetEnumerator() => Enumerable.Empty<IPNetwork>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
