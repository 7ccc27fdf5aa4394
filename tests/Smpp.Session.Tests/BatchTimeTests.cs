using Microsoft.Extensions.Time.Testing;

namespace Smpp.Session.Tests;

public class BatchTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly BatchTime _time;

    public BatchTimeTests() => _time = new BatchTime(_clock);

    [Fact]
    public void It_stands_within_a_scope_from_when_it_is_first_asked_and_goes_on_behind_it()
    {
        var began = _clock.GetUtcNow();
        using (FlushScope.Enter())
        {
            _clock.Advance(Second);
            long first = _time.GetTimestamp();
            Assert.Equal(_clock.GetTimestamp(), first);
            Assert.Equal(began + Second, _time.GetUtcNow());
            _clock.Advance(Second);
            using (FlushScope.Enter())
                Assert.Equal(first, _time.GetTimestamp());
            Assert.Equal(first, _time.GetTimestamp());
            Assert.Equal(began + Second, _time.GetUtcNow());
        }
        Assert.Equal(_clock.GetTimestamp(), _time.GetTimestamp());
        Assert.Equal(began + (2 * Second), _time.GetUtcNow());
        using (FlushScope.Enter())
            Assert.Equal(_clock.GetTimestamp(), _time.GetTimestamp());
    }

    [Fact]
    public void A_scope_of_another_thread_or_of_another_clock_does_not_stop_it()
    {
        var other = new FakeTimeProvider(_clock.GetUtcNow() + TimeSpan.FromDays(1));
        var otherTime = new BatchTime(other);
        using (FlushScope.Enter())
        {
            Assert.Equal(_clock.GetUtcNow(), _time.GetUtcNow());
            Assert.Equal(_clock.GetTimestamp(), _time.GetTimestamp());
            _clock.Advance(Second);
            other.Advance(Second);
            Assert.Equal(other.GetUtcNow(), otherTime.GetUtcNow());
            Assert.Equal(other.GetTimestamp(), otherTime.GetTimestamp());
            DateTimeOffset elsewhere = default;
            var thread = new Thread(() => elsewhere = _time.GetUtcNow());
            thread.Start();
            thread.Join();
            Assert.Equal(_clock.GetUtcNow(), elsewhere);
            Assert.Equal(elsewhere - Second, _time.GetUtcNow());
        }
    }

    [Fact]
    public async Task Its_timers_and_its_units_are_those_of_the_clock_behind_it()
    {
        Assert.Equal(_clock.TimestampFrequency, _time.TimestampFrequency);
        Assert.Equal(_clock.LocalTimeZone, _time.LocalTimeZone);
        var passed = Task.Delay(Second, _time, TestContext.Current.CancellationToken);
        Assert.False(passed.IsCompleted);
        _clock.Advance(Second);
        await passed;
    }
}
