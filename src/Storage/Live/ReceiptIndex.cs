using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Smpp.Protocol;

namespace Storage.Live;

/// <summary>
/// The messages of one upstream that wait for their receipts, by the upstream's message_id, and the receipts that came before
/// their message was known. Ids compare in a canonical form, and in <see cref="ReceiptIdForm.Auto"/> also as the other of
/// hexadecimal and decimal, since carriers answer in one and report in the other. Thread-safe.
/// </summary>
/// <remarks>
/// Keys are 128-bit hashes of the canonical id: an entry costs the same for any id, and a collision will not happen. The id of one
/// message may well be that of another read in the other base (1000 and 4096), so such a match needs a witness: an address that
/// message and receipt share, or an id so long that no two messages on the way can be read as each other. The older messages are
/// places, under half of their key; whether a receipt is about one of them shows when it is back in memory.
/// </remarks>
public sealed partial class ReceiptIndex : IPlaceHolder
{
    private const int MostIdOctets = 128;
    private const int LongId = 12;

    private readonly Lock _gate = new();
    private readonly EntityTable<UInt128, ByReceiptKey> _waiting = new();
    private readonly Dictionary<UInt128, ParkedReceipt> _parked = [];
    private ReceiptIdForm _form;
    private int _parkedCount;

    /// <summary>An empty index of an upstream that writes its ids in this form.</summary>
    public ReceiptIndex(ReceiptIdForm form) => _form = form;

    /// <summary>Messages that wait for a receipt.</summary>
    public long Count => Resident + Places;

    /// <summary>Receipts that wait for their message.</summary>
    public int Parked => Volatile.Read(ref _parkedCount);

    /// <summary>
    /// Compares ids in another form from now on, also of the messages that wait already. True when some of them are places, which are
    /// found under it only once <see cref="Renew"/> was called for each.
    /// </summary>
    public bool ChangeForm(ReceiptIdForm form)
    {
        lock (_gate)
        {
            if (form == _form)
                return false;
            MakeStale();
            _form = form;
            // Not those whose id the upstream has given to another since: no receipt is about them.
            var waiting = new List<LiveMessage>();
            for (var message = _oldest; message is not null; message = message.Younger)
            {
                if (_waiting.Remove(message))
                    waiting.Add(message);
            }
            foreach (var message in waiting)
            {
                message.ReceiptKey = Key(message.UpstreamMessageId);
                _waiting.Set(message);
            }
            return _stale.Count > 0;
        }
    }

    /// <summary>
    /// Adds a message under the id the upstream gave it; returns the first of the receipts that came before it, if any did: the
    /// others follow it as <see cref="ParkedReceipt.Later"/>.
    /// </summary>
    public ParkedReceipt? Add(ReadOnlySpan<byte> id, LiveMessage message)
    {
        lock (_gate)
        {
            var key = Key(id);
            SetAside(key);
            Enter(key, message);
            return _parked.Count == 0 ? null : Claim(id, message);
        }
    }

    /// <summary>The message this receipt is about. It stays in the index: an intermediate receipt is followed by others.</summary>
    /// <param name="id">The id in the receipt.</param>
    /// <param name="source">The receipt's source_addr: the message's destination, as a rule.</param>
    /// <param name="destination">The receipt's destination_addr.</param>
    /// <param name="isAway">
    /// It may be about a message of which only the place is here: ask again after <see cref="FindPlaces"/> and <see cref="Bring"/>.
    /// </param>
    public LiveMessage? Find(ReadOnlySpan<byte> id, in Address source, in Address destination, out bool isAway)
    {
        lock (_gate)
            return Search(id, source, destination, out isAway);
    }

    /// <summary>
    /// The message this receipt is about; or null, and then <paramref name="receipt"/> waits for it, unless
    /// <paramref name="isAway"/>.
    /// </summary>
    public LiveMessage? FindOrPark(
        ReadOnlySpan<byte> id, in Address source, in Address destination, ParkedReceipt receipt, out bool isAway)
    {
        lock (_gate)
        {
            var message = Search(id, source, destination, out isAway);
            if (message is null && !isAway)
                Park(Key(id), receipt);
            return message;
        }
    }

    /// <summary>A receipt that waits for its message, whoever waits already.</summary>
    public void Park(ReadOnlySpan<byte> id, ParkedReceipt receipt)
    {
        lock (_gate)
            Park(Key(id), receipt);
    }

    /// <summary>Takes all parked receipts out, those of one id in their order.</summary>
    public List<ParkedReceipt> TakeParked()
    {
        lock (_gate)
        {
            var taken = new List<ParkedReceipt>(_parkedCount);
            foreach (var first in _parked.Values)
            {
                for (var receipt = first; receipt is not null; receipt = receipt.Later)
                    taken.Add(receipt);
            }
            foreach (var receipt in taken)
                Unpark(receipt);
            _parked.Clear();
            return taken;
        }
    }

    /// <summary>Takes a settled message out.</summary>
    public void Remove(LiveMessage message)
    {
        lock (_gate)
        {
            Leave(message);
        }
    }

    /// <summary>Takes a parked receipt out; false when its message has claimed it.</summary>
    public bool Remove(ParkedReceipt receipt)
    {
        lock (_gate)
        {
            if (!receipt.IsParked)
                return false;
            var first = _parked[receipt.Key];
            if (receipt.Later is { } later)
                later.Earlier = receipt.Earlier;
            if (receipt.Earlier is { } earlier)
                earlier.Later = receipt.Later;
            if (first.Last == receipt)
                first.Last = receipt.Earlier;
            if (first == receipt)
                Replace(first, receipt.Later);
            Unpark(receipt);
            return true;
        }
    }

