namespace Storage.Live;

/// <summary>
/// Keeps the journal's disk space bounded: segments that nothing alive needs and whose events were exported are deleted, and
/// what is still alive in an old and mostly dead segment is written again at the journal's end.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="live">Everything alive.</param>
/// <param name="exported">How far the CDR exporter has come.</param>
/// <param name="keepSegments">Segments that may stand before anything is copied.</param>
public sealed class Reclaimer(Journal journal, LiveSet live, Func<JournalPosition> exported, int keepSegments = 8)
{
    private const int Batch = 1_000;

    private JournalPosition _lastCopy;
    private long _complete;

    /// <summary>Octets copied forward so far.</summary>
    public long OctetsCopied { get; private set; }

    /// <summary>One round; cheap when there is nothing to do. Called by one thread at a time.</summary>
    public void Run()
    {
        long current = journal.DurablePosition.Segment;
        if (current - live.OldestSegment > keepSegments)
            CopyForward(live.OldestSegment);
        // What was complete a round ago: an entity joins the live set a moment after its event was appended, and on a busy machine
        // a moment may be as long as a segment lasts.
        long complete = _complete;
        _complete = current - 1;
        // The originals go only when their copies are durable.
        if (_lastCopy >= journal.DurablePosition)
            return;
        long needed = Math.Min(live.OldestSegment, Math.Min(exported().Segment, complete));
        if (needed > journal.OldestSegment)
            journal.Release(needed);
    }

    private void CopyForward(long segment)
    {
        foreach (var entity in live.InSegment(segment, Batch))
        {
            lock (entity)
            {
                if (!entity.IsLive)
                    continue;
                entity.DescribeWhole(out var e);
                if (journal.TryAppend(e, null, out var position, essential: true) != AppendResult.Ok)
                    return;
                OctetsCopied += e.EncodedLength;
                _lastCopy = position;
                live.Move(entity, position);
            }
        }
    }
}
