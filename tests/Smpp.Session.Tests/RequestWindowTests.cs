using CsCheck;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class RequestWindowTests
{
    private const uint Last = 0x7FFFFFFF;

    private static readonly RecordingSink Sink = new();

    [Fact]
    public void Numbers_start_at_1_and_grow_by_1()
    {
        var window = new RequestWindow(10);

        Assert.Equal([1u, 2u, 3u], [Enter(window), Enter(window), Enter(window)]);
    }

    [Fact]
    public void After_the_last_number_comes_1()
    {
        var window = new RequestWindow(10, Last - 1);

        Assert.Equal([Last, 1u, 2u], [Enter(window), Enter(window), Enter(window)]);
    }

    [Fact]
    public void A_number_whose_slot_is_still_taken_is_skipped_across_the_wrap()
    {
        var window = new RequestWindow(2, Last - 2);
        uint live = Enter(window);
        var given = new List<uint>();

        for (int i = 0; i < 5; i++)
        {
            uint sequence = Enter(window);
            given.Add(sequence);
            Assert.True(window.TryComplete(sequence, out _));
        }

        // Four slots: Last - 1 shares its slot with 2 and 6.
        Assert.Equal(Last - 1, live);
        Assert.Equal([Last, 1u, 3u, 4u, 5u], given);
        Assert.True(window.TryComplete(live, out _));
    }

    [Fact]
    public void A_number_that_bypasses_the_window_skips_taken_slots_too()
    {
        var window = new RequestWindow(1, Last - 1);
        uint live = Enter(window);

        Assert.Equal(Last, live);
        Assert.Equal(2u, window.NextSequence());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(65_536)]
    public void No_more_requests_enter_than_the_limit(int limit)
    {
        var window = new RequestWindow(limit);
        for (int i = 0; i < limit; i++)
            Enter(window);

        Assert.False(window.TryEnter(CommandId.SubmitSm, Sink, 0, 0, out _));
        Assert.Equal(limit, window.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_537)]
    public void A_limit_outside_1_to_65536_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RequestWindow(limit));

    [Fact]
    public void A_request_completes_once()
    {
        var window = new RequestWindow(10);
        uint sequence = Enter(window, token: 7);

        Assert.True(window.TryComplete(sequence, out var request));
        Assert.Equal((7, CommandId.SubmitSm), (request.Token, request.Command));
        Assert.False(window.TryComplete(sequence, out _));
        Assert.Equal(0, window.Count);
    }

    [Fact]
    public void A_late_response_does_not_complete_the_request_that_has_its_slot_now()
    {
        var window = new RequestWindow(1);
        uint first = Enter(window);
        window.TryComplete(first, out _);
        window.NextSequence();
        uint second = Enter(window);

        Assert.Equal(first + 2, second);
        Assert.False(window.TryComplete(first, out _));
        Assert.True(window.TryComplete(second, out _));
    }

    [Fact]
    public void Only_requests_past_their_deadline_expire()
    {
        var window = new RequestWindow(10);
        Enter(window, token: 1, deadline: 100);
        Enter(window, token: 2, deadline: 200);
        Enter(window, token: 3, deadline: 100);

        Assert.Null(window.Expire(99));
        Assert.Equal([1, 3], window.Expire(100)!.Select(request => request.Token).Order());
        Assert.Null(window.Expire(199));
        Assert.Equal([2], window.Expire(200)!.Select(request => request.Token));
        Assert.Equal(0, window.Count);
        Assert.Null(window.Expire(long.MaxValue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(28)]
    [InlineData(Last - 3)]
    public void What_expires_together_comes_in_the_order_in_which_it_was_sent(uint lastSequence)
    {
        var window = new RequestWindow(10, lastSequence);
        for (int i = 0; i < 8; i++)
            Enter(window, token: i, deadline: i < 2 ? 100 : 200);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), window.Expire(200)!.Select(request => request.Token));
    }

    [Fact]
    public void An_expired_request_does_not_complete()
    {
        var window = new RequestWindow(10);
        uint sequence = Enter(window, deadline: 1);
        window.Expire(1);

        Assert.False(window.TryComplete(sequence, out _));
    }

    [Fact]
    public void Any_order_of_sends_responses_and_timeouts_gives_each_request_one_outcome() =>
        Gen.Select(Gen.Int[1, 9], Gen.UInt[0, 5].Select(back => back == 0 ? 0 : Last + 1 - back), Gen.Int[0, 99].Array[0, 200]).Sample(
            (limit, start, steps) =>
        {
            var window = new RequestWindow(limit, start);
            var live = new Dictionary<uint, (long Token, long Deadline)>();
            long now = 0;
            for (int i = 0; i < steps.Length; i++)
            {
                int step = steps[i];
                if (step < 50)
                {
                    bool entered = window.TryEnter(CommandId.SubmitSm, Sink, i, now + (step % 10), out uint sequence);
                    Assert.Equal(live.Count < limit, entered);
                    if (entered)
                    {
                        Assert.InRange(sequence, 1u, Last);
                        live.Add(sequence, (i, now + (step % 10)));
                    }
                }
                else if (step < 90 && live.Count > 0)
                {
                    var (sequence, expected) = live.ElementAt(step % live.Count);
                    Assert.True(window.TryComplete(sequence, out var request));
                    Assert.Equal(expected.Token, request.Token);
                    live.Remove(sequence);
                }
                else
                {
                    now += step % 4;
                    var due = live.Where(entry => entry.Value.Deadline <= now).ToArray();
                    var expired = window.Expire(now) ?? [];
                    Assert.Equal(due.Select(entry => entry.Value.Token).Order(), expired.Select(request => request.Token).Order());
                    foreach (var (sequence, _) in due)
                        live.Remove(sequence);
                }
                Assert.Equal(live.Count, window.Count);
            }
        });

    private static uint Enter(RequestWindow window, long token = 0, long deadline = 0)
    {
        Assert.True(window.TryEnter(CommandId.SubmitSm, Sink, token, deadline, out uint sequence));
        return sequence;
    }
}
