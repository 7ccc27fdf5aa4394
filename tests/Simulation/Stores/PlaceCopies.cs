using Storage;
using Storage.Live;

namespace Simulation.Stores;

/// <summary>Writes places of an old segment again; their holders learn the new positions once all copies are durable.</summary>
internal sealed class PlaceCopies(StoreNode node, IPlaceHolder[] holders) : IPlaceCopier
{
    private const int MostAtOnce = 50;

    private readonly Dictionary<JournalPosition, JournalPosition> _copies = [];
    private long _segment;
    private int _waiting;

    public long OctetsCopied { get; private set; }

    public void CopyForward(long segment, long octets)
    {
        if (_copies.Count > 0)
            return;
        _segment = segment;
        var places = new List<Place>();
        foreach (var holder in holders)
            holder.Collect(segment, MostAtOnce, places);
        foreach (var place in places)
        {
            node.Load(place).DescribeWhole(out var e);
            _waiting++;
            if (!node.TryAppend(e, () => _waiting--, out var copy))
            {
                _waiting--;
                break;
            }
            _copies[place.Position] = copy;
            OctetsCopied += e.EncodedLength;
        }
    }

    /// <summary>Once all are durable, moves what has not come back to memory meanwhile.</summary>
    public void Finish()
    {
        if (_copies.Count == 0 || _waiting > 0)
            return;
        var moved = new List<JournalPosition>();
        foreach (var holder in holders)
            holder.Move(_copies, moved);
        node.Live.MovePlaces(_segment, moved);
        _copies.Clear();
    }
}
