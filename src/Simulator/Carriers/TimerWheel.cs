namespace Simulator.Carriers;

/// <summary>
/// Things to do later, to the millisecond: a ring of lists, one for each millisecond, in the order they were added. What lies
/// more than one turn ahead is passed over until its turn. A thing keeps its place when its time has come, until it is freed. Not
/// thread-safe.
/// </summary>
internal sealed class TimerWheel<T> where T : struct
{
    private const int Slots = 4096;

    private readonly Slab<Entry> _entries;
    private readonly int[] _heads = new int[Slots];
    private readonly int[] _tails = new int[Slots];
    private int _waiting;
    private int _draining = -1;
    private long _tick;

    public TimerWheel(int limit)
    {
        _entries = new Slab<Entry>(limit);
        _heads.AsSpan().Fill(-1);
    }

    /// <summary>Things that have a place.</summary>
    public int Count => _entries.Count;

    /// <summary>Things whose time has not come.</summary>
    public int Waiting => _waiting;

    public ref T this[int index] => ref _entries[index].Item;

    /// <summary>A link to another place, for whoever holds the place of a thing that does not wait.</summary>
    public ref int Next(int index) => ref _entries.Next(index);

    /// <summary>Gives something a place, or -1 at the limit; it does not wait for anything yet.</summary>
    public int Take(in T item)
    {
        int index = _entries.Take();
        if (index >= 0)
            _entries[index].Item = item;
        return index;
    }

    public void Free(int index) => _entries.Free(index);

    /// <summary>Adds something due at <paramref name="due"/> (milliseconds on the caller's clock), or says no at the limit.</summary>
    public bool TryAdd(in T item, long due)
    {
        int index = Take(item);
        if (index < 0)
            return false;
        Wait(index, due);
        return true;
    }

    /// <summary>Lets a thing that has its place wait until <paramref name="due"/>.</summary>
    public void Wait(int index, long due)
    {
        ref var entry = ref _entries[index];
        entry.Due = Math.Max(due, _tick + 1);
        Append(index, entry.Due);
        _waiting++;
    }

    /// <summary>Takes one thing that is due by <paramref name="now"/>, and frees its place.</summary>
    public bool TryTake(long now, out T item)
    {
        bool isDue = TryTakePlace(now, out int index);
        item = isDue ? _entries[index].Item : default;
        if (isDue)
            Free(index);
        return isDue;
    }

    /// <summary>The place of one thing that is due by <paramref name="now"/>, which no longer waits.</summary>
    public bool TryTakePlace(long now, out int index)
    {
        while (true)
        {
            while (_draining >= 0)
            {
                index = _draining;
                _draining = _entries.Next(index);
                if (_entries[index].Due <= _tick)
                {
                    _waiting--;
                    return true;
                }
                Append(index, _entries[index].Due);
            }
            if (_waiting == 0)
                _tick = Math.Max(_tick, now);
            if (_tick >= now)
            {
                index = -1;
                return false;
            }
            int slot = (int)(++_tick % Slots);
            _draining = _heads[slot];
            _heads[slot] = -1;
        }
    }

    private void Append(int index, long due)
    {
        int slot = (int)(due % Slots);
        _entries.Next(index) = -1;
        if (_heads[slot] < 0)
            _heads[slot] = index;
        else
            _entries.Next(_tails[slot]) = index;
        _tails[slot] = index;
    }

    private struct Entry
    {
        public T Item;
        public long Due;
    }
}
