using Microsoft.Extensions.Time.Testing;
using Simulator.Customers;

namespace Simulator.Tests;

public class LoadTokenTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(15.27)]
    [InlineData(16)]
    [InlineData(30.54)]
    [InlineData(31)]
    [InlineData(1000)]
    public void However_long_a_run_has_lasted_a_token_tells_when_its_message_was_to_be_sent_and_which_it_was(double hours)
    {
        const long number = 5L << 24 | 7;
        var time = new FakeTimeProvider();
        long createdAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromHours(hours));
        long token = LoadToken.Of(number, Clock());
        time.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(TimeSpan.FromMinutes(59).Ticks, LoadToken.Elapsed(token, Clock()));
        Assert.Equal(number, LoadToken.NumberOf(token, number + 1000));

        long Clock() => time.GetElapsedTime(createdAt).Ticks;
    }

    [Fact]
    public void An_answer_before_the_time_that_was_meant_took_less_than_nothing() =>
        Assert.Equal(-1, LoadToken.Elapsed(LoadToken.Of(1, 101), 100));
}
