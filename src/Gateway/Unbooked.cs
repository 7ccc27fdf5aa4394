namespace Gateway;

/// <summary>
/// What has happened and the journal had no room for. Whoever adds must see to it that not much more can happen before it is booked: the
/// window slots of messages stay taken, and an outbox sends nothing. Then a full disk holds all up, and a crash brings no more again than
/// windows hold. Thread-safe.
/// </summary>
internal sealed class Unbooked<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private int _count;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            Volatile.Write(ref _count, _waiting.Count);
        }
    }

    /// <summary>Books what waits, in order, until there is no room again. Called by one thread at a time.</summary>
    public void Book(Func<T, bool> book)
    {
        while (!IsEmpty)
        {
            T first;
            lock (_gate)
                first = _waiting.Peek();
            if (!book(first))
                return;
            lock (_gate)
            {
                _waiting.Dequeue();
                Volatile.Write(ref _count, _waiting.Count);
            }
        }
    }
}
