using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>
/// Makes the files that a recovery has read fit to go on with: what was replayed becomes as durable as if this run had written
/// it, and what a torn batch left goes. To be killed anywhere in it does no harm; the next start does it again.
/// </summary>
internal sealed class JournalSettlement(JournalOptions options, IJournalFiles files, SegmentFolder folder, ILogger logger)
{
    private const int CopyBytes = 4 << 20;

    /// <summary>Begins a journal in an empty folder, or settles the one that is there.</summary>
    public RecoveredJournal Run(RecoveredJournal recovered)
    {
        foreach (string unfinished in files.List(options.Folder, SegmentFolder.UnfinishedExtension)) files.Delete(unfinished);
        if (recovered.Active == 0)
        {
            folder.Create(1).Dispose();
            return recovered with
            {
                Active = 1, ActiveOffset = SegmentHeader.Length, ActiveLength = options.SegmentBytes, LastReady = 1,
            };
        }
        if (options.Durability == Durability.Fsync) WriteAgain(recovered);
        else if (recovered.Tail.IsThere) Clear(recovered);
        string path = folder.PathOf(recovered.Active);
        if (recovered.Tail.WasPromised) Log.TailGivenUp(logger, path, recovered.ActiveOffset, recovered.Tail.Events);
        else if (recovered.Tail.IsThere) Log.TailCleared(logger, path, recovered.ActiveOffset);
        return recovered with { LastReady = DropUnusable(recovered.Active, recovered.LastReady) };
    }

    /// <summary>
    /// Writes what no mark proves once more, and zeros behind it. To sync it would not be enough: after a sync that failed the
    /// system keeps the octets in memory as if they were on the disk, and syncs them no more. The mark of an orderly stop proves what is
    /// before it, not itself: it is written again as well, and behind it there is nothing to clear.
    /// </summary>
    private void WriteAgain(RecoveredJournal recovered)
    {
        files.SyncFolder(options.Folder);
        for (long number = recovered.Unproven.Segment; number < recovered.Active; number++)
        {
            using IJournalFile complete = folder.Open(number);
            int from = number == recovered.Unproven.Segment ? recovered.Unproven.Offset : SegmentHeader.Length;
            WriteAgain(complete, from, (int)complete.Length);
            complete.Sync();
        }
        using IJournalFile active = folder.Open(recovered.Active);
        int first = recovered.Unproven.Segment == recovered.Active ? recovered.Unproven.Offset : SegmentHeader.Length;
        WriteAgain(active, first, recovered.ActiveOffset);
        active.Sync();
        if (!recovered.WasClosed) active.Clear(recovered.ActiveOffset);
    }

    private static void WriteAgain(IJournalFile file, int from, int to)
    {
        byte[] octets = new byte[Math.Min(CopyBytes, to - from)];
        for (int done = from; done < to;)
        {
            int read = file.Read(octets.AsSpan(0, Math.Min(octets.Length, to - done)), done);
            if (read == 0) throw new IOException($"the file became shorter while it was read: {to} octets were there, now {done}");
            file.Write(octets.AsSpan(0, read), done);
            done += read;
        }
    }

    private void Clear(RecoveredJournal recovered)
    {
        using IJournalFile active = folder.Open(recovered.Active);
        active.Clear(recovered.ActiveOffset);
    }

    /// <summary>Removes spare segments of another size than is configured now; returns the last one left.</summary>
    private long DropUnusable(long active, long last)
    {
        for (long number = last; number > active; number--)
        {
            using (IJournalFile file = folder.Open(number))
                if (file.Length == options.SegmentBytes) return number;
            folder.Delete(number);
        }
        return active;
    }
}
