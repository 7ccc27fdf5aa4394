using CsCheck;
using Storage.Live;

namespace Storage.Tests.Live;

public class EntityTableTests
{
    [Fact]
    public void It_finds_what_a_dictionary_of_the_last_one_of_each_key_finds()
    {
        var entities = new Entities();
        Gen.Select(Gen.Int[0, 2], Gen.ULong[0, 40], Gen.Int[0, 3]).Array[0, 300].Sample(steps =>
        {
            var table = new EntityTable<ulong, ById>();
            var expected = new Dictionary<ulong, LiveEntity>();
            var all = new Dictionary<(ulong, int), LiveEntity>();
            foreach ((int step, ulong id, int twin) in steps)
            {
                if (!all.TryGetValue((id, twin), out LiveEntity? entity))
                    all[(id, twin)] = entity = entities.Message(id, "447700900001");
                switch (step)
                {
                    case 0:
                        table.Set(entity);
                        expected[id] = entity;
                        break;
                    case 1:
                        bool isHere = expected.GetValueOrDefault(id) == entity;
                        Assert.Equal(isHere, table.Remove(entity));
                        if (isHere) expected.Remove(id);
                        break;
                    default:
                        Assert.Same(expected.GetValueOrDefault(id), table.Find(id));
                        break;
                }
            }
            for (ulong id = 0; id <= 40; id++) Assert.Same(expected.GetValueOrDefault(id), table.Find(id));
        });
    }

    [Fact]
    public void It_grows_and_keeps_everything()
    {
        const ulong Many = 50_000;
        var entities = new Entities();
        var table = new EntityTable<ulong, BySpreadId>();
        for (ulong id = 0; id < Many; id++) table.Set(entities.Message(id, "447700900001"));
        for (ulong id = 0; id < Many; id += 2) Assert.True(table.Remove(table.Find(id)!));
        for (ulong id = 0; id < Many; id++) Assert.Equal(id % 2 == 1, table.Find(id) is { } found && found.Id == id);
    }

    /// <summary>Few buckets are used, so that chains are long.</summary>
    private readonly struct ById : IEntityKey<ulong>
    {
        public static ulong KeyOf(LiveEntity entity) => entity.Id;

        public static uint Hash(ulong key) => (uint)(key % 7);

        public static ref LiveEntity? Next(LiveEntity entity) => ref entity.NextById;
    }

    private readonly struct BySpreadId : IEntityKey<ulong>
    {
        public static ulong KeyOf(LiveEntity entity) => entity.Id;

        public static uint Hash(ulong key) => (uint)key;

        public static ref LiveEntity? Next(LiveEntity entity) => ref entity.NextById;
    }
}
