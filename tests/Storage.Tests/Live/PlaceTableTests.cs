using CsCheck;
using Storage.Live;

namespace Storage.Tests.Live;

public class PlaceTableTests
{
    [Fact]
    public void Any_sequence_of_adding_and_removing_gives_what_a_list_of_pairs_gives() =>
        // Few parts and few homes, so that entries stand in each other's way and wrap round the end.
        Gen.Select(Gen.Int[0, 3], Gen.ULong[0, 40], Gen.ULong[0, 2]).Array[0, 300].Sample(
            steps =>
            {
                var table = new PlaceTable();
                var model = new List<(ulong Key, Place Place)>();
                ulong last = 0;
                foreach (var (action, low, high) in steps)
                {
                    ulong key = (high << 54) | (low * 0x0800_0000);
                    switch (action)
                    {
                        case 0:
                        case 1:
                            var place = new Place(new JournalPosition(1, (int)++last * 8), last, (uint)last, 0, EventFlags.None, 0);
                            table.Add(key, place);
                            model.Add((key, place));
                            break;
                        case 2 when model.Exists(entry => entry.Key == key):
                            var found = model.Find(entry => entry.Key == key);
                            Assert.True(table.Remove(key, found.Place.Position));
                            Assert.False(table.Remove(key, found.Place.Position));
                            model.Remove(found);
                            break;
                        case 3:
                            var all = new List<Place>();
                            table.Find(key, all);
                            Assert.Equal(
                                model.Where(entry => entry.Key == key).Select(entry => entry.Place.Id).Order(),
                                all.Select(entry => entry.Id).Order());
                            Assert.Equal(all.Count > 0, table.Contains(key));
                            break;
                    }
                    Assert.Equal(model.Count, table.Count);
                }
                Assert.Equal(model.Select(entry => entry.Place.Id).Order(), All(table).Order());
            },
            iter: 2_000);

    [Theory]
    [InlineData(uint.MaxValue)]
    // All homes in the last few places of any table, so that the entries of all pages but the first have wrapped round the end.
    [InlineData(0x000F_FFFFu)]
    public void A_part_of_many_pages_keeps_what_it_holds_while_it_grows_and_shrinks(uint spread)
    {
        var table = new PlaceTable();
        var random = new Random(7);
        var model = new Dictionary<ulong, ulong>();
        for (ulong id = 1; id <= 6_000; id++)
        {
            ulong key = uint.MaxValue - (ulong)random.NextInt64(spread);
            if (model.TryAdd(key, id))
                table.Add(key, new Place(new JournalPosition(1, (int)id), id, (uint)id, 0, EventFlags.None, 0));
            if (id % 5 == 0 && model.Remove(model.Keys.First(), out ulong removed))
                Assert.True(Remove(table, removed));
        }

        Assert.Equal(model.Count, table.Count);
        var found = new List<Place>();
        foreach ((ulong key, ulong id) in model)
        {
            found.Clear();
            table.Find(key, found);
            Assert.Equal(id, Assert.Single(found).Id);
        }

        bool Remove(PlaceTable from, ulong id)
        {
            bool isThere = false;
            from.Sift(0, (ulong _, ref Place place) => place.Id == id && (isThere = true));
            return isThere;
        }
    }

    [Fact]
    public void Growing_leaves_next_to_nothing_for_the_collector()
    {
        var table = new PlaceTable();
        var random = new Random(9);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i <= 2_000_000; i++)
            table.Add((ulong)random.NextInt64() << 1, new Place(new JournalPosition(1, i), (ulong)i, 1, 0, EventFlags.None, 0));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, table.Octets, table.Octets * 5 / 4);
    }

    [Fact]
    public void What_expires_is_taken_in_some_rounds_and_nothing_else_ever()
    {
        var table = new PlaceTable();
        var random = new Random(5);
        for (uint i = 1; i <= 20_000; i++)
            table.Add((ulong)random.NextInt64(), new Place(new JournalPosition(1, (int)i), i, i % 3, 0, EventFlags.None, 0));
        var taken = new List<Place>();

        for (int round = 0; round < 3; round++)
        {
            for (int part = 0; part < PlaceTable.Parts; part++)
                table.TakeExpired(part, 1_000_000, int.MaxValue, taken);
        }

        Assert.Equal(Enumerable.Range(1, 20_000).Where(i => i % 3 < 2), taken.Select(place => (int)place.Id).Order());
        Assert.Equal(20_000 - taken.Count, table.Count);
    }

    [Fact]
    public void An_entry_costs_at_most_a_hundred_octets_at_any_size()
    {
        var table = new PlaceTable();
        var random = new Random(1);
        for (int target = 100_000; target <= 1_000_000; target += 150_000)
        {
            while (table.Count < target)
                table.Add((ulong)random.NextInt64(), new Place(new JournalPosition(1, 8), 1, 0, 0, EventFlags.None, 0));
            Assert.InRange(table.Octets / (double)table.Count, 32, 100);
        }
    }

    private static List<ulong> All(PlaceTable table)
    {
        var ids = new List<ulong>();
        for (int part = 0; part < PlaceTable.Parts; part++)
        {
            table.Sift(part, (ulong _, ref Place place) =>
            {
                ids.Add(place.Id);
                return false;
            });
        }
        return ids;
    }
}
