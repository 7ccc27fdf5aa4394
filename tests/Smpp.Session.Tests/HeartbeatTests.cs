using Microsoft.Extensions.Time.Testing;

namespace Smpp.Session.Tests;

public class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Every_target_is_ticked_with_the_time_once_an_interval()
    {
        using var heartbeat = new Heartbeat(_time);
        var first = new Target();
        var second = new Target();
        heartbeat.Add(first);
        heartbeat.Add(second);

        for (int i = 1; i <= 5; i++)
        {
            _time.Advance(Heartbeat.Interval);
            Assert.Equal(i, first.Ticks.Count);
            Assert.Equal(i, second.Ticks.Count);
            Assert.Equal(_time.GetTimestamp(), first.Ticks[^1]);
            Assert.Equal(_time.GetTimestamp(), heartbeat.Now);
        }
    }

    [Fact]
    public void A_deadline_beyond_the_end_of_the_clock_is_its_end()
    {
        using var heartbeat = new Heartbeat(_time);

        Assert.Equal(long.MaxValue, heartbeat.DeadlineIn(TimeSpan.MaxValue));
        Assert.Equal(heartbeat.Now + heartbeat.Ticks(Heartbeat.Interval), heartbeat.DeadlineIn(TimeSpan.Zero));
    }

    [Fact]
    public void A_removed_target_is_not_ticked_again()
    {
        using var heartbeat = new Heartbeat(_time);
        var target = new Target();
        heartbeat.Add(target);
        _time.Advance(Heartbeat.Interval);
        heartbeat.Remove(target);
        _time.Advance(Heartbeat.Interval);

        Assert.Single(target.Ticks);
    }

    [Fact]
    public void A_target_that_throws_stops_neither_the_others_nor_the_next_tick()
    {
        using var heartbeat = new Heartbeat(_time);
        var targets = Enumerable.Range(0, 4)
            .Select(i => new Target { When = i % 2 == 0 ? () => throw new InvalidOperationException() : null }).ToArray();
        foreach (var target in targets)
            heartbeat.Add(target);

        _time.Advance(Heartbeat.Interval);
        _time.Advance(Heartbeat.Interval);

        Assert.All(targets, target => Assert.Equal(2, target.Ticks.Count));
    }

    [Fact]
    public void A_tick_longer_than_the_interval_does_not_run_into_the_next()
    {
        using var heartbeat = new Heartbeat(_time);
        var target = new Target();
        target.When = () =>
        {
            if (target.Ticks.Count == 1)
                _time.Advance(3 * Heartbeat.Interval);
        };
        heartbeat.Add(target);

        _time.Advance(Heartbeat.Interval);
        Assert.Single(target.Ticks);

        _time.Advance(Heartbeat.Interval);
        Assert.Equal(2, target.Ticks.Count);
    }

    [Fact]
    public void Nothing_ticks_after_disposal()
    {
        var heartbeat = new Heartbeat(_time);
        var target = new Target();
        heartbeat.Add(target);
        heartbeat.Dispose();
        _time.Advance(10 * Heartbeat.Interval);

        Assert.Empty(target.Ticks);
    }

    private sealed class Target : IHeartbeatTarget
    {
        public List<long> Ticks { get; } = [];

        public Action? When { get; set; }

        public void OnHeartbeat(long now)
        {
            Ticks.Add(now);
            When?.Invoke();
        }
    }
}
