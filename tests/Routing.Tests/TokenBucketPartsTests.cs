using CsCheck;

namespace Routing.Tests;

/// <summary>The parts of a message that come one by one are admitted together, and the rate holds all the same.</summary>
public class TokenBucketPartsTests
{
    private const long Second = 1_000_000_000;
    private const int LongestMessage = byte.MaxValue;

    [Fact]
    public void The_first_part_pays_for_all_and_the_others_ask_for_nothing()
    {
        var bucket = new TokenBucket(rate: 3, burst: 3, Second, now: 0);

        Assert.True(bucket.TryTakePart(1, 3, 0));
        Assert.False(bucket.TryTake(1, 0));
        Assert.True(bucket.TryTakePart(3, 3, 0));
        Assert.True(bucket.TryTakePart(2, 3, 0));
        Assert.False(bucket.TryTakePart(2, 3, 0));
    }

    [Fact]
    public void A_first_part_that_is_refused_pays_nothing()
    {
        var bucket = new TokenBucket(3, 3, Second, 0);
        Assert.True(bucket.TryTake(1, 0));

        Assert.False(bucket.TryTakePart(1, 3, 0));
        Assert.True(bucket.TryTake(2, 0));
        Assert.False(bucket.TryTakePart(2, 3, 0));
    }

    [Fact]
    public void A_message_with_more_parts_than_the_burst_goes_when_the_bucket_is_full_and_is_paid_afterwards()
    {
        var bucket = new TokenBucket(1, 2, Second, 0);

        Assert.True(bucket.TryTakePart(1, 10, 0));
        for (byte number = 2; number <= 10; number++)
            Assert.True(bucket.TryTakePart(number, 10, 0));
        Assert.False(bucket.TryTakePart(1, 10, 10 * Second - 1));
        Assert.True(bucket.TryTakePart(1, 10, 10 * Second));
    }

    [Fact]
    public void Parts_that_come_before_the_first_take_as_any_other_and_what_is_over_serves_the_next()
    {
        var bucket = new TokenBucket(1, 4, Second, 0);

        Assert.True(bucket.TryTakePart(2, 3, 0));
        Assert.True(bucket.TryTakePart(1, 3, 0));
        Assert.True(bucket.TryTakePart(3, 3, 0));
        Assert.False(bucket.TryTake(1, 0));
        Assert.True(bucket.TryTakePart(2, 2, 0));
        Assert.False(bucket.TryTakePart(2, 2, 0));
    }

    [Theory]
    [InlineData(1, LongestMessage)]
    [InlineData(1000, 1000)]
    public void What_is_paid_for_parts_that_never_come_is_bounded_and_then_a_first_part_is_one(int burst, int bound)
    {
        var bucket = new TokenBucket(1000, burst, Second, 0);
        long now = 0;
        for (int i = 0; i < 20; i++)
        {
            now += 100 * Second;
            Assert.True(bucket.TryTakePart(1, LongestMessage, now));
        }
        now += 100 * Second;
        for (int i = 0; i < burst; i++)
            Assert.True(bucket.TryTakePart(1, LongestMessage, now));
        Assert.False(bucket.TryTakePart(1, LongestMessage, now));

        int paid = 0;
        while (bucket.TryTakePart(2, LongestMessage, now))
            paid++;
        Assert.Equal(bound, paid);
    }

    [Fact]
    public void Without_a_limit_every_part_goes()
    {
        var bucket = new TokenBucket(0, 0, Second, 0);

        Assert.True(bucket.TryTakePart(1, LongestMessage, 0));
        for (int i = 0; i < 1000; i++)
            Assert.True(bucket.TryTakePart(2, LongestMessage, 0));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    [InlineData(0, 0)]
    public void Impossible_places_are_refused(byte number, byte total) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(1, 1, Second, 0).TryTakePart(number, total, 0));

    [Fact]
    public void Whatever_parts_come_no_more_than_burst_and_rate_goes_and_in_no_time_more_than_is_paid_ahead_beside() =>
        Gen.Int[2, LongestMessage].SelectMany(longest => Gen.Select(
            Gen.Int[1, 100], Gen.Int[1, 400], AnyRequests(longest).Array[1, 30], Gen.Const(longest))).Sample((rate, burst, runs, longest) =>
        {
            var bucket = new TokenBucket(rate, burst, 1000, 0);
            // One request may go into debt by what it exceeds the burst.
            long atOnce = Math.Max(burst, longest);
            long beside = Math.Max(burst, LongestMessage);
            long now = 0;
            long admitted = 0;
            var passed = new List<(long Now, long Before)>();
            foreach (var (number, total, pause, times) in runs)
            {
                now += pause;
                passed.Add((now, admitted));
                for (int i = 0; i < times; i++)
                {
                    if (total == 0 ? bucket.TryTake(number, now) : bucket.TryTakePart(number, total, now))
                        admitted += total == 0 ? number : 1;
                }
                if (admitted > atOnce + now * rate / 1000)
                    return false;
                foreach (var (start, before) in passed)
                {
                    if (admitted - before > atOnce + beside + (now - start) * rate / 1000 + 1)
                        return false;
                }
            }
            return true;
        });

