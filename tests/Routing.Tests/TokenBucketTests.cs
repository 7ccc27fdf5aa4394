using CsCheck;

namespace Routing.Tests;

public class TokenBucketTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_new_bucket_lets_one_burst_go_and_then_the_rate()
    {
        var bucket = new TokenBucket(rate: 10, burst: 5, Second, now: 0);

        Assert.Equal(5, Drain(bucket, 0));
        Assert.Equal(0, Drain(bucket, Second / 10 - 1));
        Assert.Equal(1, Drain(bucket, Second / 10));
        Assert.Equal(4, Drain(bucket, Second / 2));
    }

    [Fact]
    public void A_pause_saves_no_more_than_the_burst()
    {
        var bucket = new TokenBucket(10, 5, Second, 0);
        Drain(bucket, 0);

        Assert.Equal(5, Drain(bucket, 3600 * Second));
    }

    [Fact]
    public void Without_a_burst_one_second_of_the_rate_may_go_at_once() =>
        Assert.Equal(300, Drain(new TokenBucket(300, 0, Second, 0), 0));

    [Fact]
    public void A_rate_of_zero_is_no_limit()
    {
        var bucket = new TokenBucket(0, 0, Second, 0);

        Assert.True(bucket.IsUnlimited);
        Assert.True(bucket.TryTake(int.MaxValue, 0));
        Assert.Equal(17, bucket.NextAt(int.MaxValue, 17));
    }

    [Fact]
    public void All_parts_are_taken_or_none()
    {
        var bucket = new TokenBucket(10, 5, Second, 0);

        Assert.True(bucket.TryTake(3, 0));
        Assert.False(bucket.TryTake(3, 0));
        Assert.True(bucket.TryTake(2, 0));
    }

    [Fact]
    public void A_request_above_the_burst_goes_when_the_bucket_is_full_and_is_paid_afterwards()
    {
        var bucket = new TokenBucket(1, 1, Second, 0);

        Assert.True(bucket.TryTake(10, 0));
        Assert.Equal(10 * Second, bucket.NextAt(1, 0));
        Assert.False(bucket.TryTake(1, 10 * Second - 1));
        Assert.True(bucket.TryTake(1, 10 * Second));
        Assert.False(bucket.TryTake(10, 11 * Second - 1));
        Assert.True(bucket.TryTake(10, 11 * Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(299_993)]
    public void The_rate_does_not_drift_although_a_token_is_no_whole_number_of_ticks(int rate)
    {
        var bucket = new TokenBucket(rate, 2, Second, 0);
        bucket.TryTake(2, 0);
        long now = 0;
        var taken = 0;
        while (taken < 100_000)
        {
            now = bucket.NextAt(1, now);
            Assert.True(bucket.TryTake(1, now));
            taken++;
        }

        Assert.InRange(now, 100_000 * Second / rate, 100_000 * Second / rate + 1);
    }

    [Fact]
    public void A_clock_that_wraps_around_goes_on()
    {
        var start = long.MaxValue - Second / 2;
        var bucket = new TokenBucket(10, 10, Second, start);
        Assert.Equal(10, Drain(bucket, start));

        Assert.Equal(10, Drain(bucket, unchecked(start + Second)));
    }

    [Fact]
    public void A_time_older_than_the_last_one_gives_nothing_and_takes_nothing_back()
    {
        var bucket = new TokenBucket(10, 10, Second, 0);
        Drain(bucket, Second);

        Assert.False(bucket.TryTake(1, 0));
        Assert.Equal(Second + Second / 10, bucket.NextAt(1, 0));
        Assert.Equal(1, Drain(bucket, Second + Second / 10));
    }

    [Fact]
    public void The_greatest_rate_burst_and_request_do_not_overflow()
    {
        var bucket = new TokenBucket(TokenBucket.MaxRate, TokenBucket.MaxRate, Second, long.MinValue);

        Assert.True(bucket.TryTake(int.MaxValue, 0));
        Assert.False(bucket.TryTake(1, 1));
        var next = bucket.NextAt(int.MaxValue, 1);
        Assert.False(bucket.TryTake(int.MaxValue, next - 1));
        Assert.True(bucket.TryTake(int.MaxValue, next));
    }

    [Fact]
    public void The_next_time_is_the_first_at_which_a_take_succeeds() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Int[0, 50], Gen.Int[1, 100], Gen.Select(Gen.Int[1, 80], Gen.Long[0, 1000]).Array[1, 20])
            .Sample((rate, burst, frequencyInHundreds, takes) =>
            {
                var frequency = frequencyInHundreds * 100L;
                var bucket = new TokenBucket(rate, burst, frequency, 0);
                var twin = new TokenBucket(rate, burst, frequency, 0);
                long now = 0;
                foreach (var (segments, pause) in takes)
                {
                    now += pause;
                    var next = bucket.NextAt(segments, now);
                    if (next > now && twin.TryTake(segments, next - 1))
                        return false;
                    if (!twin.TryTake(segments, next) || !bucket.TryTake(segments, next))
                        return false;
                    now = next;
                }
                return true;
            });

    [Fact]
    public void No_more_than_burst_and_rate_goes_in_any_time() =>
        Gen.Select(
            Gen.Int[1, 500], Gen.Int[1, 100], Gen.Select(Gen.Int[1, 10], Gen.Long[0, 400]).Array[1, 200]).Sample((rate, burst, takes) =>
        {
            var bucket = new TokenBucket(rate, burst, 1000, 0);
            long now = 0;
            long admitted = 0;
            foreach (var (segments, pause) in takes)
            {
                now += pause;
                if (bucket.TryTake(segments, now))
                    admitted += segments;
                // A single request may go into debt by what it exceeds the burst.
                if (admitted > Math.Max(burst, 10) + now * rate / 1000)
                    return false;
            }
            return true;
        });

    [Fact]
    public async Task Threads_together_take_no_more_than_there_is()
    {
        var bucket = new TokenBucket(1, 100_000, Second, 0);

        var taken =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Drain(bucket, 0), TestContext.Current.CancellationToken)));

        Assert.Equal(100_000, taken.Sum());
    }

    [Theory]
    [InlineData(-1, 0, Second)]
    [InlineData(TokenBucket.MaxRate + 1, 0, Second)]
    [InlineData(1, -1, Second)]
    [InlineData(1, TokenBucket.MaxRate + 1, Second)]
    [InlineData(1, 1, 0)]
    public void Impossible_limits_are_refused(int rate, int burst, long frequency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(rate, burst, frequency, 0));

    private static int Drain(TokenBucket bucket, long now)
    {
        var taken = 0;
        while (bucket.TryTake(1, now))
            taken++;
        return taken;
    }
}
