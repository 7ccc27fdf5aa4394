namespace Storage.Live;

/// <summary>
/// Everything alive: what is in memory, threaded on one list for each journal segment that still holds its oldest record, and
/// how many places lie in each. Which segments can go is answered without a search, and joining or leaving costs no allocation
/// but one for each segment.
/// Thread-safe.
/// </summary>
public sealed class LiveSet
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LiveChain> _chains = [];
    private readonly EntityTable<ulong, ById> _byId = new();
    private readonly Dictionary<long, long> _places = [];
    private LiveChain _latest = new(0);
    private long _resident;
    private long _count;
    private long _parked;

    /// <summary>All that is alive.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>What of it is no account's: receipts that wait for their message.</summary>
    public long Parked => Volatile.Read(ref _parked);

    /// <summary>What of it is in memory.</summary>
    public long Resident => Volatile.Read(ref _resident);

    /// <summary>Whether anything is alive of which only its place is kept.</summary>
    public bool HasPlaces
    {
        get
        {
            lock (_gate)
                return _count > _resident;
        }
    }

    /// <summary>Adds an entity whose oldest needed record lies at <paramref name="position"/>.</summary>
    public void Add(LiveEntity entity, JournalPosition position)
    {
        lock (_gate)
        {
            Link(entity, position);
            Know(entity);
            Book(entity.Owner, 1);
        }
    }

    /// <summary>
    /// Adds <paramref name="next"/>, which stands for <paramref name="last"/> under the same id from now on, and removes that one: at no
    /// moment is neither of them there.
    /// </summary>
    public void Replace(LiveEntity last, LiveEntity next, JournalPosition position)
    {
        lock (_gate)
        {
            Link(next, position);
            _byId.Set(next);
            if (last.Chain is not null)
            {
                Unlink(last);
                return;
            }
            _resident++;
            Book(next.Owner, 1);
        }
    }

    /// <summary>Adds something of an account of which only its place is kept.</summary>
    public void Add(in Place place, Name account)
    {
        lock (_gate)
        {
            Tally(place.Position.Segment, 1);
            Book(account, 1);
        }
    }

    /// <summary>
    /// Lets go of an entity whose <see cref="LiveEntity.Whole"/> record is durable; false when it had left already. The entity is
    /// locked.
    /// </summary>
    public bool TryPlace(LiveEntity entity, out Place place)
    {
        lock (_gate)
        {
            place = entity.ToPlace();
            if (entity.Chain is null)
                return false;
            Unlink(entity);
            Forget(entity);
            Tally(place.Position.Segment, 1);
            return true;
        }
    }

    /// <summary>An entity is back in memory, in the place of its place.</summary>
    public void Bring(LiveEntity entity, in Place place)
    {
        lock (_gate)
        {
            Tally(place.Position.Segment, -1);
            Link(entity, place.Position);
            Know(entity);
        }
    }

    /// <summary>So many places have other records now.</summary>
    public void MovePlaces(long from, IEnumerable<JournalPosition> copies)
    {
        lock (_gate)
        {
            foreach (var copy in copies)
            {
                Tally(from, -1);
                Tally(copy.Segment, 1);
            }
        }
    }

    /// <summary>Places whose record lies in <paramref name="segment"/>.</summary>
    public long PlacesIn(long segment)
    {
        lock (_gate)
            return _places.GetValueOrDefault(segment);
    }

    /// <summary>Removes an entity; false when it had left already.</summary>
    public bool Remove(LiveEntity entity)
    {
        lock (_gate)
        {
            if (entity.Chain is null)
                return false;
            Unlink(entity);
            Forget(entity);
            Book(entity.Owner, -1);
            return true;
        }
    }

    /// <summary>The entity's whole state was written again at <paramref name="position"/>; no-op when it has left meanwhile.</summary>
    public void Move(LiveEntity entity, JournalPosition position)
    {
        lock (_gate)
        {
            if (entity.Chain is null)
                return;
            Unlink(entity);
            Link(entity, position);
        }
    }

    /// <summary>The message with this id, or the receipt that waits in its place; null when neither is in memory.</summary>
    public LiveEntity? Find(ulong id)
    {
        lock (_gate)
            return _byId.Find(id);
    }

    /// <summary>The lowest segment that something alive still needs, or <see cref="long.MaxValue"/>.</summary>
    public long OldestSegment
    {
        get
        {
            lock (_gate)
            {
                long oldest = long.MaxValue;
                foreach (long segment in _chains.Keys)
                    oldest = Math.Min(oldest, segment);
                foreach (long segment in _places.Keys)
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
            for (var entity = _chains.GetValueOrDefault(segment)?.First; entity is not null && found.Count < most; entity = entity.Next)
                found.Add(entity);
        }
        return found;
    }

    /// <summary>
    /// Entities in memory whose time is over, up to <paramref name="most"/>: messages that wait for an upstream at
    /// <paramref name="now"/>, the wall clock in which their validity was given, all else at <paramref name="steady"/>, which is no later.
    /// Both in microseconds since 1970 UTC.
    /// </summary>
    public List<LiveEntity> Expired(long now, long steady, int most)
    {
        var found = new List<LiveEntity>();
        lock (_gate)
        {
            foreach (var chain in _chains.Values)
            {
                for (var entity = chain.First; entity is not null && found.Count < most; entity = entity.Next)
                {
                    if (entity.ExpiresAt <= now && (entity.ExpiresAt <= steady || entity is LiveMessage { State: LiveState.Queued }))
                        found.Add(entity);
                }
            }
        }
        return found;
    }

    /// <summary>A copy of all that is in memory, up to <paramref name="most"/>; for queries and for the start.</summary>
    public List<LiveEntity> Snapshot(int most = int.MaxValue) => Expired(long.MaxValue, long.MaxValue, most);

    private void Know(LiveEntity entity)
    {
        // A receipt takes the place of its message.
        _byId.Set(entity);
        _resident++;
    }

    private void Forget(LiveEntity entity)
    {
        _byId.Remove(entity);
        _resident--;
    }

    private void Book(Name? account, int change)
    {
        _count += change;
        if (account is null)
            _parked += change;
        else
            account.Count += change;
    }

    private void Tally(long segment, int change)
    {
        long left = _places.GetValueOrDefault(segment) + change;
        if (left == 0)
            _places.Remove(segment);
        else
            _places[segment] = left;
    }

    private void Link(LiveEntity entity, JournalPosition position)
    {
        var chain = ChainOf(position.Segment);
        entity.Whole = position;
        entity.Chain = chain;
        entity.Previous = null;
        entity.Next = chain.First;
        if (entity.Next is not null)
            entity.Next.Previous = entity;
        chain.First = entity;
    }

    private void Unlink(LiveEntity entity)
    {
        var chain = entity.Chain!;
        if (entity.Previous is not null)
            entity.Previous.Next = entity.Next;
        else
            chain.First = entity.Next;
        if (entity.Next is not null)
            entity.Next.Previous = entity.Previous;
        entity.Previous = entity.Next = null;
        entity.Chain = null;
        if (chain.First is null)
            _chains.Remove(chain.Segment);
    }

    private LiveChain ChainOf(long segment)
    {
        // Nearly all that joins has its record in the segment that is being filled.
        if (_latest.Segment != segment && !_chains.TryGetValue(segment, out _latest!))
            _latest = new LiveChain(segment);
        if (_latest.First is null)
            _chains[segment] = _latest;
        return _latest;
    }

    private readonly struct ById : IEntityKey<ulong>
    {
        public static ulong KeyOf(LiveEntity entity) => entity.Id;

        /// <summary>Ids that follow each other are neighbours: what is alive together lies together.</summary>
        public static uint Hash(ulong key) => (uint)MessageIds.SequenceOf(key);

        public static ref LiveEntity? Next(LiveEntity entity) => ref entity.NextById;
    }
}
