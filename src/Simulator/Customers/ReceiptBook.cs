using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Simulator.Customers;

/// <summary>
/// Which ids a customer was given and which receipts it got, in whatever order the two came. Keeps a hash of each id: 8 octets a
/// message. Thread-safe.
/// </summary>
/// <remarks>
/// At hand are only ids of which one of the two has come; what has both is put aside and gone through at the end. With all of them at
/// hand a million messages were a miss of the processor's caches at each answer and each receipt.
/// </remarks>
internal sealed class ReceiptBook
{
    private readonly Lock _gate = new();

    // Receipts to come; below zero, receipts of an id that nobody was given, or that has had its receipt.
    private readonly Dictionary<ulong, int> _open = [];
    private readonly List<ulong> _settled = [];
    private long _given;
    private long _receipts;
    private long _matched;

    /// <summary>Ids given whose receipt has come.</summary>
    public long Matched => Volatile.Read(ref _matched);

    /// <summary>Ids given that have no receipt yet.</summary>
    public long Missing => Volatile.Read(ref _given) - Matched;

    public void OnAccepted(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash3.HashToUInt64(id);
        lock (_gate)
        {
            _given++;
            Balance(key, 1);
        }
    }

    public void OnReceipt(ReadOnlySpan<byte> id)
    {
        ulong key = XxHash3.HashToUInt64(id);
        lock (_gate)
        {
            _receipts++;
            Balance(key, -1);
        }
    }

    /// <summary>What came of all of it; certain once every submit has its outcome. Sorts what has its receipt.</summary>
    public ReceiptSum Sum()
    {
        lock (_gate)
        {
            var settled = CollectionsMarshal.AsSpan(_settled);
            settled.Sort();
            long matched = settled.IsEmpty ? 0 : 1;
            for (int i = 1; i < settled.Length; i++)
            {
                if (settled[i] != settled[i - 1])
                    matched++;
            }
            long unknown = 0;
            foreach (var (key, balance) in _open)
            {
                if (balance < 0 && settled.BinarySearch(key) < 0)
                    unknown++;
            }
            return new ReceiptSum(matched, _given - matched, _receipts - matched - unknown, unknown);
        }
    }

    private void Balance(ulong key, int change)
    {
        ref int balance = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, key, out _);
        if (balance * change < 0)
        {
            _matched++;
            _settled.Add(key);
        }
        balance += change;
        if (balance == 0)
            _open.Remove(key);
    }
}

/// <summary>What came of the ids that a customer was given.</summary>
/// <param name="Matched">Ids that have their receipt.</param>
/// <param name="Missing">Ids given that have none, an id given again among them.</param>
/// <param name="Repeated">Receipts beyond the first of an id.</param>
/// <param name="Unknown">Ids that have a receipt and were never given.</param>
internal readonly record struct ReceiptSum(long Matched, long Missing, long Repeated, long Unknown);
