using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Smpp.Protocol;

namespace Storage.Live;

// The older messages, of which only places are kept, and the order in which messages in memory become such.
public sealed partial class ReceiptIndex
{
    private readonly PlaceTable _places = new();
    private readonly List<(ReceiptIdForm Form, PlaceTable Places)> _stale = [];
    private LiveMessage? _oldest;
    private LiveMessage? _youngest;
    private int _resident;

    /// <summary>Messages in memory that wait for a receipt.</summary>
    public int Resident => Volatile.Read(ref _resident);

    /// <inheritdoc/>
    public long Places
    {
        get
        {
            lock (_gate)
                return _places.Count + _stale.Sum(stale => stale.Places.Count);
        }
    }

    private bool HasPlaces => _places.Count > 0;

    /// <summary>The oldest messages in memory, up to <paramref name="most"/>.</summary>
    public void Oldest(int most, List<LiveMessage> into)
    {
        lock (_gate)
        {
            for (var message = _oldest; message is not null && into.Count < most; message = message.Younger)
                into.Add(message);
        }
    }

    /// <summary>
    /// Keeps only the place of a message that waits here, when its records say all of it and are durable before
    /// <paramref name="durable"/>. The message is locked.
    /// </summary>
    public bool TryPlace(LiveMessage message, LiveSet live, JournalPosition durable)
    {
        if (message.State != LiveState.AwaitingReceipt || !message.IsBooked || message.IsClaiming
            || message.Whole == default || message.Whole >= durable)
            return false;
        lock (_gate)
        {
            if (!IsHere(message) || !live.TryPlace(message, out var place))
                return false;
            bool isLatest = Waiting(message.ReceiptKey) == message;
            Leave(message);
            _places.Add(isLatest ? (ulong)message.ReceiptKey : KeyOfNone(message.Id), place);
        }
        message.IsPlaced = true;
        message.State = LiveState.Done;
        return true;
    }

    /// <summary>A message that a start has found in the journal.</summary>
    public void Add(ReadOnlySpan<byte> id, in Place place)
    {
        lock (_gate)
        {
            var key = Key(id);
            SetAside(key);
            _places.Add((ulong)key, place);
        }
    }

    /// <summary>The places of messages that a receipt with this id may be about.</summary>
    public void FindPlaces(ReadOnlySpan<byte> id, List<Place> into)
    {
        Span<UInt128> others = stackalloc UInt128[2];
        lock (_gate)
        {
            _places.Find((ulong)Key(id), into);
            if (_form != ReceiptIdForm.Auto)
                return;
            foreach (var other in others[..OtherKeys(id, others)])
                _places.Find((ulong)other, into);
        }
    }

    /// <summary>A message is back in memory, instead of its place; false when its place is not here.</summary>
    public bool Bring(LiveMessage message, in Place place, LiveSet live)
    {
        lock (_gate)
        {
            var key = Key(message.UpstreamMessageId);
            if (!_places.Remove((ulong)key, place.Position))
                return false;
            live.Bring(message, place);
            Enter(key, message);
            return true;
        }
    }

    /// <summary>Places that are still kept under another form of ids.</summary>
    public void FindStale(int most, List<Place> into)
    {
        lock (_gate)
        {
            foreach (var (_, places) in _stale)
            {
                for (int part = 0; part < PlaceTable.Parts && into.Count < most; part++)
                {
                    places.Sift(part, (ulong _, ref Place place) =>
                    {
                        into.Add(place);
                        return false;
                    });
                }
            }
        }
    }

    /// <summary>
    /// Keeps a place under the present form of its id; true when a receipt that came before waits under it, and then it should be
    /// brought back.
    /// </summary>
    public bool Renew(ReadOnlySpan<byte> id, in Place place)
    {
        lock (_gate)
        {
            for (int i = 0; i < _stale.Count; i++)
            {
                var (form, places) = _stale[i];
                if (!places.Remove((ulong)Key(id, form), place.Position) && !places.Remove(KeyOfNone(place.Id), place.Position))
                    continue;
                if (places.Count == 0)
                    _stale.RemoveAt(i);
                _places.Add((ulong)Key(id), place);
                return _parked.ContainsKey(Key(id));
            }
            return false;
        }
    }

