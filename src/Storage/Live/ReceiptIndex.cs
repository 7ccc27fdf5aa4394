using System.IO.Hashing;
using Smpp.Protocol;

namespace Storage.Live;

/// <summary>
/// The messages of one upstream that wait for their receipts, by the upstream's message_id, and the receipts that came before
/// their message was known. Ids compare in a canonical form, and in <see cref="ReceiptIdForm.Auto"/> also as the other of
/// hexadecimal and decimal, since carriers answer in one and report in the other. Thread-safe.
/// </summary>
/// <remarks>Keys are 128-bit hashes of the canonical id: an entry costs the same for any id, and a collision will not happen.</remarks>
public sealed class ReceiptIndex(ReceiptIdForm form)
{
    private const int MostIdOctets = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, LiveMessage> _waiting = [];
    private readonly Dictionary<UInt128, ParkedReceipt> _parked = [];

    /// <summary>Messages that wait for a receipt.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Receipts that wait for their message.</summary>
    public int Parked
    {
        get
        {
            lock (_gate)
                return _parked.Count;
        }
    }

    /// <summary>Adds a message under the id the upstream gave it; returns the receipt that came before it, if one did.</summary>
    public ParkedReceipt? Add(ReadOnlySpan<byte> id, LiveMessage message)
    {
        Span<UInt128> keys = stackalloc UInt128[3];
        int count = Keys(id, keys);
        lock (_gate)
        {
            message.ReceiptKey = keys[0];
            _waiting[keys[0]] = message;
            if (_parked.Count > 0)
            {
                foreach (var key in keys[..count])
                {
                    if (_parked.Remove(key, out var parked))
                        return parked;
                }
            }
            return null;
        }
    }

    /// <summary>The message this receipt is about. It stays in the index: an intermediate receipt is followed by others.</summary>
    public LiveMessage? Find(ReadOnlySpan<byte> id)
    {
        Span<UInt128> keys = stackalloc UInt128[3];
        int count = Keys(id, keys);
        lock (_gate)
            return Find(keys[..count]);
    }

    /// <summary>The message this receipt is about; or null, and then <paramref name="receipt"/> waits for it.</summary>
    public LiveMessage? FindOrPark(ReadOnlySpan<byte> id, ParkedReceipt receipt)
    {
        Span<UInt128> keys = stackalloc UInt128[3];
        int count = Keys(id, keys);
        lock (_gate)
        {
            if (Find(keys[..count]) is { } message)
                return message;
            receipt.Key = keys[0];
            _parked[keys[0]] = receipt;
            return null;
        }
    }

    /// <summary>Takes a settled message out.</summary>
    public void Remove(LiveMessage message)
    {
        lock (_gate)
        {
            // The upstream may have given the id to another message meanwhile.
            if (_waiting.TryGetValue(message.ReceiptKey, out var found) && found == message)
                _waiting.Remove(message.ReceiptKey);
        }
    }

    /// <summary>Takes a parked receipt out; false when its message has claimed it.</summary>
    public bool Remove(ParkedReceipt receipt)
    {
        lock (_gate)
            return _parked.TryGetValue(receipt.Key, out var found) && found == receipt && _parked.Remove(receipt.Key);
    }

    private LiveMessage? Find(ReadOnlySpan<UInt128> keys)
    {
        foreach (var key in keys)
        {
            if (_waiting.TryGetValue(key, out var message))
                return message;
        }
        return null;
    }

    private int Keys(ReadOnlySpan<byte> id, Span<UInt128> keys)
    {
        Span<byte> canonical = stackalloc byte[MostIdOctets];
        Span<byte> other = stackalloc byte[MostIdOctets];
        if (id.Length > MostIdOctets / 2)
            id = id[..(MostIdOctets / 2)];
        keys[0] = Hash(canonical[..ReceiptIds.Normalize(id, form, canonical)]);
        int count = 1;
        if (form != ReceiptIdForm.Auto)
            return count;
        if (ReceiptIds.TryHexToDecimal(id, other, out int written))
            keys[count++] = Hash(canonical[..ReceiptIds.Normalize(other[..written], form, canonical)]);
        if (ReceiptIds.TryDecimalToHex(id, other, out written))
            keys[count++] = Hash(canonical[..ReceiptIds.Normalize(other[..written], form, canonical)]);
        return count;
    }

    private static UInt128 Hash(ReadOnlySpan<byte> canonical) => XxHash128.HashToUInt128(canonical);
}
