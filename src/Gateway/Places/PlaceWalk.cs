using Storage.Live;

namespace Gateway.Places;

/// <summary>
/// Looks through what is not in memory, for questions that name no message: one journal segment at a time on the keeper's thread, so that
/// queues and receipts that wait for it have their turns between. Few go on at once, since each reads all that waits.
/// </summary>
internal sealed class PlaceWalk(NodeStore store)
{
    private const int MostAtOnce = 4;

    private int _underWay;

    /// <summary>Whether there is anything beyond what is in memory.</summary>
    public bool IsNeeded => store.Live.HasPlaces;

    /// <summary>Begins a walk; false when too many are under way.</summary>
    /// <param name="queuesOnly">Leaves out what waits for a receipt.</param>
    /// <param name="mayBe">Whether a message of this id is worth its reading; null for all.</param>
    /// <param name="see">Gets each that was read. What was copied forward meanwhile comes twice. Runs on the keeper's thread.</param>
    /// <param name="end">Called when all were seen; with false when something failed. Runs on the keeper's thread.</param>
    public bool TryStart(bool queuesOnly, Func<ulong, bool>? mayBe, Action<LiveEntity> see, Action<bool> end)
    {
        if (Interlocked.Increment(ref _underWay) > MostAtOnce)
        {
            Interlocked.Decrement(ref _underWay);
            return false;
        }
        Continue(store.Journal.OldestSegment);
        return true;

        void Continue(long segment) => store.Keeper.Post(keeper =>
        {
            bool isSound = false;
            bool goesOn = false;
            try
            {
                goesOn = segment <= store.Journal.AppendPosition.Segment;
                if (goesOn)
                    Read(keeper, segment, queuesOnly, mayBe, see);
                isSound = true;
            }
            finally
            {
                if (isSound && goesOn)
                {
                    Continue(segment + 1);
                }
                else
                {
                    Interlocked.Decrement(ref _underWay);
                    end(isSound);
                }
            }
        });
    }

    private static void Read(PlaceKeeper keeper, long segment, bool queuesOnly, Func<ulong, bool>? mayBe, Action<LiveEntity> see)
    {
        var places = new List<Place>();
        foreach (var holder in keeper.Holders)
        {
            if (!queuesOnly || holder is PlaceQueue)
                holder.Collect(segment, int.MaxValue, places);
        }
        // In the order of the file, which reads it once.
        places.Sort(static (one, other) => one.Position.CompareTo(other.Position));
        foreach (var place in places)
        {
            if (mayBe?.Invoke(place.Id) != false && keeper.Load(place) is { } entity)
                see(entity);
        }
    }
}
