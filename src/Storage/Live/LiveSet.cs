namespace Storage.Live;

/// <summary>
/// Everything alive, threaded on one list for each journal segment that still holds its oldest record: which segments can go
/// is answered without a search, and joining or leaving costs no allocation. Thread-safe.
/// </summary>
public sealed class LiveSet
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LiveEntity> _heads = [];
    private readonly Dictionary<ulong, LiveEntity> _byId = [];
    private long _count;

    /// <summary>Entities alive.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Adds an entity whose oldest needed record lies at <paramref name="position"/>.</summary>
    public void Add(LiveEntity entity, JournalPosition position)
    {
        lock (_gate)
        {
            Link(entity, position.Segment);
            // A receipt takes the place of its message.
            _byId[entity.Id] = entity;
            _count++;
        }
    }

    /// <summary>Removes an entity; false when it had left already.</summary>
    public bool Remove(LiveEntity entity)
    {
        lock (_gate)
        {
            if (entity.Segment == 0)
                return false;
            Unlink(entity);
            if (_byId.TryGetValue(entity.Id, out var found) && found == entity)
                _byId.Remove(entity.Id);
            _count--;
            return true;
        }
    }

    /// <summary>The entity's whole state was written again at <paramref name="position"/>; no-op when it has left meanwhile.</summary>
    public void Move(LiveEntity entity, JournalPosition position)
    {
        lock (_gate)
        {
            if (entity.Segment == 0)
                return;
            Unlink(entity);
            Link(entity, position.Segment);
        }
    }

    /// <summary>The message with this id, or the receipt that waits in its place; null when neither is alive.</summary>
    public LiveEntity? Find(ulong id)
    {
        lock (_gate)
            return _byId.GetValueOrDefault(id);
    }

    /// <summary>The lowest segment that something alive still needs, or <see cref="long.MaxValue"/>.</summary>
    public long OldestSegment
    {
        get
        {
            lock (_gate)
            {
                long oldest = long.MaxValue;
                foreach (long segment in _heads.Keys)
                    oldest = Math.Min(oldest, segment);
                return oldest;
            }
        }
    }

    /// <summary>Up to <paramref name="most"/> entities whose oldest record lies in <paramref name="segment"/>.</summary>
    public List<LiveEntity> InSegment(long segment, int most)
    {
        var found = new List<LiveEntity>();
        lock (_gate)
        {
            for (var entity = _heads.GetValueOrDefault(segment); entity is not null && found.Count < most; entity = entity.Next)
                found.Add(entity);
        }
        return found;
    }

    /// <summary>
    /// Entities that expire at or before <paramref name="now"/>, in microseconds since 1970 UTC; up to
    /// <paramref name="most"/>.
    /// </summary>
    public List<LiveEntity> Expired(long now, int most)
    {
        var found = new List<LiveEntity>();
        lock (_gate)
        {
            foreach (var head in _heads.Values)
            {
                for (var entity = head; entity is not null && found.Count < most; entity = entity.Next)
                {
                    if (entity.ExpiresAt <= now)
                        found.Add(entity);
                }
            }
        }
        return found;
    }

    /// <summary>A copy of all that is alive, up to <paramref name="most"/>; for queries and for the start.</summary>
    public List<LiveEntity> Snapshot(int most = int.MaxValue) => Expired(long.MaxValue, most);

    private void Link(LiveEntity entity, long segment)
    {
        entity.Segment = segment;
        entity.Previous = null;
        entity.Next = _heads.GetValueOrDefault(segment);
        if (entity.Next is not null)
            entity.Next.Previous = entity;
        _heads[segment] = entity;
    }

    private void Unlink(LiveEntity entity)
    {
        if (entity.Previous is not null)
            entity.Previous.Next = entity.Next;
        else if (entity.Next is not null)
            _heads[entity.Segment] = entity.Next;
        else
            _heads.Remove(entity.Segment);
        if (entity.Next is not null)
            entity.Next.Previous = entity.Previous;
        entity.Previous = entity.Next = null;
        entity.Segment = 0;
    }
}
