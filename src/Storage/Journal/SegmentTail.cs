using Storage.Inspection;

namespace Storage;

/// <summary>
/// What stands behind the record with which the open segment ends. Octets that are no record of this place do not count: those of the
/// segment's earlier life stand there until they are written over.
/// </summary>
/// <param name="IsThere">Whether there is any record, which must go before anything is written in front of it.</param>
/// <param name="Events">How many events the records count, at least.</param>
/// <param name="WasPromised">
/// Whether they may have been acknowledged: their batches were not synced, so what is wrong before them may be damage, or what a power
/// cut took.
/// </param>
internal readonly record struct SegmentTail(bool IsThere, long Events, bool WasPromised)
{
    private const int Patience = 16;

    /// <summary>Looks behind the last record of a segment.</summary>
    /// <param name="octets">The segment.</param>
    /// <param name="number">Its number.</param>
    /// <param name="offset">Behind its last record.</param>
    /// <param name="eventsBefore">Events of the journal up to there.</param>
    /// <param name="isSynced">Whether the last mark says that batches were synced.</param>
    public static SegmentTail Of(ReadOnlySpan<byte> octets, long number, int offset, long eventsBefore, bool isSynced)
    {
        var survey = new SegmentSurvey(octets, number, offset, (long)Patience * octets.Length);
        long events = eventsBefore;
        bool isThere = false;
        while (survey.MoveNext())
        {
            isThere = true;
            if (Frame.IsMark(survey.Body))
            {
                events = Math.Max(events, Frame.EventsBefore(survey.Body));
                isSynced &= Frame.IsSyncedMark(survey.Body);
            }
            else if (survey.Body[0] < Frame.MarkKind)
            {
                events++;
            }
        }
        return new SegmentTail(isThere || survey.IsGivenUp, events - eventsBefore, isThere && !isSynced);
    }
}
