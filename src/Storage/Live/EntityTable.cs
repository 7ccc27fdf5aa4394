namespace Storage.Live;

/// <summary>What a table of entities goes by: a key, and the field through which an entity knows the next one of its bucket.</summary>
internal interface IEntityKey<TKey>
{
    static abstract TKey KeyOf(LiveEntity entity);

    static abstract uint Hash(TKey key);

    static abstract ref LiveEntity? Next(LiveEntity entity);
}

/// <summary>
/// Finds entities by a key, of which each has one entity at most. The buckets are chained through the entities: an entry of a dictionary
/// is one more miss of the processor's caches each time, and all who look for an entity go on to read it. Not thread-safe.
/// </summary>
internal sealed class EntityTable<TKey, TBy>
    where TKey : struct, IEquatable<TKey>
    where TBy : struct, IEntityKey<TKey>
{
    // It grows with all that is in memory in hand, so not from nothing.
    private const int FewestBuckets = 1 << 14;

    private Bucket[] _buckets = new Bucket[FewestBuckets];
    private int _count;

    public LiveEntity? Find(TKey key) => LinkTo(key);

    /// <summary>Enters an entity, in the place of another with its key.</summary>
    public void Set(LiveEntity entity)
    {
        var key = TBy.KeyOf(entity);
        ref var link = ref LinkTo(key);
        if (link is { } last)
        {
            if (last == entity)
                return;
            TBy.Next(entity) = TBy.Next(last);
            link = entity;
            TBy.Next(last) = null;
            return;
        }
        if (_count == _buckets.Length)
        {
            Grow();
            link = ref LinkTo(key);
        }
        link = entity;
        _count++;
    }

    /// <summary>Takes an entity out; false when it is not here, or another with its key.</summary>
    public bool Remove(LiveEntity entity)
    {
        ref var link = ref LinkTo(TBy.KeyOf(entity));
        if (link != entity)
            return false;
        link = TBy.Next(entity);
        TBy.Next(entity) = null;
        _count--;
        return true;
    }

    private uint At(TKey key) => TBy.Hash(key) & (uint)(_buckets.Length - 1);

    /// <summary>What refers to the entity with this key; the end of the chain where there is none.</summary>
    private ref LiveEntity? LinkTo(TKey key)
    {
        ref var link = ref _buckets[At(key)].First;
        while (link is not null && !TBy.KeyOf(link).Equals(key))
            link = ref TBy.Next(link);
        return ref link;
    }

    private void Grow()
    {
        var old = _buckets;
        _buckets = new Bucket[old.Length * 2];
        foreach (var bucket in old)
        {
            LiveEntity? next;
            for (var entity = bucket.First; entity is not null; entity = next)
            {
                next = TBy.Next(entity);
                ref var first = ref _buckets[At(TBy.KeyOf(entity))].First;
                TBy.Next(entity) = first;
                first = entity;
            }
        }
    }

    /// <summary>A struct, so that storing an entity checks no type.</summary>
    private struct Bucket
    {
        public LiveEntity? First;
    }
}
