namespace Simulator.Carriers;

/// <summary>
/// Things to do later, to the millisecond: a ring of lists, one for each millisecond, in the order they were added. What lies
/// more than one turn ahead is passed over until its turn. Thread-safe.
/// </summary>
internal sealed class TimerWheel<T> where T : struct
{
    private const int Slots = 4096;

    private readonly Lock _gate = new();
    private readonly Slab<Entry> _entries;
    private readonly int[] _heads = new int[Slots];
    private readonly int[] _tails = new int[Slots];
    private int _draining = -1;
    private long _tick;

    public TimerWheel(int limit)
    {
        _entries = new Slab<Entry>(limit);
        _heads.AsSpan().Fill(-1);
    }

    public int Count => _entries.Count;

    /// <summary>Adds something due at <paramref name="due"/> (milliseconds on the caller's clock), or says no at the limit.</summary>
    public bool TryAdd(in T item, long due)
    {
        lock (_gate)
        {
            int index = _entries.Take();
            if (index < 0)
                return false;
            ref var entry = ref _entries[index];
            entry.Item = item;
            entry.Due = Math.Max(due, _tick + 1);
            Append(index, entry.Due);
            return true;
        }
    }

    /// <summary>Takes one thing that is due by <paramref name="now"/>.</summary>
    public bool TryTake(long now, out T item)
    {
        lock (_gate)
        {
            while (true)
            {
                while (_draining >= 0)
                {
                    int index = _draining;
                    _draining = _entries.Next(index);
                    if (_entries[index].Due <= _tick)
                    {
                        item = _entries[index].Item;
                        _entries.Free(index);
                        return true;
                    }
                    Append(index, _entries[index].Due);
                }
                if (_entries.Count == 0)
                    _tick = Math.Max(_tick, now);
                if (_tick >= now)
                {
                    item = default;
                    return false;
                }
                int slot = (int)(++_tick % Slots);
                _draining = _heads[slot];
                _heads[slot] = -1;
            }
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