    private void Unpark(ParkedReceipt receipt)
    {
        receipt.Earlier = receipt.Later = receipt.Last = null;
        receipt.IsParked = false;
        _parkedCount--;
    }

    private void Park(UInt128 key, ParkedReceipt receipt)
    {
        receipt.Key = key;
        receipt.IsParked = true;
        if (_parked.TryGetValue(key, out var first))
        {
            receipt.Earlier = first.Last;
            first.Last!.Later = receipt;
        }
        else
        {
            _parked[key] = first = receipt;
        }
        first.Last = receipt;
        _parkedCount++;
    }

    private void Replace(ParkedReceipt first, ParkedReceipt? next)
    {
        if (next is null)
        {
            _parked.Remove(first.Key);
            return;
        }
        next.Last = first.Last;
        _parked[first.Key] = next;
    }

    private ParkedReceipt? Claim(ReadOnlySpan<byte> id, LiveMessage message)
    {
        if (_parked.Remove(message.ReceiptKey, out var first))
            return Release(first);
        if (_form != ReceiptIdForm.Auto)
            return null;
        Span<UInt128> others = stackalloc UInt128[2];
        foreach (var key in others[..OtherKeys(id, others)])
        {
            if (_parked.TryGetValue(key, out first) && (id.Length >= LongId || IsAbout(message, first)))
            {
                _parked.Remove(key);
                return Release(first);
            }
        }
        return null;
    }

    private ParkedReceipt Release(ParkedReceipt first)
    {
        for (var receipt = first; receipt is not null; receipt = receipt.Later)
        {
            receipt.IsParked = false;
            _parkedCount--;
        }
        return first;
    }

    private LiveMessage? Search(ReadOnlySpan<byte> id, in Address source, in Address destination, out bool isAway)
    {
        var key = Key(id);
        var exact = Waiting(key);
        isAway = false;
        if (exact is not null && (_form != ReceiptIdForm.Auto || IsAbout(exact, source, destination)))
            return exact;
        Span<UInt128> others = stackalloc UInt128[2];
        others = _form == ReceiptIdForm.Auto ? others[..OtherKeys(id, others)] : [];
        // Which of several it is cannot be told before all of them are here.
        isAway = HasPlaces && (HasPlace(key) || HasPlace(others));
        if (isAway)
            return null;
        foreach (var other in others)
        {
            if (Waiting(other) is not { } message)
                continue;
            if (IsAbout(message, source, destination) || (exact is null && id.Length >= LongId))
                return message;
        }
        return exact;
    }

    private static bool IsAbout(LiveMessage message, ParkedReceipt receipt) =>
        MessageView.TryRead(CommandId.DeliverSm, receipt.Body, out var deliver, out _)
        && IsAbout(message, deliver.Source, deliver.Destination);

    /// <summary>Carriers write numbers their own way, and some do not swap the addresses of a receipt.</summary>
    private static bool IsAbout(LiveMessage message, in Address source, in Address destination) =>
        SameSubscriber.Test(message.Destination, source) || SameSubscriber.Test(message.Destination, destination);

    private LiveMessage? Waiting(UInt128 key) => (LiveMessage?)_waiting.Find(key);

    private UInt128 Key(ReadOnlySpan<byte> id) => Key(id, _form);

    [SkipLocalsInit]
    private static UInt128 Key(ReadOnlySpan<byte> id, ReceiptIdForm form)
    {
        Span<byte> canonical = stackalloc byte[MostIdOctets];
        return Hash(canonical[..ReceiptIds.Normalize(Bounded(id), form, canonical)]);
    }

    /// <summary>The keys of what the id says in the other base.</summary>
    private static int OtherKeys(ReadOnlySpan<byte> id, Span<UInt128> keys)
    {
        Span<byte> other = stackalloc byte[MostIdOctets];
        int count = 0;
        if (ReceiptIds.TryHexToDecimal(Bounded(id), other, out int written))
            keys[count++] = Hash(other[..written]);
        if (ReceiptIds.TryDecimalToHex(Bounded(id), other, out written))
            keys[count++] = Hash(other[..written]);
        return count;
    }

    private static ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> id) => id.Length > MostIdOctets / 2 ? id[..(MostIdOctets / 2)] : id;

    /// <summary>
    /// A hash, but for the 32 bits above its lower half: there ids that differ in their last two characters alone are neighbours, as
    /// a carrier's are that come one after the other.
    /// </summary>
    private static UInt128 Hash(ReadOnlySpan<byte> canonical)
    {
        var hash = XxHash128.HashToUInt128(canonical);
        if (canonical.Length < 2)
            return hash;
        uint place = (uint)XxHash3.HashToUInt64(canonical[..^2]) + (16 * Digit(canonical[^2])) + Digit(canonical[^1]);
        return new UInt128((ulong)(hash >> 64) & ~(ulong)uint.MaxValue | place, (ulong)hash);
    }

    private static uint Digit(byte character) => (character & 15u) + (9u * ((uint)character >> 6));

    /// <summary>Only messages are entered.</summary>
    private readonly struct ByReceiptKey : IEntityKey<UInt128>
    {
        public static UInt128 KeyOf(LiveEntity entity) => Unsafe.As<LiveMessage>(entity).ReceiptKey;

        public static uint Hash(UInt128 key) => (uint)(key >> 64);

        public static ref LiveEntity? Next(LiveEntity entity) => ref Unsafe.As<LiveMessage>(entity).NextByReceiptKey;
    }
}
