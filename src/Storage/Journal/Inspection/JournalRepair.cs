using Microsoft.Extensions.Logging.Abstractions;

namespace Storage.Inspection;

/// <summary>What a repair did.</summary>
/// <param name="Target">The folder of the repaired journal.</param>
/// <param name="Faults">What was damaged, and is void there.</param>
/// <param name="EventsKept">Events that the repaired journal replays.</param>
/// <param name="EventsLost">Events that were there once and are not in it; null where nothing tells.</param>
/// <param name="EventsCut">Of those, intact ones that were cut off.</param>
public sealed record RepairReport(string Target, IReadOnlyList<JournalFault> Faults, long EventsKept, long? EventsLost, long EventsCut);

/// <summary>
/// Writes a copy of a damaged journal that a gateway starts on. Intact records stay at their places, so that positions in it
/// mean what they meant; damaged octets are covered by void records. The original stays as it is.
/// </summary>
/// <param name="folder">The journal's folder, which nobody has open.</param>
/// <param name="files">The file system; Linux's own when null.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class JournalRepair(string folder, IJournalFiles? files = null, TimeProvider? time = null)
{
    private const int DefaultLength = 64 << 20;

    private readonly IJournalFiles _files = files ?? LinuxJournalFiles.Instance;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Repairs into <paramref name="target"/>, an empty or new folder; with <paramref name="cut"/>, without whatever stands there
    /// and behind.
    /// </summary>
    /// <exception cref="IOException">The target holds segments already, or a file cannot be read or written.</exception>
    public RepairReport Run(string target, JournalPosition? cut = null)
    {
        _files.CreateFolder(target);
        if (_files.List(target, SegmentFolder.Extension).Length > 0)
            throw new IOException($"{target} holds a journal already; name an empty folder");
        JournalReport report = new JournalInspector(folder, _files).Run();
        JournalPosition end = cut ?? JournalPosition.End;
        var (journal, length) = Heading(report);
        long last = report.Segments.LastOrDefault(segment => segment.Used > SegmentHeader.Length)?.Number ?? 0;
        foreach (SegmentReport segment in report.Segments)
        {
            if (segment.Number > end.Segment) break;
            var heading = new SegmentHeader(segment.Number, length, journal, 0);
            byte[] octets = Repaired(segment, report.Faults, heading, isFollowed: segment.Number < last);
            if (segment.Number == end.Segment) Cut(octets, segment.Number, end.Offset);
            using IJournalFile file = _files.Create(SegmentFolder.PathOf(target, segment.Number), octets.Length, initialise: false);
            file.Write(octets, 0);
            file.Sync();
        }
        var kept = new Counter();
        RecoveredJournal repaired = new JournalRecovery(target, _files, kept, _time, NullLogger.Instance).Run();
        long ids = report.EventsLost is null ? Math.Max(report.ReservedIds, Journal.FirstSequence(_time)) : report.ReservedIds;
        if (repaired.Active > 0 && repaired.ReservedIds < ids) Reserve(target, repaired, ids);
        _files.SyncFolder(target);
        List<JournalFault> faults = [.. report.Faults.Where(fault => new JournalPosition(fault.Segment, fault.Offset) < end)];
        long behind = Math.Max(0, report.Events - kept.Events);
        return new RepairReport(target, faults, kept.Events, report.EventsLost + behind, behind);
    }

    private (Guid Journal, int Length) Heading(JournalReport report)
    {
        var inspector = new JournalInspector(folder, _files);
        foreach (SegmentReport segment in report.Segments.Where(segment => segment.State != "missing"))
        {
            inspector.Read(segment.Number, out SegmentHeader? header, out _);
            if (header is { } intact) return (intact.Journal, intact.FileLength);
        }
        return (Guid.NewGuid(), DefaultLength);
    }

    private byte[] Repaired(SegmentReport segment, IReadOnlyList<JournalFault> faults, SegmentHeader header, bool isFollowed)
    {
        if (segment.State == "missing")
        {
            byte[] empty = new byte[header.FileLength];
            header.Write(empty);
            if (isFollowed)
                Frame.WriteEnd(empty.AsSpan(SegmentHeader.Length), new JournalPosition(segment.Number, SegmentHeader.Length));
            return empty;
        }
        ReadOnlySpan<byte> present = new JournalInspector(folder, _files).Read(segment.Number, out SegmentHeader? own, out string fault);
        // A file without a header may have been cut off anywhere, even where no record has room.
        byte[] octets = new byte[fault.Length == 0 ? present.Length
            : own is { } intact ? Math.Max(intact.FileLength, segment.Used) : Math.Max(header.FileLength, present.Length)];
        present[..Math.Min(present.Length, octets.Length)].CopyTo(octets);
        if (fault.Length > 0) (header with { FileLength = octets.Length }).Write(octets);
        foreach (JournalFault damage in faults.Where(damage => damage.Segment == segment.Number && damage.Offset >= SegmentHeader.Length))
        {
            if (damage.End < present.Length)
            {
                Void(octets.AsSpan(damage.Offset, damage.End - damage.Offset), new JournalPosition(segment.Number, damage.Offset));
                continue;
            }
            octets.AsSpan(damage.Offset).Clear();
            Frame.WriteEnd(octets.AsSpan(damage.Offset), new JournalPosition(segment.Number, damage.Offset));
        }
        return octets;
    }

    /// <summary>No rest of 8 octets may be left, in which no record has room.</summary>
    private static void Void(Span<byte> octets, JournalPosition at)
    {
        while (octets.Length > 0)
        {
            int size = Math.Min(octets.Length, Frame.MaxSize);
            if (octets.Length - size == 8) size -= 8;
            Frame.WriteVoid(octets[..size], at);
            octets = octets[size..];
            at = new JournalPosition(at.Segment, at.Offset + size);
        }
    }

    /// <summary>
    /// Says with a mark from where message ids go on: those that said so are gone, and what was given must not be given again.
    /// </summary>
    private void Reserve(string target, RecoveredJournal journal, long ids)
    {
        var at = new JournalPosition(journal.Active, journal.ActiveOffset);
        if (at.Offset + Frame.MarkSize + Frame.EndSize > journal.ActiveLength) at = RollOver(target, journal);
        using IJournalFile file = _files.Open(SegmentFolder.PathOf(target, at.Segment));
        // What a torn batch left must not follow on the mark.
        file.Clear(at.Offset);
        Span<byte> mark = stackalloc byte[Frame.MarkSize];
        Frame.WriteMark(mark, at, synced: true, ids, journal.Events);
        file.Write(mark, at.Offset);
        file.Sync();
    }

    /// <summary>Completes the open segment; the place of the first record of the next one, which is made unless it is there.</summary>
    private JournalPosition RollOver(string target, RecoveredJournal journal)
    {
        var end = new JournalPosition(journal.Active, journal.ActiveOffset);
        var next = new SegmentHeader(journal.Active + 1, journal.ActiveLength, journal.Identity, 0);
        if (journal.LastReady == journal.Active)
        {
            Span<byte> header = stackalloc byte[SegmentHeader.Length];
            next.Write(header);
            using IJournalFile made = _files.Create(SegmentFolder.PathOf(target, next.Number), next.FileLength, initialise: false);
            made.Write(header, 0);
            made.Sync();
        }
        Span<byte> frame = stackalloc byte[Frame.EndSize];
        Frame.WriteEnd(frame, end);
        using IJournalFile complete = _files.Open(SegmentFolder.PathOf(target, end.Segment));
        complete.Write(frame, end.Offset);
        complete.Sync();
        return new JournalPosition(next.Number, SegmentHeader.Length);
    }

    /// <summary>Keeps the records that end before the cut.</summary>
    private static void Cut(Span<byte> octets, long number, int offset)
    {
        int end = SegmentHeader.Length;
        var survey = new SegmentSurvey(octets, number);
        while (survey.MoveNext() && survey.End <= offset && !survey.IsComplete) end = survey.End;
        octets[end..].Clear();
    }

    private sealed class Counter : IReplay
    {
        public long Events { get; private set; }

        public void OnEvent(in JournalEvent e, JournalPosition position) => Events++;
    }
}
