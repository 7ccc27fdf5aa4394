using CsCheck;
using Storage.Live;

namespace Storage.Tests.Live;

public class PlaceQueueTests
{
    [Fact]
    public void Any_sequence_of_adding_taking_moving_and_expiring_gives_what_a_list_gives() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 1500], Gen.UInt[0, 20]).Array[0, 40].Sample(
            steps =>
            {
                var queue = new PlaceQueue();
                var model = new List<Place>();
                ulong last = 0;
                foreach (var (action, count, choice) in steps)
                {
                    Step(queue, model, action, count, choice, ref last);
                    Assert.Equal(model.Count, queue.Places);
                }
                var rest = new List<Place>();
                queue.Take(int.MaxValue, rest);
                Assert.Equal(model, rest);
                Assert.Equal(0, queue.Places);
            },
            iter: 300);

    [Fact]
    public void An_expired_place_is_taken_wherever_it_stands_and_others_are_not()
    {
        var queue = new PlaceQueue();
        for (uint i = 1; i <= 5_000; i++)
            queue.AddLast(new Place(new JournalPosition(1, (int)i * 8), i, i % 7 == 0 ? 100u : 200u, 0, EventFlags.None, 0));
        var expired = new List<Place>();

        queue.TakeExpired(99_999_999, int.MaxValue, expired);
        Assert.Empty(expired);
        queue.TakeExpired(100_000_000, int.MaxValue, expired);

        Assert.Equal(5_000 / 7, expired.Count);
        Assert.All(expired, place => Assert.Equal(0ul, place.Id % 7));
        Assert.Equal(5_000 - expired.Count, queue.Places);
    }

    [Fact]
    public void What_is_added_while_another_thread_takes_is_taken_once_and_in_order()
    {
        const int Count = 200_000;
        var queue = new PlaceQueue();
        var taken = new List<Place>();
        var adding = new Thread(() =>
        {
            for (uint i = 1; i <= Count; i++)
                queue.AddLast(new Place(new JournalPosition(1, (int)i), i, 0, 0, EventFlags.None, 0));
        });
        adding.Start();
        while (taken.Count < Count && (adding.IsAlive || queue.Places > 0))
            queue.Take(100, taken);
        adding.Join();
        queue.Take(Count, taken);

        Assert.Equal(Enumerable.Range(1, Count), taken.Select(place => (int)place.Id));
    }

    private static void Step(PlaceQueue queue, List<Place> model, int action, int count, uint choice, ref ulong last)
    {
        var found = new List<Place>();
        switch (action)
        {
            case 0:
            case 1:
                for (int i = 0; i < count; i++)
                {
                    var place = Next(ref last, choice);
                    queue.AddLast(place);
                    model.Add(place);
                }
                break;
            case 2:
                var first = Next(ref last, choice);
                queue.AddFirst(first);
                model.Insert(0, first);
                break;
            case 3:
                queue.Take(count, found);
                Assert.Equal(model.Take(count), found);
                model.RemoveRange(0, found.Count);
                break;
            case 4:
                queue.TakeExpired(choice * 1_000_000L, int.MaxValue, found);
                Assert.Equal(model.Where(place => place.ExpiresAt <= choice), found);
                model.RemoveAll(place => place.ExpiresAt <= choice);
                break;
            case 5:
                queue.Collect(choice, int.MaxValue, found);
                Assert.Equal(model.Where(place => place.Position.Segment == choice), found);
                var copies = found.ToDictionary(place => place.Position, place => new JournalPosition(90, (int)place.Id));
                var moved = new List<JournalPosition>();
                queue.Move(copies, moved);
                Assert.Equal(copies.Values.OrderBy(position => position.Offset), moved.OrderBy(position => position.Offset));
                for (int i = 0; i < model.Count; i++)
                    model[i] = copies.TryGetValue(model[i].Position, out var copy) ? model[i] with { Position = copy } : model[i];
                break;
            case 6 when model.Count > 0:
                var any = model[count % model.Count];
                Assert.True(queue.TryFind(any.Id, take: (choice & 1) == 0, out var place1));
                Assert.Equal(any, place1);
                if ((choice & 1) == 0)
                    model.Remove(any);
                Assert.False(queue.TryFind(ulong.MaxValue, take: true, out _));
                break;
        }
    }

    private static Place Next(ref ulong last, uint choice)
    {
        last++;
        return new Place(
            new JournalPosition(1 + ((long)last % 17), (int)last * 8), last, (uint)(last * 7 % 40) + choice, (ushort)last,
            (EventFlags)(byte)last, 0);
    }
}
