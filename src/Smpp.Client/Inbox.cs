using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Smpp.Client;

/// <summary>
/// What came in and waits to be read, bounded: room is taken before a PDU is acknowledged and given back when its item is read, so that
/// nothing is acknowledged that has no place. Thread-safe.
/// </summary>
internal sealed class Inbox<T>(int capacity)
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();
    private int _held;

    /// <summary>Items that wait, and room taken for some that have not been posted.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Takes room for one item; false when there is none.</summary>
    public bool TryAdmit()
    {
        if (Interlocked.Increment(ref _held) <= capacity)
            return true;
        Interlocked.Decrement(ref _held);
        return false;
    }

    /// <summary>Gives room back that is not needed.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _held);

    /// <summary>Posts an item for which room was taken.</summary>
    public void Post(T item) => _items.Writer.TryWrite(item);

    /// <summary>Nothing more will come: whoever reads gets what is left.</summary>
    public void Complete() => _items.Writer.TryComplete();

    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_items.Reader.TryRead(out var item))
            {
                GiveBack();
                yield return item;
            }
        }
    }
}