    [Fact]
    public void Once_a_first_part_is_admitted_so_are_all_others_whatever_single_messages_and_whole_long_ones_come_between() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 300], AnyOrder.Array[1, 20]).Sample((rate, burst, messages) =>
        {
            var bucket = new TokenBucket(rate, burst, 1000, 0);
            long now = 0;
            foreach (var (order, singles, pause) in messages)
            {
                now += pause;
                byte total = (byte)(order.Length + 1);
                if (!bucket.TryTakePart(1, total, now))
                    continue;
                foreach (byte number in order)
                {
                    for (int i = 0; i < singles; i++)
                        bucket.TryTake(1, now);
                    if (!bucket.TryTakePart(number, total, now))
                        return false;
                }
            }
            return true;
        });

    [Fact]
    public void Messages_whose_parts_come_between_each_other_are_admitted_whole() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 300], Gen.Select(Gen.Byte[2, 20], Gen.Long[0, 3000]).Array[1, 10], Gen.UInt).Sample(
            (rate, burst, messages, seed) =>
            {
                var bucket = new TokenBucket(rate, burst, 1000, 0);
                var random = new Random((int)seed);
                long now = 0;
                // At most 10 × 19 parts are owed at once, which the purse holds.
                var owed = new List<(byte Number, byte Total)>();
                foreach (var (total, pause) in messages)
                {
                    now += pause;
                    if (bucket.TryTakePart(1, total, now))
                        owed.AddRange(Enumerable.Range(2, total - 1).Select(number => ((byte)number, total)));
                    for (int i = random.Next(owed.Count + 1); i > 0; i--)
                    {
                        bucket.TryTake(1, now);
                        int at = random.Next(owed.Count);
                        if (!bucket.TryTakePart(owed[at].Number, owed[at].Total, now))
                            return false;
                        owed.RemoveAt(at);
                    }
                }
                return owed.TrueForAll(part => bucket.TryTakePart(part.Number, part.Total, now));
            });

    [Fact]
    public async Task Threads_with_messages_of_their_own_get_them_whole_and_no_more_than_there_is()
    {
        const int Threads = 4;
        const byte Parts = 5;
        var bucket = new TokenBucket(1, 100_002, Second, 0);

        int[] whole = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(
            () =>
            {
                int count = 0;
                for (; bucket.TryTakePart(1, Parts, 0); count++)
                {
                    for (byte number = 2; number <= Parts; number++)
                        Assert.True(bucket.TryTakePart(number, Parts, 0));
                }
                return count;
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(20_000, whole.Sum());
        Assert.True(bucket.TryTake(2, 0));
        Assert.False(bucket.TryTakePart(2, Parts, 0));
    }

    /// <summary>
    /// A part of a message, or so many segments at once where there is no total; the time before it, and how often it comes then.
    /// </summary>
    private static Gen<(byte Number, byte Total, long Pause, int Times)> AnyRequests(int longest) => Gen.OneOf(
        Gen.Select(Gen.Byte[1, (byte)longest], Gen.Const((byte)0), Gen.Long[0, 2000], Gen.Int[1, 100]),
        Gen.Select(Gen.Const((byte)1), Gen.Byte[1, (byte)longest], Gen.Long[0, 100_000], Gen.Int[1, 100]),
        Gen.Byte[2, (byte)longest].SelectMany(
            total => Gen.Select(Gen.Byte[2, total], Gen.Const(total), Gen.Long[0, 1000], Gen.Int[1, 1000])));

    /// <summary>The numbers of the parts behind the first as they come, the single messages before each, and the time before all.</summary>
    private static Gen<(byte[] Order, int Singles, long Pause)> AnyOrder => Gen.Select(
        Gen.Int[1, LongestMessage - 1].SelectMany(
            count => Gen.Shuffle(Enumerable.Range(2, count).Select(number => (byte)number).ToArray())),
        Gen.Int[0, 3], Gen.Long[0, 20_000]);
}
