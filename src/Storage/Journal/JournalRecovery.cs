using Microsoft.Extensions.Logging;

namespace Storage;

/// <summary>
/// Reads a journal from its files and hands out its events: a pure function of their octets, which changes nothing. A torn tail
/// is what a start has to expect; everything else that is wrong stops it.
/// </summary>
internal sealed class JournalRecovery(string folder, IJournalFiles files, IReplay replay, TimeProvider time, ILogger logger)
{
    private readonly RecoveryProgress _progress = new(folder, time, logger);
    private Guid _identity;
    private long _reservedIds;
    private long _replayed;
    private long _events;
    private JournalPosition _provenBelow;
    private bool _endsClosed;
    private bool _isSynced = true;

    public RecoveredJournal Run()
    {
        long[] numbers = Numbers();
        if (numbers.Length == 0) return new RecoveredJournal { Identity = Guid.NewGuid() };

        long active = 0;
        int activeOffset = 0;
        int activeLength = 0;
        SegmentTail tail = default;
        using var ahead = new SegmentReadAhead(folder, files, numbers);
        foreach (long number in numbers)
        {
            ReadOnlySpan<byte> octets = Checked(ahead.Next(out long length), number, length);
            var scanner = new SegmentScanner(octets, number);
            Replay(ref scanner, number);
            _progress.Report(number - numbers[0] + 1, numbers.Length, octets.Length, _replayed);
            if (scanner.Ending == SegmentEnding.Damaged)
                throw Corrupt(number, scanner.Offset, "the record there is damaged, and a later one shows that it had been durable");
            if (active == 0)
            {
                if (scanner.Ending == SegmentEnding.Complete) continue;
                active = number;
                activeOffset = scanner.Offset;
                activeLength = octets.Length;
                tail = SegmentTail.Of(octets, number, activeOffset, _events, _isSynced);
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
        return new RecoveredJournal
        {
            Identity = _identity,
            Oldest = numbers[0],
            Active = active,
            ActiveOffset = activeOffset,
            ActiveLength = activeLength,
            Tail = tail,
            WasClosed = _endsClosed && !tail.IsThere,
            Unproven = Unproven(numbers[0], active),
            LastReady = numbers[^1],
            ReservedIds = _reservedIds,
            Replayed = _replayed,
            Events = _events,
        };
    }

    /// <summary>A complete segment before the last one was synced when it was completed, whatever the mode.</summary>
    private JournalPosition Unproven(long oldest, long active)
    {
        var least = new JournalPosition(Math.Max(oldest, active - 1), SegmentHeader.Length);
        return _provenBelow > least ? _provenBelow : least;
    }

    private void Replay(ref SegmentScanner scanner, long number)
    {
        while (scanner.MoveNext())
        {
            ReadOnlySpan<byte> body = scanner.Body;
            _endsClosed = false;
            if (Frame.IsMark(body))
            {
                _reservedIds = Math.Max(_reservedIds, Frame.ReservedIds(body));
                _events = Frame.EventsBefore(body);
                _endsClosed = Frame.IsClosingMark(body);
                _isSynced = Frame.IsSyncedMark(body);
                if (_isSynced) _provenBelow = new JournalPosition(number, scanner.Offset);
                continue;
            }
            if (Frame.IsVoid(body)) continue;
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
        long[] numbers = SegmentFolder.Numbers(folder, files);
        for (int i = 1; i < numbers.Length; i++)
            if (numbers[i] != numbers[i - 1] + 1) throw Corrupt(numbers[i - 1] + 1, 0, "the segment is missing");
        return numbers;
    }

    private ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> octets, long number, long length)
    {
        if (length > SegmentHeader.MaxFileLength)
            throw Corrupt(number, SegmentHeader.MaxFileLength, $"a segment has at most 1 GiB, this one has {length} octets");
        if (!SegmentHeader.TryRead(octets, out SegmentHeader header, out string fault)) throw Corrupt(number, 0, fault);
        if (header.Number != number) throw Corrupt(number, 16, $"the header says that this is segment {header.Number}");
        if (header.FileLength != length) throw Corrupt(number, 12, $"the file has {length} octets, its header says {header.FileLength}");
        if (_identity == Guid.Empty) _identity = header.Journal;
        if (header.Journal != _identity) throw Corrupt(number, 24, "the segment belongs to another journal");
        return octets;
    }

    private JournalCorruptException Corrupt(long number, int offset, string reason) =>
        new(SegmentFolder.PathOf(folder, number), offset, reason);
}