    /// <inheritdoc/>
    public void Collect(long segment, int most, List<Place> into) => Sift((ref Place place) =>
    {
        if (place.Position.Segment == segment && into.Count < most)
            into.Add(place);
        return false;
    });

    /// <inheritdoc/>
    public void Move(IReadOnlyDictionary<JournalPosition, JournalPosition> copies, List<JournalPosition> moved) =>
        Sift((ref Place place) =>
        {
            if (!copies.TryGetValue(place.Position, out var copy))
                return false;
            place = place with { Position = copy };
            moved.Add(copy);
            return false;
        });

    /// <inheritdoc/>
    public void TakeExpired(long now, int most, List<Place> into)
    {
        for (int part = 0; part < PlaceTable.Parts && into.Count < most; part++)
        {
            lock (_gate)
            {
                _places.TakeExpired(part, now, most, into);
                foreach (var (_, places) in _stale)
                    places.TakeExpired(part, now, most, into);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryFind(ulong id, bool take, out Place place)
    {
        Place found = default;
        Sift((ref Place candidate) =>
        {
            if (candidate.Id != id || !found.IsEmpty)
                return false;
            found = candidate;
            return take;
        });
        place = found;
        return !found.IsEmpty;
    }

    /// <summary>The receipts that came before a message that <see cref="Bring"/> has brought back, as <c>Add</c> gives them.</summary>
    public ParkedReceipt? Claim(LiveMessage message)
    {
        lock (_gate)
            return IsHere(message) ? Claim(message.UpstreamMessageId, message) : null;
    }

    private delegate bool Sieve(ref Place place);

    /// <summary>Looks at all places, with the gate held for one part of the table at a time.</summary>
    private void Sift(Sieve sieve)
    {
        for (int part = 0; part < PlaceTable.Parts; part++)
        {
            lock (_gate)
            {
                _places.Sift(part, (ulong _, ref Place place) => sieve(ref place));
                foreach (var (_, places) in _stale)
                    places.Sift(part, (ulong _, ref Place place) => sieve(ref place));
            }
        }
    }

    private void MakeStale()
    {
        if (!HasPlaces)
            return;
        var stale = new PlaceTable();
        _stale.Add((_form, stale));
        for (int part = 0; part < PlaceTable.Parts; part++)
        {
            _places.Sift(part, (ulong key, ref Place place) =>
            {
                stale.Add(key, place);
                return false;
            });
            _places.Clear(part);
        }
    }

    /// <summary>
    /// The upstream has given this id to another message: no receipt is about the earlier one any more, which waits for its time to
    /// end.
    /// </summary>
    private void SetAside(UInt128 key)
    {
        while (HasPlaces)
        {
            ref var place = ref _places.Find((ulong)key);
            if (Unsafe.IsNullRef(ref place))
                return;
            var earlier = place;
            _places.Remove((ulong)key, earlier.Position);
            _places.Add(KeyOfNone(earlier.Id), earlier);
        }
    }

    /// <summary>A key that no message_id of an upstream has: they have no zero octets.</summary>
    private static ulong KeyOfNone(ulong id)
    {
        Span<byte> octets = stackalloc byte[1 + sizeof(ulong)];
        octets.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(octets[1..], id);
        return (ulong)Hash(octets);
    }

    private bool HasPlace(UInt128 key) => _places.Contains((ulong)key);

    private bool HasPlace(ReadOnlySpan<UInt128> keys)
    {
        foreach (var key in keys)
        {
            if (HasPlace(key))
                return true;
        }
        return false;
    }

    private bool IsHere(LiveMessage message) => message.Older is not null || message.Younger is not null || _oldest == message;

    private void Enter(UInt128 key, LiveMessage message)
    {
        message.ReceiptKey = key;
        _waiting.Set(message);
        message.Older = _youngest;
        if (_youngest is null)
            _oldest = message;
        else
            _youngest.Younger = message;
        _youngest = message;
        _resident++;
    }

    private void Leave(LiveMessage message)
    {
        // The upstream may have given the id to another message meanwhile.
        _waiting.Remove(message);
        if (!IsHere(message))
            return;
        if (message.Older is null)
            _oldest = message.Younger;
        else
            message.Older.Younger = message.Younger;
        if (message.Younger is null)
            _youngest = message.Older;
        else
            message.Younger.Older = message.Older;
        message.Older = message.Younger = null;
        _resident--;
    }
}
