using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>What a journal's files say.</summary>
internal sealed record RecoveredJournal
{
    public required Guid Identity { get; init; }

    public long Oldest { get; init; } = 1;

    /// <summary>The segment that appends go on in; 0 when the folder was empty.</summary>
    public long Active { get; init; }

    /// <summary>Where in it they go on.</summary>
    public int ActiveOffset { get; init; }

    /// <summary>Octets of the active segment, which may have been made under another configuration.</summary>
    public int ActiveLength { get; init; }

    public long LastReady { get; init; }

    /// <summary>The sequence that message ids go on from; 0 when there is none on record.</summary>
    public long ReservedIds { get; init; }

    /// <summary>Events replayed.</summary>
    public long Replayed { get; init; }

    /// <summary>Events that the journal has ever taken, reclaimed ones included.</summary>
    public long Events { get; init; }
}

/// <summary>
/// Reads a journal from its files, hands out its events, and clears a torn tail. Everything else that is wrong stops the start.
/// </summary>
internal sealed class JournalRecovery(JournalOptions options, IJournalFiles files, IReplay replay, ILogger logger)
{
    private byte[] _segment = [];
    private Guid _identity;
    private long _reservedIds;
    private long _replayed;
    private long _events;

    public RecoveredJournal Run()
    {
        foreach (string unfinished in files.List(options.Folder, SegmentFolder.UnfinishedExtension)) files.Delete(unfinished);
        long[] numbers = Numbers();
        if (numbers.Length == 0) return new RecoveredJournal { Identity = Guid.NewGuid() };

        long active = 0;
        int activeOffset = 0;
        int activeLength = 0;
        bool tail = false;
        foreach (long number in numbers)
        {
            ReadOnlySpan<byte> octets = ReadSegment(number);
            var scanner = new SegmentScanner(octets, number);
            Replay(ref scanner, number);
            if (scanner.Ending == SegmentEnding.Damaged)
                throw Corrupt(number, scanner.Offset, "the record there is damaged, and a later one shows that it had been durable");
            if (active == 0)
            {
                if (scanner.Ending == SegmentEnding.Complete) continue;
                active = number;
                activeOffset = scanner.Offset;
                activeLength = octets.Length;
                tail = octets[activeOffset..].ContainsAnyExcept((byte)0);
            }
            else if (scanner.Ending == SegmentEnding.Complete || scanner.Offset > SegmentHeader.Length)
            {
                throw Corrupt(active, activeOffset, $"the segment has no end record, but segment {number} goes on after it");
            }
        }
        if (active == 0)
        {
            active = numbers[^1];
            throw Corrupt(
                active, SegmentHeader.Length, $"the segment is complete, but segment {active + 1}, which was made before that, is missing");
        }
        if (tail) ClearTail(active, activeOffset);
        return new RecoveredJournal
        {
            Identity = _identity,
            Oldest = numbers[0],
            Active = active,
            ActiveOffset = activeOffset,
            ActiveLength = activeLength,
            LastReady = DropUnusable(active, numbers[^1]),
            ReservedIds = _reservedIds,
            Replayed = _replayed,
            Events = _events,
        };
    }

    private void Replay(ref SegmentScanner scanner, long number)
    {
        while (scanner.MoveNext())
        {
            ReadOnlySpan<byte> body = scanner.Body;
            if (Frame.IsMark(body))
            {
                _reservedIds = Math.Max(_reservedIds, Frame.ReservedIds(body));
                _events = Frame.EventsBefore(body);
                continue;
            }
            if (body[0] >= Frame.MarkKind || !JournalEvent.TryRead(body, out JournalEvent e))
                throw Corrupt(number, scanner.Offset, "the record is intact, but its layout is not known to this release");
            _reservedIds = Math.Max(_reservedIds, MessageIds.SequenceOf(e.MessageId) + 1);
            _events++;
            _replayed++;
            replay.OnEvent(in e, new JournalPosition(number, scanner.Offset));
        }
    }

    private long[] Numbers()
    {
        string[] paths = files.List(options.Folder, SegmentFolder.Extension);
        long[] numbers = new long[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            string name = Path.GetFileNameWithoutExtension(paths[i]);
            if (!long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                throw new JournalCorruptException(paths[i], 0, "its name is not a segment number");
        }
        Array.Sort(numbers);
        for (int i = 1; i < numbers.Length; i++)
            if (numbers[i] != numbers[i - 1] + 1) throw Corrupt(numbers[i - 1] + 1, 0, "the segment is missing");
        return numbers;
    }

    private ReadOnlySpan<byte> ReadSegment(long number)
    {
        using IJournalFile file = files.Open(SegmentFolder.PathOf(options.Folder, number));
        long length = file.Length;
        if (length > 1 << 30) throw Corrupt(number, 1 << 30, $"a segment has at most 1 GiB, this one has {length} octets");
        if (_segment.Length < length) _segment = GC.AllocateUninitializedArray<byte>((int)length);
        ReadOnlySpan<byte> octets = _segment.AsSpan(0, file.Read(_segment.AsSpan(0, (int)length), 0));
        if (!SegmentHeader.TryRead(octets, out SegmentHeader header, out string fault)) throw Corrupt(number, 0, fault);
        if (header.Number != number) throw Corrupt(number, 16, $"the header says that this is segment {header.Number}");
        if (header.FileLength != length) throw Corrupt(number, 12, $"the file has {length} octets, its header says {header.FileLength}");
        if (_identity == Guid.Empty) _identity = header.Journal;
        if (header.Journal != _identity) throw Corrupt(number, 24, "the segment belongs to another journal");
        return octets;
    }

    /// <summary>Octets of a torn batch could be taken for records once others stand before them.</summary>
    private void ClearTail(long number, int offset)
    {
        string path = SegmentFolder.PathOf(options.Folder, number);
        using IJournalFile file = files.Open(path);
        file.Clear(offset);
        Log.TailCleared(logger, path, offset);
    }

    /// <summary>Removes spare segments of another size than is configured now; returns the last one left.</summary>
    private long DropUnusable(long active, long last)
    {
        for (long number = last; number > active; number--)
        {
            string path = SegmentFolder.PathOf(options.Folder, number);
            using (IJournalFile file = files.Open(path))
                if (file.Length == options.SegmentBytes) return number;
            files.Delete(path);
        }
        return active;
    }

    private JournalCorruptException Corrupt(long number, int offset, string reason) =>
        new(SegmentFolder.PathOf(options.Folder, number), offset, reason);
}
