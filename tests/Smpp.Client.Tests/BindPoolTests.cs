using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

public sealed partial class BindPoolTests : IDisposable
{
    private static readonly SubmitSm Hello = new() { Destination = Address.Parse("+447700900123"), ShortMessage = "hello"u8.ToArray() };

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly RecordingHandler _handler = RecordingHandler.Accepting();
    private readonly RecordingLogger _log = new();

    public void Dispose() => _heartbeat.Dispose();

    [Fact]
    public async Task It_keeps_as_many_sessions_bound_as_it_was_told_with_its_credentials()
    {
        await using var centre = new Centre();
        await using var pool = Start(centre, binds: 3);
        await Until.Async(() => Bound(pool) == 3);

        Assert.All(
            centre.Binds, bind => Assert.Equal((CommandId.BindTransceiver, "gw", "secret"), (bind.Id, bind.SystemId, bind.Password)));
        Assert.Equal((true, 30), (pool.CanSubmit, pool.Free));
        Assert.Throws<InvalidOperationException>(pool.Start);
        Assert.Equal(CommandStatus.Ok, (await pool.Choose()!.SendAsync(Hello)).Header.Status);
    }

    [Theory]
    [InlineData(BindMode.Transmitter, new[] { CommandId.BindTransmitter, CommandId.BindTransmitter }, true)]
    [InlineData(BindMode.Receiver, new[] { CommandId.BindReceiver, CommandId.BindReceiver }, false)]
    [InlineData(
        BindMode.Pair,
        new[] { CommandId.BindReceiver, CommandId.BindReceiver, CommandId.BindTransmitter, CommandId.BindTransmitter },
        true)]
    public async Task Its_mode_says_which_sessions_it_binds(BindMode mode, CommandId[] kinds, bool submits)
    {
        await using var centre = new Centre();
        await using var pool = Start(centre, binds: 2, mode: mode);
        await Until.Async(() => Bound(pool) == kinds.Length);

        Assert.Equal(kinds, pool.Binds.Select(bind => bind.Kind).Order());
        Assert.Equal((submits, submits ? 20 : 0, submits), (pool.CanSubmit, pool.Free, pool.Choose() is not null));
    }

    [Fact]
    public async Task The_session_with_most_room_is_chosen_and_none_when_all_are_full()
    {
        await using var centre = new Centre();
        centre.Handler.WhenMessage = null;
        await using var pool = Start(centre, binds: 2, session: SessionOptions.Default with { Window = 2 });
        await Until.Async(() => Bound(pool) == 2);
        var sink = new RecordingSink();
        for (int i = 0; i < 4; i++)
        {
            var chosen = pool.Choose()!;
            Assert.Equal(pool.Binds.Max(bind => bind.Session!.Free), chosen.Free);
            var message = new MessageView(CommandId.SubmitSm) { Destination = Address.Parse("12345") };
            Assert.Equal(SendResult.Sent, chosen.TrySend(ref message, sink, i));
        }

        Assert.Null(pool.Choose());
        Assert.Equal((true, 0), (pool.CanSubmit, pool.Free));
        await Until.Async(() => centre.Handler.Messages.Count == 4);
        foreach (var request in centre.Handler.Messages)
            request.Accept("42"u8);
        await Until.Async(() => pool.Free == 4);
    }

    [Fact]
    public async Task It_binds_again_after_the_centre_was_away()
    {
        var first = new Centre();
        await using var pool = Start(first, binds: 2);
        await Until.Async(() => Bound(pool) == 2);
        int port = first.Server.EndPoint.Port;
        await first.DisposeAsync();
        await Until.Async(() => !pool.CanSubmit);
        await Until.Async(() => pool.Binds.All(bind => bind.LastError is not null));

        await using var second = new Centre(port);
        await Until.Async(() => Bound(pool) == 2);
        Assert.Equal(CommandStatus.Ok, (await pool.Choose()!.SendAsync(Hello)).Header.Status);
    }

    [Fact]
    public async Task However_often_sessions_drop_there_is_one_live_session_for_each_bind()
    {
        await using var centre = new Centre();
        await using var pool = Start(centre, binds: 3);
        for (int round = 1; round <= 5; round++)
        {
            await Until.Async(() => Bound(pool) == 3 && centre.Bound == 3);
            foreach (var session in centre.Server.Sessions)
                session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            await Until.Async(() => centre.Handler.Ends.Count == 3 * round);
        }
        // The pool may not have heard of the last end yet.
        await Until.Async(() => centre.Binds.Count >= 18 && Bound(pool) == 3);

        Assert.Equal((3, 18), (centre.MostBound, centre.Binds.Count));
    }

    [Fact]
    public async Task A_centre_that_closes_connections_at_once_is_tried_again_and_again()
    {
        await using var centre = new Centre(closes: true);
        await using var pool = Start(centre);
        await Until.Async(() => Waits().Count >= 5);

        Assert.False(pool.CanSubmit);
    }

    [Fact]
    public async Task A_refusal_is_said_and_tried_again_later()
    {
        await using var centre = new Centre { Answer = CommandStatus.InvalidPassword };
        await using var pool = Start(centre, refused: TimeSpan.FromMilliseconds(200));
        await Until.Async(() => centre.Binds.Count >= 3);
        Assert.Contains("INVPASWD", Assert.Single(pool.Binds).LastError, StringComparison.Ordinal);
        centre.Answer = CommandStatus.Ok;
        await Until.Async(() => Bound(pool) == 1);
    }

