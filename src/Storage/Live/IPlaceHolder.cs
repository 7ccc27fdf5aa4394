namespace Storage.Live;

/// <summary>
/// Holds places: the far end of a queue, the older part of a receipt index. Any thread may add places; all that takes, moves or
/// looks through them is done by one thread at a time, so that what it has seen is still there.
/// </summary>
public interface IPlaceHolder
{
    /// <summary>Places held.</summary>
    long Places { get; }

    /// <summary>Adds up to <paramref name="most"/> places whose record lies in <paramref name="segment"/> to the list.</summary>
    void Collect(long segment, int most, List<Place> into);

    /// <summary>
    /// Records were copied, durably: the places at these positions are at those now. Adds the new position of each that is here to
    /// the list.
    /// </summary>
    void Move(IReadOnlyDictionary<JournalPosition, JournalPosition> copies, List<JournalPosition> moved);

    /// <summary>Takes up to <paramref name="most"/> places that expire at or before <paramref name="now"/>, in microseconds.</summary>
    void TakeExpired(long now, int most, List<Place> into);

    /// <summary>The place of this message, taken out when <paramref name="take"/> says so. Looks through all of them.</summary>
    bool TryFind(ulong id, bool take, out Place place);
}
