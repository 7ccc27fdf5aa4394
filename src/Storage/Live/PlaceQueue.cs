namespace Storage.Live;

/// <summary>
/// Places in order, in chunks, so that a million of them cost 24 octets each and growing never copies them. Thread-safe; see
/// <see cref="IPlaceHolder"/> for who may take. No lock is held for longer than one chunk takes.
/// </summary>
/// <param name="holdsMessages">See <see cref="HoldsMessages"/>.</param>
public sealed class PlaceQueue(bool holdsMessages = false) : IPlaceHolder
{
    private const int ChunkPlaces = 1024;

    private readonly Lock _gate = new();
    private Chunk? _first;
    private Chunk? _last;
    private long _count;

    /// <summary>Whether these are messages, which expire when their submitters said, by the wall clock.</summary>
    public bool HoldsMessages => holdsMessages;

    /// <inheritdoc/>
    public long Places => Volatile.Read(ref _count);

    /// <summary>Adds a place behind all others.</summary>
    public void AddLast(in Place place)
    {
        lock (_gate)
        {
            if (_last is not { End: < ChunkPlaces })
                Append(new Chunk());
            _last!.Put(_last.End++, place);
            _count++;
        }
    }

    /// <summary>Adds a place in front of all others.</summary>
    public void AddFirst(in Place place)
    {
        lock (_gate)
        {
            if (_first is not { Start: > 0 })
                Prepend(new Chunk { Start = ChunkPlaces, End = ChunkPlaces });
            _first!.Put(--_first.Start, place);
            _count++;
        }
    }

    /// <summary>Takes up to <paramref name="most"/> places from the front.</summary>
    public void Take(int most, List<Place> into)
    {
        lock (_gate)
        {
            while (most > 0 && _first is { } chunk)
            {
                while (most > 0 && chunk.Start < chunk.End)
                {
                    ref var place = ref chunk.Items[chunk.Start++];
                    if (place.IsEmpty)
                        continue;
                    into.Add(place);
                    _count--;
                    most--;
                }
                if (chunk.Start < chunk.End)
                    return;
                Unlink(chunk);
            }
        }
    }

    /// <inheritdoc/>
    public void Collect(long segment, int most, List<Place> into)
    {
        for (var chunk = First(); chunk is not null && into.Count < most; chunk = Next(chunk))
        {
            lock (_gate)
            {
                foreach (ref readonly var place in chunk.Taken)
                {
                    if (!place.IsEmpty && place.Position.Segment == segment && into.Count < most)
                        into.Add(place);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Move(IReadOnlyDictionary<JournalPosition, JournalPosition> copies, List<JournalPosition> moved)
    {
        for (var chunk = First(); chunk is not null; chunk = Next(chunk))
        {
            lock (_gate)
            {
                foreach (ref var place in chunk.Taken)
                {
                    if (place.IsEmpty || !copies.TryGetValue(place.Position, out var copy))
                        continue;
                    place = place with { Position = copy };
                    moved.Add(copy);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void TakeExpired(long now, int most, List<Place> into)
    {
        for (var chunk = First(); chunk is not null && into.Count < most; chunk = Next(chunk))
        {
            lock (_gate)
            {
                if (chunk.Earliest <= now / 1_000_000)
                    TakeExpired(chunk, now, most, into);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryFind(ulong id, bool take, out Place place)
    {
        for (var chunk = First(); chunk is not null; chunk = Next(chunk))
        {
            lock (_gate)
            {
                foreach (ref var found in chunk.Taken)
                {
                    if (found.Id != id || found.IsEmpty)
                        continue;
                    place = found;
                    if (take)
                        Clear(ref found);
                    return true;
                }
            }
        }
        place = default;
        return false;
    }

    /// <summary>Adds the places of these messages to the list, and takes them out when <paramref name="take"/> says so.</summary>
    public void Find(IReadOnlySet<ulong> ids, bool take, List<Place> into)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(into);
        for (var chunk = First(); chunk is not null; chunk = Next(chunk))
        {
            lock (_gate)
            {
                foreach (ref var place in chunk.Taken)
                {
                    if (place.IsEmpty || !ids.Contains(place.Id))
                        continue;
                    into.Add(place);
                    if (take)
                        Clear(ref place);
                }
            }
        }
    }

    private void TakeExpired(Chunk chunk, long now, int most, List<Place> into)
    {
        chunk.Earliest = uint.MaxValue;
        foreach (ref var place in chunk.Taken)
        {
            if (place.IsEmpty)
                continue;
            if (place.IsExpired(now) && into.Count < most)
            {
                into.Add(place);
                Clear(ref place);
            }
            else
            {
                chunk.Earliest = Math.Min(chunk.Earliest, place.ExpiresAt);
            }
        }
    }

    private void Clear(ref Place place)
    {
        place = default;
        _count--;
    }

    private Chunk? First()
    {
        lock (_gate)
            return _first;
    }

    private Chunk? Next(Chunk chunk)
    {
        lock (_gate)
            return chunk.Next;
    }

    private void Append(Chunk chunk)
    {
        chunk.Previous = _last;
        if (_last is null)
            _first = chunk;
        else
            _last.Next = chunk;
        _last = chunk;
    }

    private void Prepend(Chunk chunk)
    {
        chunk.Next = _first;
        if (_first is null)
            _last = chunk;
        else
            _first.Previous = chunk;
        _first = chunk;
    }

    private void Unlink(Chunk chunk)
    {
        if (chunk.Previous is null)
            _first = chunk.Next;
        else
            chunk.Previous.Next = chunk.Next;
        if (chunk.Next is null)
            _last = chunk.Previous;
        else
            chunk.Next.Previous = chunk.Previous;
    }

    private sealed class Chunk
    {
        public readonly Place[] Items = new Place[ChunkPlaces];
        public int Start;
        public int End;
        public uint Earliest = uint.MaxValue;
        public Chunk? Previous;
        public Chunk? Next;

        public Span<Place> Taken => Items.AsSpan(Start, End - Start);

        public void Put(int index, in Place place)
        {
            Items[index] = place;
            Earliest = Math.Min(Earliest, place.ExpiresAt);
        }
    }
}