    [Theory]
    [InlineData(CommandStatus.AlreadyBound)]
    [InlineData(CommandStatus.BindFailed)]
    public async Task After_already_bound_it_waits_longer(CommandStatus answer)
    {
        await using var centre = new Centre { Answer = answer };
        var time = new FakeTimeProvider();
        using var heartbeat = new Heartbeat(time);
        await using var pool = Start(centre, reconnectMin: TimeSpan.FromSeconds(1), heartbeat: heartbeat);
        await Until.Async(() => Waits().Count == 1);
        Assert.InRange(Waits()[0], 2, 4);
        time.Advance(TimeSpan.FromSeconds(4.1));
        await Until.Async(() => Waits().Count == 2);

        Assert.InRange(Waits()[1], 4, 8);
        Assert.Equal(2, centre.Binds.Count);
    }

    [Fact]
    public async Task A_centre_that_never_answers_is_given_up_and_the_waits_grow()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var time = new FakeTimeProvider();
        using var heartbeat = new Heartbeat(time);
        // TLS waits for the other side, so that connecting takes until its limit.
        await using var pool = new BindPool(
            Options((IPEndPoint)mute.LocalEndpoint) with
            {
                Tls = new SslClientAuthenticationOptions { TargetHost = "x" },
                ReconnectMin = TimeSpan.FromSeconds(1),
            },
            _handler, heartbeat, _log, new Random(1));
        pool.Start();
        for (int attempt = 1; attempt <= 12; attempt++)
        {
            int seen = attempt;
            await Until.Async(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Waits().Count >= seen;
            });
        }

        Assert.Contains("no connection within 10 s", Assert.Single(pool.Binds).LastError, StringComparison.Ordinal);
        Assert.True(Waits().Max() > 8);
    }

    [Fact]
    public async Task Stopping_unbinds_every_session()
    {
        await using var centre = new Centre();
        var pool = Start(centre, binds: 3);
        await Until.Async(() => Bound(pool) == 3);
        await pool.StopAsync().InTime();
        await Until.Async(() => centre.Handler.Ends.Count == 3);

        Assert.All(centre.Handler.Ends, end => Assert.Equal(SessionEndReason.Unbound, end.Reason));
        Assert.All(_handler.Ends, end => Assert.Equal(SessionEndReason.Unbound, end.Reason));
        Assert.Equal(3, centre.Binds.Count);
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_ends_what_is_connecting_or_waiting()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using var refusing = new Centre { Answer = CommandStatus.AlreadyBound };
        var connecting = new BindPool(
            Options((IPEndPoint)mute.LocalEndpoint) with { Tls = new SslClientAuthenticationOptions { TargetHost = "x" } },
            _handler, _heartbeat, _log);
        connecting.Start();
        var binding = new BindPool(Options((IPEndPoint)mute.LocalEndpoint), _handler, _heartbeat, _log);
        binding.Start();
        var waiting = Start(refusing, reconnectMin: TimeSpan.FromSeconds(60));
        await Until.Async(() => Waits().Count == 1);

        await Task.WhenAll(connecting.StopAsync(), binding.StopAsync(), waiting.StopAsync()).InTime();
    }

    [Fact]
    public async Task A_setting_that_cannot_be_sent_is_said_and_does_not_end_the_process()
    {
        await using var centre = new Centre();
        await using var pool = new BindPool(
            Options(centre.Server.EndPoint) with { SystemId = "a system_id beyond fifteen" }, _handler, _heartbeat, _log);
        pool.Start();
        await Until.Async(() => Waits().Count >= 2);

        Assert.Empty(centre.Binds);
    }

    private static BindPoolOptions Options(IPEndPoint endPoint) => new()
    {
        Name = "carrier",
        EndPoint = endPoint,
        SystemId = "gw",
        Password = "secret",
        ReconnectMin = TimeSpan.FromMilliseconds(10),
    };

    private static int Bound(BindPool pool) => pool.Binds.Count(bind => bind.Session is { State.IsBound: true });

    private BindPool Start(
        Centre centre, int binds = 1, BindMode mode = BindMode.Transceiver, SessionOptions? session = null, TimeSpan? reconnectMin = null,
        Heartbeat? heartbeat = null, TimeSpan? refused = null)
    {
        var options = Options(centre.Server.EndPoint) with { Binds = binds, Mode = mode, Session = session ?? SessionOptions.Default };
        if (reconnectMin is { } min)
            options = options with { ReconnectMin = min };
        else
            options = options with { ReconnectMax = TimeSpan.FromMilliseconds(200) };
        if (refused is { } longest)
            options = options with { ReconnectRefused = longest };
        var pool = new BindPool(options, _handler, heartbeat ?? _heartbeat, _log, new Random(1));
        pool.Start();
        return pool;
    }

    /// <summary>The waits before binding again that were logged, in seconds.</summary>
    private List<double> Waits() =>
        [.. _log.Lines.Select(line => TryingAgain().Match(line.Text)).Where(match => match.Success)
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"trying again in ([0-9.]+) s")]
    private static partial Regex TryingAgain();
}
