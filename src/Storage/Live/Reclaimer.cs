namespace Storage.Live;

/// <summary>
/// Keeps the journal's disk space bounded: segments that nothing alive needs and whose events were exported are deleted, and
/// what is still alive in an old and mostly dead segment is written again at the journal's end.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="live">Everything alive.</param>
/// <param name="exported">How far the CDR exporter has come.</param>
/// <param name="keepSegments">Segments that may stand before anything is copied.</param>
/// <param name="places">Copies what is not in memory; null where everything is.</param>
/// <param name="deadShare">
/// So many times as much as is alive may stand beyond that, as long as the disk has room: the less, the more often the same is copied.
/// </param>
public sealed class Reclaimer(
    Journal journal, LiveSet live, Func<JournalPosition> exported, int keepSegments = 8, IPlaceCopier? places = null,
    int deadShare = 3)
{
    /// <summary>Octets copied in one round, of entities in memory and of places each: half of what may wait for the committer.</summary>
    public const int RoundOctets = 16 << 20;

    private const int Batch = 1_000;

    /// <summary>A message of 160 octets with what is known of it, rounded up: what is alive is counted and not weighed.</summary>
    private const int TypicalOctets = 512;

    private JournalPosition _freedBefore;
    private long _freed;
    private long _complete;

    /// <summary>Octets copied forward so far.</summary>
    public long OctetsCopied { get; private set; }

    /// <summary>One round; cheap when there is nothing to do. Called by one thread at a time.</summary>
    public void Run()
    {
        long current = journal.DurablePosition.Segment;
        long dead = journal.IsDiskFull ? 0 : live.Count * TypicalOctets * deadShare / journal.SegmentBytes;
        // What the exporter still reads stays however much is copied out of it: that would only take the room that is left.
        if (current - live.OldestSegment > keepSegments + dead && exported().Segment > live.OldestSegment)
            CopyForward(live.OldestSegment);
        // What was complete a round ago: an entity joins the live set a moment after its event was appended, and on a busy machine
        // a moment may be as long as a segment lasts.
        long complete = _complete;
        _complete = current - 1;
        // What nothing needs any more, because it was copied or has ended, goes only when that is durable, however long it takes.
        if (journal.DurablePosition < _freedBefore)
            return;
        journal.Release(_freed);
        _freed = Math.Min(live.OldestSegment, Math.Min(exported().Segment, complete));
        _freedBefore = journal.AppendPosition;
        if (journal.DurablePosition >= _freedBefore)
            journal.Release(_freed);
    }

    private void CopyForward(long segment)
    {
        if (live.PlacesIn(segment) > 0)
            places?.CopyForward(segment, RoundOctets);
        long end = OctetsCopied + RoundOctets;
        while (OctetsCopied < end)
        {
            var batch = live.InSegment(segment, Batch);
            long before = OctetsCopied;
            foreach (var entity in batch)
            {
                if (!Copy(entity))
                    return;
            }
            if (batch.Count < Batch || OctetsCopied == before)
                return;
        }
    }

    /// <summary>False when the journal takes no more now.</summary>
    private bool Copy(LiveEntity entity)
    {
        lock (entity)
        {
            // A copy would say that a message was sent before its event does, which could get lost with all that hangs on it.
            if (!entity.IsLive || entity is LiveMessage { SentAt: not 0, IsBooked: false })
                return true;
            entity.DescribeWhole(out var e);
            if (journal.TryAppend(e, null, out var position, essential: true) != AppendResult.Ok)
                return false;
            OctetsCopied += e.EncodedLength;
            live.Move(entity, position);
            return true;
        }
    }
}

/// <summary>Writes what is not in memory again at the journal's end.</summary>
public interface IPlaceCopier
{
    /// <summary>
    /// Begins to copy what places lie in a segment, up to so many octets, and returns. The places count for the segment until their
    /// copies are durable. While an earlier call is being carried out this one does nothing.
    /// </summary>
    void CopyForward(long segment, long octets);
}
