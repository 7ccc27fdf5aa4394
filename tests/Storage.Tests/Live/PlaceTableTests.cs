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
