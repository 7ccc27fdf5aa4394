using CsCheck;
using Simulator.Carriers;

namespace Simulator.Tests;

public class TimerWheelTests
{
    [Fact]
    public void Nothing_comes_before_its_time()
    {
        var wheel = new TimerWheel<int>(10);
        wheel.TryAdd(1, 5);

        Assert.False(wheel.TryTake(4, out _));
        Assert.True(wheel.TryTake(5, out int item));
        Assert.Equal(1, item);
        Assert.False(wheel.TryTake(100, out _));
    }

    [Fact]
    public void What_is_due_at_the_same_time_comes_in_the_order_it_was_added()
    {
        var wheel = new TimerWheel<int>(10);
        foreach (int i in new[] { 1, 2, 3 })
            wheel.TryAdd(i, 7);

        Assert.Equal([1, 2, 3], TakeAll(wheel, 7));
    }

    [Fact]
    public void What_lies_several_turns_ahead_waits_for_its_turn()
    {
        var wheel = new TimerWheel<int>(10);
        wheel.TryAdd(1, 20_000);
        wheel.TryAdd(2, 20_000 - 4096);

        Assert.Equal([2], TakeAll(wheel, 19_999));
        Assert.Equal([1], TakeAll(wheel, 20_000));
    }

    [Fact]
    public void What_should_have_been_done_already_comes_at_the_next_turn_of_the_hand()
    {
        var wheel = new TimerWheel<int>(10);
        Assert.False(wheel.TryTake(1000, out _));
        wheel.TryAdd(1, 3);

        Assert.Equal([1], TakeAll(wheel, 1001));
    }

    [Fact]
    public void More_than_the_limit_is_refused_until_there_is_room()
    {
        var wheel = new TimerWheel<int>(2);
        Assert.True(wheel.TryAdd(1, 1));
        Assert.True(wheel.TryAdd(2, 1));
        Assert.False(wheel.TryAdd(3, 1));

        Assert.True(wheel.TryTake(1, out _));

        Assert.True(wheel.TryAdd(3, 1));
    }

    [Fact]
    public void It_does_what_a_sorted_list_would()
    {
        var step = Gen.Select(Gen.Int[0, 30], Gen.Long[0, 12_000].List[0, 5], Gen.Long[0, 6000]);
        step.List[1, 40].Sample(steps =>
        {
            var wheel = new TimerWheel<int>(1000);
            var model = new List<(long Due, int Item)>();
            long now = 0;
            int item = 0;
            foreach (var (_, delays, pass) in steps)
            {
                foreach (long delay in delays)
                {
                    wheel.TryAdd(++item, now + delay);
                    model.Add((Math.Max(now + delay, now + 1), item));
                }
                now += pass + 1;
                int[] expected = [.. model.Where(entry => entry.Due <= now).Select(entry => entry.Item)];
                model.RemoveAll(entry => entry.Due <= now);
                int[] taken = [.. TakeAll(wheel, now)];
                if (!taken.Order().SequenceEqual(expected) || wheel.Count != model.Count)
                    return false;
            }
            return true;
        });
    }

    [Fact]
    public void A_place_is_used_again()
    {
        var slab = new Slab<long>(2000);
        var places = Enumerable.Range(0, 2000).Select(_ => slab.Take()).ToHashSet();
        Assert.Equal(2000, places.Count);
        Assert.Equal(-1, slab.Take());

        slab[17] = 5;
        slab.Free(17);

        Assert.Equal(17, slab.Take());
        Assert.Equal(0, slab[17]);
    }

    private static List<int> TakeAll(TimerWheel<int> wheel, long now)
    {
        var taken = new List<int>();
        while (wheel.TryTake(now, out int item))
            taken.Add(item);
        return taken;
    }
}
