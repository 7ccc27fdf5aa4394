namespace Storage.Live;

/// <summary>
/// Places by a key of 64 bits that is a hash already; one key may have several. Open addressing in many small parts, so that it
/// grows in small steps: 40 to 60 octets an entry at any size. A part is made of pages, which go on in the larger part when it grows:
/// nothing is left for the collector. Not thread-safe.
/// </summary>
public sealed class PlaceTable
{
    private const int PartBits = 10;
    private const int FewestEntries = 8;

    private readonly Part[] _parts = new Part[1 << PartBits];
    private readonly Stack<Entry[]> _emptied = new();

    /// <summary>Places in the table.</summary>
    public long Count { get; private set; }

    /// <summary>What the entries take in memory.</summary>
    public long Octets
    {
        get
        {
            long octets = 0;
            foreach (ref readonly var part in _parts.AsSpan())
                octets += part.Length * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<Entry>();
            return octets;
        }
    }

    /// <summary>The table is made of so many parts, which can be looked through one by one.</summary>
    public static int Parts => 1 << PartBits;

    /// <summary>Adds a place, whether or not its key has others.</summary>
    public void Add(ulong key, in Place place)
    {
        ref var part = ref PartOf(key);
        part.Add(new Entry(key, place), _emptied);
        Count++;
    }

    /// <summary>Whether a key has a place.</summary>
    public bool Contains(ulong key) => PartOf(key).Next(key, -1) >= 0;

    /// <summary>Adds the places of a key to the list.</summary>
    public void Find(ulong key, List<Place> into)
    {
        ref var part = ref PartOf(key);
        for (int index = part.Next(key, -1); index >= 0; index = part.Next(key, index))
            into.Add(part[index].Place);
    }

    /// <summary>The one place of a key, to be changed where it stands; a null reference when it has none.</summary>
    public ref Place Find(ulong key)
    {
        ref var part = ref PartOf(key);
        int index = part.Next(key, -1);
        if (index < 0)
            return ref System.Runtime.CompilerServices.Unsafe.NullRef<Place>();
        return ref part[index].Place;
    }

    /// <summary>Takes the place of a key at this position out, at any when it is the default; false when it is not there.</summary>
    public bool Remove(ulong key, JournalPosition position = default)
    {
        ref var part = ref PartOf(key);
        int index = part.Next(key, -1);
        while (index >= 0 && position != default && part[index].Place.Position != position)
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
        for (int index = sifted.Length - 1; index >= 0; index--)
        {
            while (!sifted[index].Place.IsEmpty && sieve(sifted[index].Key, ref sifted[index].Place))
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
        private const int PageBits = 6;
        private const int PageEntries = 1 << PageBits;

        private Entry[][] _pages;

        /// <summary>Entries that there is room for: in one page that is shorter than others, or in full ones.</summary>
        public int Length;
        public int Count;
        public uint Earliest;

        public readonly ref Entry this[int index] => ref _pages[index >> PageBits][index & (PageEntries - 1)];

        /// <summary>The key's next entry behind this index, its first behind -1; -1 when there is none.</summary>
        public readonly int Next(ulong key, int index)
        {
            if (Length == 0)
                return -1;
            for (index = index < 0 ? Home(key) : Behind(index); ; index = Behind(index))
            {
                ref readonly var entry = ref this[index];
                if (entry.Place.IsEmpty)
                    return -1;
                if (entry.Key == key)
                    return index;
            }
        }

        /// <summary>Adds an entry; pages that the part has no more use for are left for others.</summary>
        public void Add(in Entry entry, Stack<Entry[]> emptied)
        {
            if (Count >= Length - (Length / 5))
                Grow(emptied);
            Insert(entry);
            Earliest = Count++ == 0 ? entry.Place.ExpiresAt : Math.Min(Earliest, entry.Place.ExpiresAt);
        }

        public void RemoveAt(int index)
        {
            Count--;
            int hole = index;
            for (int next = Behind(index); !this[next].Place.IsEmpty; next = Behind(next))
            {
                int home = Home(this[next].Key);
                // It may move up only when its home does not lie behind the hole.
                bool stays = hole <= next ? home > hole && home <= next : home > hole || home <= next;
                if (stays)
                    continue;
                this[hole] = this[next];
                hole = next;
            }
            this[hole] = default;
        }

        private readonly void Insert(in Entry entry)
        {
            int index = Home(entry.Key);
            while (!this[index].Place.IsEmpty)
                index = Behind(index);
            this[index] = entry;
        }

        private readonly int Behind(int index) => index + 1 == Length ? 0 : index + 1;

        private readonly int Home(ulong key) => (int)(((key & uint.MaxValue) * (ulong)Length) >> 32);

        private void Grow(Stack<Entry[]> emptied)
        {
            var old = _pages ?? [];
            int length = Length == 0 ? FewestEntries : Length + Math.Max(FewestEntries, Length / 2);
            Length = Length < PageEntries ? Math.Min(length, PageEntries) : (length + PageEntries - 1) & -PageEntries;
            _pages = new Entry[(Length + PageEntries - 1) >> PageBits][];
            // Homes keep their order, so that what stands in one old page goes into few new ones: most of these are old ones already.
            foreach (var page in old)
            {
                foreach (ref readonly var entry in page.AsSpan())
                {
                    if (!entry.Place.IsEmpty)
                        Move(entry, emptied);
                }
                if (page.Length < PageEntries)
                    continue;
                Array.Clear(page);
                emptied.Push(page);
            }
            for (int page = 0; page < _pages.Length; page++)
                _pages[page] ??= EmptyPage(emptied);
        }

        private readonly void Move(in Entry entry, Stack<Entry[]> emptied)
        {
            int index = Home(entry.Key);
            while (true)
            {
                ref var page = ref _pages[index >> PageBits];
                page ??= EmptyPage(emptied);
                ref var there = ref page[index & (PageEntries - 1)];
                if (there.Place.IsEmpty)
                {
                    there = entry;
                    return;
                }
                index = Behind(index);
            }
        }

        private readonly Entry[] EmptyPage(Stack<Entry[]> emptied) =>
            Length >= PageEntries && emptied.TryPop(out var page) ? page : new Entry[Math.Min(PageEntries, Length)];
    }
}

/// <summary>Looks at one place of a <see cref="PlaceTable"/>; true takes it out.</summary>
public delegate bool PlaceSieve(ulong key, ref Place place);
