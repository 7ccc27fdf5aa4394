using CsCheck;
using Smpp.Protocol;

namespace Smpp.Client.Tests;

public class BackoffTests
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(10);

    [Fact]
    public void Waits_double_with_full_jitter_up_to_the_longest_and_never_become_a_hot_loop()
    {
        var longest = new double[10];
        for (int seed = 0; seed < 500; seed++)
        {
            var backoff = new Backoff(Min, Max, Refused, new Random(seed));
            for (int i = 0; i < longest.Length; i++)
            {
                double wait = backoff.Next(CommandStatus.Ok).TotalSeconds;
                Assert.InRange(wait, 0.1, Math.Min(60, Math.Pow(2, i)));
                longest[i] = Math.Max(longest[i], wait);
            }
        }

        // Jitter is full, so the longest of many comes near its ceiling.
        for (int i = 0; i < longest.Length; i++)
            Assert.InRange(longest[i], 0.9 * Math.Min(60, Math.Pow(2, i)), 60);
    }

    [Theory]
    [InlineData(CommandStatus.AlreadyBound)]
    [InlineData(CommandStatus.BindFailed)]
    public void While_the_peer_holds_an_old_session_for_live_waits_are_longer(CommandStatus refusal)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var occupied = new Backoff(Min, Max, Refused, new Random(seed));
            var other = new Backoff(Min, Max, Refused, new Random(seed));
            for (int i = 0; i < 4; i++)
            {
                double wait = occupied.Next(refusal).TotalSeconds;
                Assert.InRange(wait, 2 * Math.Pow(2, i), Math.Min(60, 4 * Math.Pow(2, i)));
                Assert.True(wait > other.Next(CommandStatus.SystemError).TotalSeconds);
            }
        }
    }

    [Theory]
    [InlineData(CommandStatus.InvalidPassword)]
    [InlineData(CommandStatus.InvalidSystemId)]
    [InlineData(CommandStatus.InvalidSystemType)]
    public void Refused_credentials_are_repeated_so_seldom_that_nobody_is_banned_for_them(CommandStatus refusal)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var refused = new Backoff(Min, Max, Refused, new Random(seed));
            double all = 0;
            for (int i = 0; i < 10; i++)
            {
                double wait = refused.Next(refusal).TotalSeconds;
                Assert.InRange(wait, Math.Min(300, 15 * Math.Pow(2, i)), Math.Min(600, 30 * Math.Pow(2, i)));
                all += wait;
            }
            Assert.True(all > 30 * 60);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_waits_and_another_others()
    {
        Assert.Equal(Waits(7), Waits(7));
        Assert.NotEqual(Waits(7), Waits(8));

        static List<TimeSpan> Waits(int seed)
        {
            var backoff = new Backoff(Min, Max, Refused, new Random(seed));
            return [.. Enumerable.Range(0, 8).Select(_ => backoff.Next(CommandStatus.Ok))];
        }
    }

    [Fact]
    public void A_reset_begins_again_with_the_shortest_wait()
    {
        var backoff = new Backoff(Min, Max, Refused, new Random(1));
        for (int i = 0; i < 10; i++)
            backoff.Next(CommandStatus.Ok);
        backoff.Reset();

        Assert.InRange(backoff.Next(CommandStatus.Ok).TotalSeconds, 0.1, 1);
    }

    [Fact]
    public void Any_number_of_failures_stays_within_the_limits() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[1, 100_000], Gen.Int, Gen.Bool).Sample((minMs, moreMs, seed, occupied) =>
        {
            TimeSpan min = TimeSpan.FromMilliseconds(minMs), max = TimeSpan.FromMilliseconds(minMs + moreMs);
            var backoff = new Backoff(min, max, TimeSpan.Zero, new Random(seed));
            for (int i = 0; i < 50; i++)
            {
                double wait = backoff.Next(occupied ? CommandStatus.AlreadyBound : CommandStatus.Ok).TotalMilliseconds;
                Assert.InRange(wait, Math.Min(minMs, 1_000) * 0.099, minMs + moreMs + 1);
            }
        });
}
