using Storage;
using Storage.Live;

namespace Gateway.Places;

/// <summary>
/// Writes the places of an old segment again at the journal's end, in steps on the keeper's thread, and gives their holders the new
/// positions once the copies are durable.
/// </summary>
internal sealed class PlaceCopier(NodeStore store, PlaceKeeper keeper) : IPlaceCopier, IDurable
{
    private const int StepPlaces = 20_000;

    private readonly Dictionary<JournalPosition, JournalPosition> _copies = [];
    private long _segment;
    private long _octetsLeft;
    private int _busy;
    private int _waiting;
    private long _octetsCopied;

    /// <summary>Octets copied so far.</summary>
    public long OctetsCopied => Volatile.Read(ref _octetsCopied);

    public void CopyForward(long segment, long octets)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            return;
        keeper.Post(_ =>
        {
            _segment = segment;
            _octetsLeft = octets;
            Step();
        });
    }

    void IDurable.OnDurable()
    {
        if (Interlocked.Decrement(ref _waiting) == 0)
            keeper.Post(_ => Finish());
    }

    void IDurable.OnStoreFailed()
    {
        // The process ends, and a start replays.
    }

    private void Step()
    {
        var places = new List<Place>();
        foreach (var holder in keeper.Holders)
            holder.Collect(_segment, StepPlaces, places);
        // In the order of the file, which reads it once.
        places.Sort(static (one, other) => one.Position.CompareTo(other.Position));
        _copies.Clear();
        _waiting = 1;
        foreach (var place in places)
        {
            if (_octetsLeft <= 0 || !TryCopy(place))
                break;
        }
        ((IDurable)this).OnDurable();
    }

    /// <summary>False when the journal takes no more now.</summary>
    private bool TryCopy(in Place place)
    {
        if (keeper.Load(place) is not { } entity)
            return true;
        entity.DescribeWhole(out var e);
        Interlocked.Increment(ref _waiting);
        if (store.Append(e, this, out var copy) != AppendResult.Ok)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }
        _copies[place.Position] = copy;
        _octetsLeft -= e.EncodedLength;
        _octetsCopied += e.EncodedLength;
        return true;
    }

    private void Finish()
    {
        // What came back to memory meanwhile did so from the original, and does not move.
        var moved = new List<JournalPosition>(_copies.Count);
        foreach (var holder in keeper.Holders)
            holder.Move(_copies, moved);
        store.Live.MovePlaces(_segment, moved);
        if (_octetsLeft > 0 && _copies.Count > 0)
            Step();
        else
            Volatile.Write(ref _busy, 0);
    }
}
