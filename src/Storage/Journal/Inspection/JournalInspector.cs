namespace Storage.Inspection;

/// <summary>Takes the intact events of an inspection.</summary>
public interface IInspection
{
    /// <summary>One intact event; false to see no more.</summary>
    bool OnEvent(in JournalEvent e, JournalPosition position, int octets);
}

/// <summary>
/// Looks through a journal that no gateway has open, past all damage, and changes nothing. Where a start stops at the first
/// fault, this finds them all.
/// </summary>
/// <param name="folder">The journal's folder.</param>
/// <param name="files">The file system; Linux's own when null.</param>
public sealed class JournalInspector(string folder, IJournalFiles? files = null)
{
    private const string Missing = "the segment is missing";

    private readonly IJournalFiles _files = files ?? LinuxJournalFiles.Instance;
    private readonly List<SegmentReport> _segments = [];
    private readonly List<JournalFault> _faults = [];
    private readonly Dictionary<string, long> _kinds = [];
    private byte[] _buffer = [];
    private Guid _journal;
    private long _events;
    private long _octets;
    private long _counted = -1;
    private long _lost;
    private long _reservedIds;
    private bool _isLossKnown = true;
    private JournalPosition? _tornTail;
    private SegmentTail _tail;
    private bool _isComplete;
    private bool _isSynced = true;
    private bool _isStopped;

    /// <summary>Looks through all segments, or one; <paramref name="inspection"/> gets the events.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public JournalReport Run(IInspection? inspection = null, long? only = null)
    {
        long[] numbers = SegmentFolder.Numbers(folder, _files);
        if (numbers.Length > 0)
        {
            long last = LastWithRecords(numbers);
            for (long number = numbers[0]; number <= numbers[^1] && !_isStopped; number++)
            {
                if (only is { } one && one != number) continue;
                if (Array.BinarySearch(numbers, number) < 0) AddMissing(number);
                else Look(number, last, inspection);
            }
            if (_isComplete && last == numbers[^1] && only is null && !_isStopped) AddMissing(last + 1);
        }
        return new JournalReport
        {
            Folder = folder,
            Segments = _segments,
            Faults = _faults,
            Kinds = _kinds,
            Events = _events,
            Octets = _octets,
            TornTail = _tornTail?.ToString(),
            EventsGivenUp = _tail.WasPromised ? _tail.Events : 0,
            EventsLost = _isLossKnown ? _lost : null,
            ReservedIds = _reservedIds,
        };
    }

    /// <summary>The segment's octets, and its header where that is intact; valid until the next call.</summary>
    internal Span<byte> Read(long number, out SegmentHeader? header, out string fault)
    {
        using IJournalFile file = _files.Open(SegmentFolder.PathOf(folder, number));
        int length = (int)Math.Min(file.Length, SegmentHeader.MaxFileLength);
        if (_buffer.Length < length) _buffer = GC.AllocateUninitializedArray<byte>(length);
        Span<byte> octets = _buffer.AsSpan(0, file.Read(_buffer.AsSpan(0, length), 0));
        header = SegmentHeader.TryRead(octets, out SegmentHeader read, out fault) ? read : null;
        if (header is null) return octets;
        if (_journal == Guid.Empty) _journal = read.Journal;
        if (read.Number != number) fault = $"the header says that this is segment {read.Number}";
        else if (read.Journal != _journal) fault = "the segment belongs to another journal";
        else if (read.FileLength != file.Length) fault = $"the file has {file.Length} octets, its header says {read.FileLength}";
        return octets;
    }

