namespace Gateway;

/// <summary>A queue with two ends on a ring: what could not be sent goes back to the front. Not thread-safe.</summary>
internal sealed class Deque<T> where T : class
{
    private T?[] _items = new T?[16];
    private int _head;

    public int Count { get; private set; }

    public void AddLast(T item)
    {
        EnsureRoom();
        _items[(_head + Count++) & (_items.Length - 1)] = item;
    }

    public void AddFirst(T item)
    {
        EnsureRoom();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = item;
        Count++;
    }

    public bool TryPeekFirst([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        item = Count == 0 ? null : _items[_head];
        return item is not null;
    }

    public bool TryTakeFirst([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        if (!TryPeekFirst(out item))
            return false;
        _items[_head] = null;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return true;
    }

    public bool TryTakeLast([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        item = null;
        if (Count == 0)
            return false;
        ref var last = ref _items[(_head + --Count) & (_items.Length - 1)];
        (item, last) = (last, null);
        return item is not null;
    }

    /// <summary>Looks at the item so many behind the first.</summary>
    public bool TryPeek(int index, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        item = index >= Count ? null : _items[(_head + index) & (_items.Length - 1)];
        return item is not null;
    }

    /// <summary>Takes the item so many behind the first out; those before it move up, so it should be near the front.</summary>
    public void RemoveAt(int index)
    {
        for (int i = index; i > 0; i--)
            _items[(_head + i) & (_items.Length - 1)] = _items[(_head + i - 1) & (_items.Length - 1)];
        TryTakeFirst(out _);
    }

    /// <summary>Takes all items of a kind out; the others keep their order.</summary>
    public void RemoveAll(Predicate<T> which)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            ref var item = ref _items[(_head + i) & (_items.Length - 1)];
            if (which(item!))
                continue;
            if (kept < i)
                _items[(_head + kept) & (_items.Length - 1)] = item;
            kept++;
        }
        for (int i = kept; i < Count; i++)
            _items[(_head + i) & (_items.Length - 1)] = null;
        Count = kept;
    }

    private void EnsureRoom()
    {
        if (Count < _items.Length)
            return;
        var larger = new T?[_items.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = _items[(_head + i) & (_items.Length - 1)];
        _items = larger;
        _head = 0;
    }
}
