namespace Storage.Live;

/// <summary>
/// Places by a key of 64 bits that is a hash already; one key may have several. Open addressing in many small parts, so that it
/// grows in small steps: 40 to 60 octets an entry at any size. Not thread-safe.
/// </summary>
public sealed class PlaceTable
{
    private const int PartBits = 10;
    private const int FewestEntries = 8;

    private readonly Part[] _parts = new Part[1 << PartBits];

    /// <summary>Places in the table.</summary>
    public long Count { get; private set; }

    /// <summary>What the entries take in memory.</summary>
    public long Octets
    {
        get
        {
            long octets = 0;
            foreach (ref readonly var part in _parts.AsSpan())
                octets += (part.Entries?.Length ?? 0) * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<Entry>();
            return octets;
        }
    }

    /// <summary>The table is made of so many parts, which can be looked through one by one.</summary>
    public static int Parts => 1 << PartBits;

    /// <summary>Adds a place, whether or not its key has others.</summary>
    public void Add(ulong key, in Place place)
    {
        ref var part = ref PartOf(key);
        part.Add(new Entry(key, place));
        Count++;
    }

    /// <summary>Whether a key has a place.</summary>
    public bool Contains(ulong key) => PartOf(key).Next(key, -1) >= 0;

    /// <summary>Adds the places of a key to the list.</summary>
    public void Find(ulong key, List<Place> into)
    {
        ref var part = ref PartOf(key);
        for (int index = part.Next(key, -1); index >= 0; index = part.Next(key, index))
            into.Add(part.Entries[index].Place);
    }

    /// <summary>The one place of a key, to be changed where it stands; a null reference when it has none.</summary>
    public ref Place Find(ulong key)
    {
        ref var part = ref PartOf(key);
        int index = part.Next(key, -1);
        if (index < 0)
            return ref System.Runtime.CompilerServices.Unsafe.NullRef<Place>();
        return ref part.Entries[index].Place;
    }

    /// <summary>Takes the place of a key at this position out, at any when it is the default; false when it is not there.</summary>
    public bool Remove(ulong key, JournalPosition position = default)
    {
        ref var part = ref PartOf(key);
        int index = part.Next(key, -1);
        while (index >= 0 && position != default && part.Entries[index].Place.Position != position)
            index = part.Next(key, index);
        if (index < 0)
            return false;
        part.RemoveAt(index);
        Count--;
        return true;
    }

    /// <summary>
    /// Calls for each place of one part; those for which true comes back are taken out, and then a few others may be passed over.
    /// </summary>
    public void Sift(int part, PlaceSieve sieve)
    {
        ref var sifted = ref _parts[part];
        if (sifted.Count == 0)
            return;
        // From the end down, since taking one out moves later ones up.
        for (int index = sifted.Entries.Length - 1; index >= 0; index--)
        {
            while (!sifted.Entries[index].Place.IsEmpty && sieve(sifted.Entries[index].Key, ref sifted.Entries[index].Place))
            {
                sifted.RemoveAt(index);
                Count--;
            }
        }
    }

    /// <summary>Takes places of one part that expire at or before <paramref name="now"/>; looks at them only when one may.</summary>
    public void TakeExpired(int part, long now, int most, List<Place> into)
    {
        ref var sifted = ref _parts[part];
        if (sifted.Count == 0 || sifted.Earliest > now / 1_000_000)
            return;
        uint earliest = uint.MaxValue;
        int before = into.Count;
        Sift(part, (ulong _, ref Place place) =>
        {
            if (place.IsExpired(now) && into.Count < most)
            {
                into.Add(place);
                return true;
            }
            earliest = Math.Min(earliest, place.ExpiresAt);
            return false;
        });
        // What was passed over may be due as well.
        sifted.Earliest = into.Count > before ? 0 : earliest;
    }

    /// <summary>Empties one part, and gives its memory back.</summary>
    public void Clear(int part)
    {
        Count -= _parts[part].Count;
        _parts[part] = default;
    }

    private ref Part PartOf(ulong key) => ref _parts[key >> (64 - PartBits)];

    private struct Entry(ulong key, Place place)
    {
        public readonly ulong Key = key;
        public Place Place = place;
    }

    private struct Part
    {
        public Entry[] Entries;
        public int Count;
        public uint Earliest;

        /// <summary>The key's next entry behind this index, its first behind -1; -1 when there is none.</summary>
        public readonly int Next(ulong key, int index)
        {
            if (Entries is null)
                return -1;
            for (index = index < 0 ? Home(key) : Behind(index); !Entries[index].Place.IsEmpty; index = Behind(index))
            {
                if (Entries[index].Key == key)
                    return index;
            }
            return -1;
        }

        public void Add(in Entry entry)
        {
            if (Entries is null || Count >= Entries.Length - (Entries.Length / 5))
                Grow();
            int index = Home(entry.Key);
            while (!Entries![index].Place.IsEmpty)
                index = Behind(index);
            Entries[index] = entry;
            Earliest = Count++ == 0 ? entry.Place.ExpiresAt : Math.Min(Earliest, entry.Place.ExpiresAt);
        }

        public void RemoveAt(int index)
        {
            Count--;
            int hole = index;
            for (int next = Behind(index); !Entries[next].Place.IsEmpty; next = Behind(next))
            {
                int home = Home(Entries[next].Key);
                // It may move up only when its home does not lie behind the hole.
                bool stays = hole <= next ? home > hole && home <= next : home > hole || home <= next;
                if (stays)
                    continue;
                Entries[hole] = Entries[next];
                hole = next;
            }
            Entries[hole] = default;
        }

        private readonly int Behind(int index) => index + 1 == Entries.Length ? 0 : index + 1;

        private readonly int Home(ulong key) => (int)(((key & uint.MaxValue) * (ulong)Entries.Length) >> 32);

        private void Grow()
        {
            var old = Entries;
            Entries = new Entry[old is null ? FewestEntries : old.Length + Math.Max(FewestEntries, old.Length / 2)];
            Count = 0;
            if (old is null)
                return;
            foreach (ref readonly var entry in old.AsSpan())
            {
                if (!entry.Place.IsEmpty)
                    Add(entry);
            }
        }
    }
}

/// <summary>Looks at one place of a <see cref="PlaceTable"/>; true takes it out.</summary>
public delegate bool PlaceSieve(ulong key, ref Place place);