    private long LastWithRecords(long[] numbers)
    {
        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            var survey = new SegmentSurvey(Read(numbers[i], out _, out _), numbers[i]);
            if (survey.MoveNext()) return numbers[i];
        }
        return numbers[^1];
    }

    private void Look(long number, long last, IInspection? inspection)
    {
        ReadOnlySpan<byte> octets = Read(number, out SegmentHeader? header, out string fault);
        int faultsBefore = _faults.Count;
        if (fault.Length > 0) _faults.Add(new JournalFault(number, 0, SegmentHeader.Length, fault));
        int tail = number == last ? EndOfProven(octets, number) : int.MaxValue;
        var survey = new SegmentSurvey(octets, number);
        long events = 0;
        long marks = 0;
        int used = SegmentHeader.Length;
        bool isComplete = false;
        while (survey.MoveNext())
        {
            if (survey.DamagedFrom >= tail)
            {
                _tornTail = new JournalPosition(number, survey.DamagedFrom);
                _tail = SegmentTail.Of(octets, number, survey.DamagedFrom, Math.Max(_counted, 0), _isSynced);
                break;
            }
            isComplete = survey.IsComplete;
            if (survey.DamagedFrom >= 0) AddDamage(number, survey.DamagedFrom, survey.Position.Offset, "the octets there are damaged");
            int octetsHere = survey.End - survey.Position.Offset;
            used = survey.End;
            _octets += octetsHere;
            if (Frame.IsMark(survey.Body))
            {
                marks++;
                _isSynced = Frame.IsSyncedMark(survey.Body);
                Count(Frame.EventsBefore(survey.Body));
                _reservedIds = Math.Max(_reservedIds, Frame.ReservedIds(survey.Body));
            }
            else if (survey.Body[0] < Frame.MarkKind)
            {
                events++;
                if (!See(survey.Body, survey.Position, octetsHere, inspection)) break;
            }
        }
        bool isSpare = used == SegmentHeader.Length && number > last;
        if (!isComplete && number < last && !_isStopped)
            AddDamage(number, used, Math.Max(used, octets.Length), "the segment has no end record, though a later one goes on after it");
        // What was cut off a file leaves nothing behind it that would tell.
        if (number >= last && !isComplete && octets.Length < (header?.FileLength ?? SegmentHeader.Length)) _isLossKnown = false;
        if (number == last) _isComplete = isComplete;
        _segments.Add(new SegmentReport
        {
            Number = number,
            Path = SegmentFolder.PathOf(folder, number),
            FileLength = octets.Length,
            Used = used,
            Events = events,
            Marks = marks,
            State = _faults.Count > faultsBefore ? "damaged" : isComplete ? "complete" : isSpare ? "spare" : "open",
        });
    }

    /// <summary>Behind the last thing that proves what stands before it to have been durable; damage behind that is a torn batch.</summary>
    private static int EndOfProven(ReadOnlySpan<byte> octets, long number)
    {
        int proven = SegmentHeader.Length;
        var survey = new SegmentSurvey(octets, number);
        while (survey.MoveNext())
            if (Frame.IsSyncedMark(survey.Body)) proven = survey.Position.Offset;
        return proven;
    }

    private bool See(ReadOnlySpan<byte> body, JournalPosition position, int octets, IInspection? inspection)
    {
        if (!JournalEvent.TryRead(body, out JournalEvent e))
        {
            AddDamage(position.Segment, position.Offset, position.Offset + octets,
                "the record is intact, but its layout is not known to this release");
            return true;
        }
        _events++;
        _reservedIds = Math.Max(_reservedIds, MessageIds.SequenceOf(e.MessageId) + 1);
        if (_counted >= 0) _counted++;
        string kind = e.Kind.ToString();
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        if (inspection is null || inspection.OnEvent(in e, position, octets)) return true;
        _isStopped = true;
        return false;
    }

    private void Count(long eventsBefore)
    {
        if (_counted >= 0 && eventsBefore > _counted) _lost += eventsBefore - _counted;
        _counted = eventsBefore;
        _isLossKnown = true;
    }

    private void AddDamage(long segment, int from, int to, string reason)
    {
        _faults.Add(new JournalFault(segment, from, to, reason));
        _isLossKnown = false;
    }

    private void AddMissing(long number)
    {
        _faults.Add(new JournalFault(number, 0, 0, Missing));
        _isLossKnown = false;
        _segments.Add(new SegmentReport { Number = number, Path = SegmentFolder.PathOf(folder, number), State = "missing" });
    }
}
