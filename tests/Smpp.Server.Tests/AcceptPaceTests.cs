using System.Net;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>How fast connections are accepted while few of them bind.</summary>
public class AcceptPaceTests
{
    private const int FloodBegins = 2015;
    private const int FloodEnds = 2016;

    private static readonly IPEndPoint Listener = new(IPAddress.Loopback, 2775);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _log = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(int.MaxValue)]
    public void Customers_that_come_all_at_once_and_bind_are_not_held_up(int perSecond)
    {
        var pace = Pace(perSecond);

        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(pace.TryTake(Listener));
            pace.OnBound();
        }
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void As_many_may_be_on_their_way_to_their_binds_as_come_in_a_second()
    {
        var pace = Pace(5_000);
        Assert.Equal(4_999, Taken(pace, atMost: 4_999));

        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(pace.TryTake(Listener));
            pace.OnBound();
        }
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public void Of_connections_that_do_not_bind_exactly_so_many_are_accepted_a_second(int perSecond)
    {
        var pace = Pace(perSecond);
        Assert.Equal(perSecond, Taken(pace));
        long taken = 0;
        // Neither a divisor of a second nor of what a token takes.
        var step = TimeSpan.FromTicks(30_011);
        for (int i = 1; i <= 2_000; i++)
        {
            _time.Advance(step);
            taken += Taken(pace);
            Assert.Equal(step.Ticks * i * perSecond / TimeSpan.TicksPerSecond, taken);
        }
    }

    [Fact]
    public void One_that_binds_in_a_flood_makes_room_for_one_more()
    {
        var pace = Pace(10);
        Assert.Equal(10, Taken(pace));

        pace.OnBound();

        Assert.Equal(1, Taken(pace));
    }

    [Fact]
    public void However_quiet_it_was_no_more_than_a_second_s_worth_comes_at_once()
    {
        var pace = Pace(5_000);
        _time.Advance(TimeSpan.FromDays(1_000));
        pace.OnBound();

        Assert.Equal(5_000, Taken(pace));
    }

    [Fact]
    public void A_flood_is_said_once_when_it_begins_and_once_when_it_is_over()
    {
        var pace = Pace(100);
        for (int i = 0; i < 50; i++)
        {
            Taken(pace);
            OnTime(pace);
            _time.Advance(TimeSpan.FromMilliseconds(200));
        }
        var begun = Assert.Single(_log.Lines);
        Assert.Equal(FloodBegins, begun.Event.Id);
        Assert.Equal("a flood of connections to 127.0.0.1:2775 that do not bind: 100 a second are accepted until it is over", begun.Text);
        _time.Advance(TimeSpan.FromMilliseconds(799));
        OnTime(pace);
        Assert.Single(_log.Lines);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        OnTime(pace);
        OnTime(pace);
        Assert.Equal([FloodBegins, FloodEnds], _log.Lines.Select(line => line.Event.Id));
        Assert.Equal("the flood of connections to 127.0.0.1:2775 is over after 00:00:10.8000000", _log.Lines.Last().Text);

        Assert.Equal(100, Taken(pace));
        Assert.Equal([FloodBegins, FloodEnds, FloodBegins], _log.Lines.Select(line => line.Event.Id));
    }

    [Fact]
    public void A_tick_that_is_older_than_what_was_accepted_refills_nothing_twice()
    {
        var pace = Pace(10);
        long before = _time.GetTimestamp();
        Taken(pace);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(5, Taken(pace));

        pace.OnTime(Listener, before);

        Assert.Equal(0, Taken(pace));
    }

    [Fact]
    public void Nobody_is_held_up_where_the_rate_is_0()
    {
        var pace = Pace(0);

        Assert.Equal(100_000, Taken(pace, atMost: 100_000));
        OnTime(pace);
        pace.Await(Listener, TestContext.Current.CancellationToken);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Connections_beyond_the_rate_wait_and_are_served_when_it_is_their_turn()
    {
        const int rate = 20;
        const int late = 5;
        await using var server = new TestServer(TestServer.Options with { AcceptRate = rate }, time: _time);
        var peers = new List<RawPeer>();
        for (int i = 0; i < rate + late; i++)
            peers.Add(await server.ConnectAsync());
        await Until.Async(() => Said(server, FloodBegins) == 1);
        Assert.Equal(rate, server.Server.Connections);

        var from = _time.GetTimestamp();
        // Each step may be over before the acceptor has begun to wait for it.
        await Until.Async(() => Step(() => server.Server.Connections == rate + late));
        Assert.InRange(_time.GetElapsedTime(from), TimeSpan.FromSeconds((double)late / rate), TimeSpan.MaxValue);

        Assert.Equal(CommandStatus.Ok, (await peers[^1].BindAsync()).Status);
        foreach (var peer in peers)
            await peer.DisposeAsync();
        await Until.Async(() => Step(() => Said(server, FloodEnds) == 1));
    }

    [Fact]
    public async Task Customers_that_bind_wait_for_nobody()
    {
        await using var server = new TestServer(
            TestServer.Options with { AcceptRate = 2 }, [Accounts.Account(binds: 100)], time: _time);
        var peers = new List<RawPeer>();
        for (int i = 0; i < 50; i++)
        {
            peers.Add(await server.ConnectAsync());
            Assert.Equal(CommandStatus.Ok, (await peers[^1].BindAsync()).Status);
        }

        Assert.Equal(0, Said(server, FloodBegins));
        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Wrong_passwords_and_what_is_turned_away_count_like_all_that_do_not_bind()
    {
        const int rate = 20;
        await using var server = new TestServer(TestServer.Options with { AcceptRate = rate, Connections = 1 }, time: _time);
        for (int i = 0; i < rate; i++)
        {
            await using var peer = await server.ConnectAsync();
            if (i == 0)
                Assert.NotEqual(CommandStatus.Ok, (await peer.BindAsync(password: "wrong")).Status);
        }

        await Until.Async(() => Said(server, FloodBegins) == 1);
    }

    [Fact]
    public async Task A_stop_waits_for_no_flood()
    {
        await using var server = new TestServer(TestServer.Options with { AcceptRate = 1 }, time: _time);
        await using var first = await server.ConnectAsync();
        await using var waiting = await server.ConnectAsync();
        await Until.Async(() => Said(server, FloodBegins) == 1);

        await server.Server.StopAcceptingAsync().InTime();
    }

    private static int Said(TestServer server, int id) => server.Log.Lines.Count(line => line.Event.Id == id);

    private static int Taken(AcceptPace pace, int atMost = int.MaxValue)
    {
        int taken = 0;
        while (taken < atMost && pace.TryTake(Listener))
            taken++;
        return taken;
    }

    private AcceptPace Pace(int perSecond) => new(perSecond, _time, _log);

    private void OnTime(AcceptPace pace) => pace.OnTime(Listener, _time.GetTimestamp());

    private bool Step(Func<bool> isSo)
    {
        if (isSo())
            return true;
        _time.Advance(TimeSpan.FromMilliseconds(10));
        return false;
    }
}
