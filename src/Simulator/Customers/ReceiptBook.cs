using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Simulator.Customers;

/// <summary>
/// Which ids a customer was given and which receipts it got, in whatever order the two came. Keeps a hash of each id: about 30
/// octets a message. Thread-safe.
/// </summary>
internal sealed class ReceiptBook
{
    private const byte Given = 0x80;
    private const byte MostCounted = 0x7F;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, byte> _ids;
    private long _given;
    private long _matched;
    private long _repeated;
    private long _receipts;

    public ReceiptBook(long expected) => _ids = new Dictionary<ulong, byte>((int)Math.Clamp(expected, 0, 4_000_000));

    /// <summary>Receipts that came, repeated ones included.</summary>
    public long Receipts => Volatile.Read(ref _receipts);

    /// <summary>Ids given that have their receipt.</summary>
    public long Matched => Volatile.Read(ref _matched);

    /// <summary>Receipts beyond the first of an id.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Receipts for ids that were never given; certain only once every submit has its outcome.</summary>
    public long Unknown => Receipts - Repeated - Matched;

    /// <summary>Ids given that have no receipt yet.</summary>
    public long Missing => Volatile.Read(ref _given) - Matched;

    public void OnAccepted(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash3.HashToUInt64(id);
        lock (_gate)
        {
            ref byte seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, key, out _);
            _given++;
            if ((seen & ~Given) != 0)
                _matched++;
            seen |= Given;
        }
    }

    public void OnReceipt(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash3.HashToUInt64(id);
        lock (_gate)
        {
            ref byte seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, key, out _);
            _receipts++;
            if ((seen & ~Given) != 0)
                _repeated++;
            else if ((seen & Given) != 0)
                _matched++;
            if ((seen & ~Given) < MostCounted)
                seen++;
        }
    }
}
