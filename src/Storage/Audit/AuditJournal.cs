using System.Globalization;
using Storage.Cdr;

namespace Storage.Audit;

/// <summary>
/// Reads a journal's folder without changing anything, also while a gateway writes it: every event up to what was written when its
/// segment was read, in order.
/// </summary>
/// <param name="folder">The journal's folder.</param>
internal sealed class AuditJournal(string folder)
{
    private const int MostTries = 10;

    private byte[] _segment = [];

    /// <summary>Whether the folder is there and has a segment.</summary>
    public bool Exists => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + SegmentFolder.Extension).Any();

    /// <summary>The journal's identity, once it was read.</summary>
    public Guid Identity { get; private set; }

    /// <summary>The oldest segment.</summary>
    public long Oldest { get; private set; }

    /// <summary>Behind the last event.</summary>
    public JournalPosition End { get; private set; }

    /// <summary>Events read.</summary>
    public long Events { get; private set; }

    /// <summary>Of these, events that no row has.</summary>
    public long EventsBehindRows { get; private set; }

    /// <summary>Octets read.</summary>
    public long Octets { get; private set; }

    /// <summary>When the first event that is left happened, microseconds since 1970 UTC; 0 when the journal has lost none yet.</summary>
    public long FirstTime { get; private set; }

    /// <summary>Learns from the oldest segment which journal it is and when it begins.</summary>
    public void ReadStart()
    {
        long oldest = Numbers() is [var first, ..] ? first : throw new AuditChangedException();
        ReadOnlySpan<byte> octets = Read(oldest, out SegmentHeader header);
        Identity = header.Journal;
        Oldest = oldest;
        var scanner = new SegmentScanner(octets, oldest);
        while (oldest > 1 && FirstTime == 0 && scanner.MoveNext())
        {
            if (JournalEvent.TryRead(scanner.Body, out JournalEvent e) && e.Kind.IsExported) FirstTime = e.Time;
        }
    }

    /// <summary>
    /// Enters what is alive at the end into <paramref name="book"/>, and counts there the events from <paramref name="rowsEnd"/> on.
    /// </summary>
    /// <exception cref="AuditChangedException">A segment went while it was to be read: the rows have moved on, begin again.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <param name="book">Takes the events.</param>
    /// <param name="rowsEnd">Behind the last event that has a row.</param>
    /// <param name="horizon">Of messages that were submitted before it some events may be gone.</param>
    /// <param name="mayChange">Segments may have gone since the rows were fixed, because there are more rows by now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void Read(AuditBook book, JournalPosition rowsEnd, long horizon, bool mayChange, CancellationToken cancellationToken)
    {
        long[] numbers = Numbers();
        Oldest = numbers[0];
        if (mayChange && Oldest > rowsEnd.Segment) throw new AuditChangedException();
        for (int i = 0; i < numbers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i > 0 && numbers[i] != numbers[i - 1] + 1) throw new AuditChangedException();
            if (!ReadSegment(numbers[i], book, rowsEnd, horizon)) return;
        }
    }

    private bool ReadSegment(long number, AuditBook book, JournalPosition rowsEnd, long horizon)
    {
        int offset = SegmentHeader.Length;
        for (int attempt = 1; ; attempt++)
        {
            ReadOnlySpan<byte> octets = Read(number, out SegmentHeader header);
            if (header.Journal != Identity) throw new AuditChangedException();
            var scanner = new SegmentScanner(octets, number);
            while (scanner.MoveNext())
            {
                // What an earlier attempt has taken stays taken: records do not change.
                if (scanner.Offset < offset || Frame.IsMark(scanner.Body) || Frame.IsVoid(scanner.Body)) continue;
                if (!JournalEvent.TryRead(scanner.Body, out JournalEvent e))
                    throw new JournalCorruptException(PathOf(number), scanner.Offset, "the record's layout is not known to this release");
                Take(in e, new JournalPosition(number, scanner.Offset), book, rowsEnd, horizon);
                offset = scanner.Offset + 1;
            }
            End = new JournalPosition(number, scanner.Offset);
            if (scanner.Ending != SegmentEnding.Damaged)
            {
                Octets += scanner.Offset;
                return scanner.Ending == SegmentEnding.Complete;
            }
            // A batch that was being written while it was read looks like damage once; damage stays.
            if (attempt == MostTries)
                throw new JournalCorruptException(PathOf(number), scanner.Offset, "the record there is damaged");
        }
    }

    private void Take(in JournalEvent e, JournalPosition position, AuditBook book, JournalPosition rowsEnd, long horizon)
    {
        Events++;
        if (e.Kind.IsExported && position >= rowsEnd)
        {
            EventsBehindRows++;
            book.Count(new AuditEvent(
                e.MessageId, e.Number, e.Kind, e.IsFinal, e.OwesReceipt, (e.Flags & EventFlags.MobileOriginated) != 0,
                (e.Flags & EventFlags.PossibleDuplicate) != 0, e.SubmittedAt < horizon));
        }
        else if (e.Kind is EventKind.Carried or EventKind.CarriedReceipt or EventKind.CarriedMo)
        {
            // It has the number of the event that comes next.
            book.Expect(e.MessageId, e.Number - 1, e.SubmittedAt < horizon);
        }
        else if (e.Kind.IsExported && e.Kind != EventKind.OrphanReceipt)
        {
            book.Expect(e.MessageId, e.Number, e.SubmittedAt < horizon);
        }
        if (AliveAfter(in e) is { } alive) book.SetAlive(e.MessageId, alive);
    }

    /// <summary>What is alive under the event's id from then on, as <see cref="Live.LiveRecovery"/> has it; null for no change.</summary>
    internal static AuditAlive? AliveAfter(in JournalEvent e)
    {
        AuditAlive receipt = e.Payload.IsEmpty ? AuditAlive.None : AuditAlive.Delivery;
        return e.Kind switch
        {
            EventKind.Accepted or EventKind.Carried => AuditAlive.Message,
            EventKind.Sent => e.IsFinal ? AuditAlive.None : AuditAlive.Message,
            EventKind.Failed or EventKind.Expired or EventKind.Cancelled => receipt,
            EventKind.Receipt when e.IsFinal => receipt,
            EventKind.CarriedReceipt or EventKind.CarriedMo or EventKind.MoAccepted => AuditAlive.Delivery,
            EventKind.EarlyReceipt => AuditAlive.ParkedReceipt,
            EventKind.ReceiptSent or EventKind.ReceiptExpired or EventKind.MoDelivered or EventKind.MoExpired or EventKind.EarlySettled
                or EventKind.OrphanReceipt => AuditAlive.None,
            _ => null,
        };
    }

    private long[] Numbers() =>
        [.. Directory.EnumerateFiles(folder, "*" + SegmentFolder.Extension)
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture))
            .Order()];

    private ReadOnlySpan<byte> Read(long number, out SegmentHeader header)
    {
        try
        {
            using var file = new FileStream(
                PathOf(number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            int length = checked((int)file.Length);
            if (_segment.Length < length) _segment = GC.AllocateUninitializedArray<byte>(length);
            int read = file.ReadAtLeast(_segment.AsSpan(0, length), length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> octets = _segment.AsSpan(0, read);
            // A segment that was released is being made into another one.
            if (!SegmentHeader.TryRead(octets, out header, out string fault)) throw new JournalCorruptException(PathOf(number), 0, fault);
            if (header.Number != number) throw new AuditChangedException();
            return octets;
        }
        catch (FileNotFoundException)
        {
            throw new AuditChangedException();
        }
    }

    private string PathOf(long number) => SegmentFolder.PathOf(folder, number);
}
