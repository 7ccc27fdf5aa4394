using CsCheck;
using Storage.Live;

namespace Storage.Tests.Live;

public class LiveSetTests
{
    private readonly Entities _entities = new();

    [Fact]
    public void An_empty_set_needs_no_segment()
    {
        var set = new LiveSet();

        Assert.Equal(0, set.Count);
        Assert.Equal(long.MaxValue, set.OldestSegment);
        Assert.Empty(set.InSegment(1, 10));
        Assert.Empty(set.Snapshot());
    }

    [Fact]
    public void An_entity_is_alive_from_its_entering_to_its_leaving_and_leaves_once()
    {
        var set = new LiveSet();
        var message = _entities.Message(1);

        set.Add(message, new JournalPosition(3, 64));
        Assert.True(message.IsLive);
        Assert.Equal((1, 3), (set.Count, set.OldestSegment));

        Assert.True(set.Remove(message));
        Assert.False(set.Remove(message));
        Assert.False(message.IsLive);
        Assert.Equal((0, long.MaxValue), (set.Count, set.OldestSegment));
    }

    [Fact]
    public void A_receipt_takes_the_place_of_its_message_and_the_segment_of_that_is_needed_no_more()
    {
        var set = new LiveSet();
        var message = _entities.Message(1);
        var receipt = _entities.Message(1);
        set.Add(message, new JournalPosition(3, 64));
        set.Add(_entities.Message(2), new JournalPosition(4, 64));

        set.Replace(message, receipt, new JournalPosition(5, 64));

        Assert.False(message.IsLive);
        Assert.Same(receipt, set.Find(1));
        Assert.Equal((2, 2, 4), (set.Count, set.Resident, set.OldestSegment));
        Assert.Equal([receipt], set.InSegment(5, 10));
        Assert.False(set.Remove(message));
        Assert.True(set.Remove(receipt));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void What_is_alive_counts_for_its_account_in_memory_or_not_until_it_leaves()
    {
        var set = new LiveSet();
        var account = _entities.Names.Get("demo")!;
        TestMessage first = _entities.Message(1), second = _entities.Message(2), receipt = _entities.Message(1);
        set.Add(first, new JournalPosition(3, 64));
        set.Add(second, new JournalPosition(3, 128));
        set.Add(new Place(new JournalPosition(3, 192), 3, 0, 0, default, 0), account);
        set.Add(_entities.Receipt(4), new JournalPosition(3, 256));
        Assert.Equal((4, 3, 1), (set.Count, account.Alive, set.Parked));

        set.Replace(first, receipt, new JournalPosition(3, 320));
        Assert.True(set.TryPlace(second, out var place));
        Assert.Equal((4, 3, 1), (set.Count, account.Alive, set.Parked));
        set.Bring(second, place);
        Assert.True(set.Remove(second));
        Assert.True(set.Remove(receipt));
        Assert.False(set.Remove(receipt));
        Assert.Equal((2, 1, 1), (set.Count, account.Alive, set.Parked));
        // The receipt of a message that was never stored: nothing is there to be replaced.
        set.Replace(first, receipt, new JournalPosition(3, 384));
        Assert.Equal((3, 2, 1), (set.Count, account.Alive, set.Parked));
    }

    [Fact]
    public void A_set_that_empties_and_fills_again_in_one_segment_allocates_nothing()
    {
        var set = new LiveSet();
        var message = _entities.Message(1);
        Turn();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Turn();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Turn()
        {
            set.Add(message, new JournalPosition(3, 64));
            Assert.True(set.Remove(message));
            set.Add(message, new JournalPosition(3, 128));
            Assert.True(set.Remove(message));
        }
    }

    [Fact]
    public void What_takes_the_place_of_something_that_has_left_is_one_more()
    {
        var set = new LiveSet();
        var message = _entities.Message(1);
        set.Add(message, new JournalPosition(3, 64));
        set.Remove(message);

        set.Replace(message, _entities.Message(1), new JournalPosition(5, 64));

        Assert.Equal((1, 1, 5), (set.Count, set.Resident, set.OldestSegment));
    }

    [Fact]
    public void What_has_left_does_not_come_back_by_being_moved()
    {
        var set = new LiveSet();
        var message = _entities.Message(1);
        set.Add(message, new JournalPosition(3, 64));
        set.Remove(message);

        set.Move(message, new JournalPosition(9, 64));

        Assert.False(message.IsLive);
        Assert.Equal(long.MaxValue, set.OldestSegment);
    }

    [Fact]
    public void A_segment_s_entities_are_given_up_to_a_bound()
    {
        var set = new LiveSet();
        for (ulong id = 1; id <= 10; id++)
            set.Add(_entities.Message(id), new JournalPosition(id <= 7 ? 1 : 2, 0));

        Assert.Equal(5, set.InSegment(1, 5).Count);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], set.InSegment(1, 100).Select(entity => (int)entity.Id).Order());
        Assert.Equal([8, 9, 10], set.InSegment(2, 100).Select(entity => (int)entity.Id).Order());
    }

    [Fact]
    public void What_has_expired_is_found_to_the_microsecond_and_up_to_a_bound()
    {
        var set = new LiveSet();
        for (ulong id = 1; id <= 10; id++)
        {
            var message = _entities.Message(id);
            message.ExpiresAt = (long)id * 100;
            set.Add(message, new JournalPosition((long)id % 3 + 1, 0));
        }

        Assert.Equal([1, 2, 3, 4], set.Expired(400, 400, 100).Select(entity => (int)entity.Id).Order());
        Assert.Equal([1, 2, 3], set.Expired(399, 399, 100).Select(entity => (int)entity.Id).Order());
        Assert.Equal(2, set.Expired(1000, 1000, 2).Count);
        ((LiveMessage)set.Find(3)!).State = LiveState.Queued;
        Assert.Equal([1, 2, 3], set.Expired(400, 200, 100).Select(entity => (int)entity.Id).Order());
        Assert.Equal([1, 3], set.Expired(400, 199, 100).Select(entity => (int)entity.Id).Order());
        Assert.Equal(10, set.Snapshot().Count);
    }

    [Fact]
    public void Any_sequence_of_entering_moving_and_leaving_gives_what_a_dictionary_gives()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 19], Gen.Long[1, 6]).Array[0, 200].Sample(steps =>
        {
            var set = new LiveSet();
            var messages = Enumerable.Range(0, 20).Select(id => _entities.Message((ulong)id)).ToArray();
            var model = new Dictionary<int, long>();
            foreach (var (action, id, segment) in steps)
            {
                var position = new JournalPosition(segment, 0);
                switch (action)
                {
                    case 0 when model.TryAdd(id, segment):
                        set.Add(messages[id], position);
                        break;
                    case 1:
                        Assert.Equal(model.Remove(id), set.Remove(messages[id]));
                        break;
                    case 2:
                        set.Move(messages[id], position);
                        if (model.ContainsKey(id))
                            model[id] = segment;
                        break;
                }
                Assert.Equal(model.Count, set.Count);
                Assert.Equal(model.Count == 0 ? long.MaxValue : model.Values.Min(), set.OldestSegment);
            }
            for (long segment = 1; segment <= 6; segment++)
            {
                Assert.Equal(
                    model.Where(entry => entry.Value == segment).Select(entry => entry.Key).Order(),
                    set.InSegment(segment, 100).Select(entity => (int)entity.Id).Order());
            }
        });
    }

    [Fact]
    public void Threads_that_enter_move_and_leave_at_once_leave_a_set_that_counts_right()
    {
        var set = new LiveSet();
        var messages = Enumerable.Range(0, 4000).Select(id => _entities.Message((ulong)id)).ToArray();

        Parallel.For(0, 4, thread =>
        {
            for (int i = thread; i < messages.Length; i += 4)
            {
                set.Add(messages[i], new JournalPosition(i % 5 + 1, 0));
                set.Move(messages[i], new JournalPosition(i % 7 + 1, 0));
                if (i % 2 == 0)
                    set.Remove(messages[i]);
            }
        });

        Assert.Equal(2000, set.Count);
        Assert.Equal(2000, set.Snapshot().Count);
        Assert.All(set.Snapshot(), entity => Assert.Equal(1, (int)entity.Id % 2));
    }
}
