using System.IO.Hashing;
using System.Runtime.InteropServices;
using Storage;

namespace Simulation.Stores;

/// <summary>How far a message has come, as its surviving events say.</summary>
internal enum Stage
{
    Queued,
    InFlight,
    Sent,
    Delivering,
    Parked,
    Ended,
}

/// <summary>What is known of a message, or of a receipt that came early, without the code under test.</summary>
internal sealed record Fate
{
    public Stage Stage { get; set; }

    public ushort NextNumber { get; set; }

    public EventFlags Flags { get; set; }

    public string UpstreamMessageId { get; set; } = "";

    public bool IsEarly { get; init; }
}

/// <summary>
/// What was written, told to be durable and exported over all lives of one journal, and what each start must therefore find.
/// </summary>
internal sealed class StoreBooks(Trace trace)
{
    private readonly HashSet<ulong> _ids = [];
    private readonly List<Entry> _log = [];
    private readonly Dictionary<(ulong Id, ushort Number), ulong> _rows = [];
    private int _survived;
    private int _promised;

    /// <summary>An event that was appended, or found at a start.</summary>
    public sealed record Entry(
        JournalPosition Position, ulong Hash, EventKind Kind, ulong Id, ushort Number, EventFlags Flags, bool HasPayload,
        string UpstreamMessageId, ulong[] Attempts)
    {
        public static Entry Of(in JournalEvent e, JournalPosition position)
        {
            Span<byte> octets = stackalloc byte[e.EncodedLength];
            e.Write(octets);
            bool isAttempts = e.Kind is EventKind.Attempts or EventKind.AttemptsWithdrawn;
            return new Entry(
                position, XxHash64.HashToUInt64(octets), e.Kind, e.MessageId, e.Number, e.Flags, !e.Payload.IsEmpty,
                System.Text.Encoding.ASCII.GetString(e.UpstreamMessageId),
                isAttempts ? MemoryMarshal.Cast<byte, ulong>(e.Payload).ToArray() : []);
        }
    }

    /// <summary>All messages that survive, settled or not, and early receipts.</summary>
    public Dictionary<ulong, Fate> Fates { get; } = [];

    public int Accepted { get; private set; }

    public int Rows => _rows.Count;

    /// <summary>An id was given.</summary>
    public void Give(ulong id) => Hold(_ids.Add(id), $"id {id} was given twice");

    /// <summary>It was taken back: what it was for was refused, so nobody has heard of it.</summary>
    public void TakeBack(ulong id) => _ids.Remove(id);

    /// <summary>An event was appended; returns its place in the books.</summary>
    public int Append(in JournalEvent e, JournalPosition position)
    {
        Hold(_log.Count == 0 || _log[^1].Position < position, $"the event at {position} stands before the one that was appended before it");
        _log.Add(Entry.Of(in e, position));
        return _log.Count - 1;
    }

    /// <summary>It was said to be durable, and with it all before it.</summary>
    public void Promise(int index)
    {
        Hold(index >= _promised, $"the event at {_log[index].Position} was told of late, or twice");
        _promised = index + 1;
        trace.Fold(index);
    }

    /// <summary>An event went into a row: only what is durable does, each once, in order.</summary>
    public void Export(in JournalEvent e, JournalPosition position)
    {
        var entry = Entry.Of(in e, position);
        int index = Find(position);
        if (!IsAt(index, position) && IsCopy(e.Kind))
            return;
        Hold(
            IsAt(index, position) && _log[index].Hash == entry.Hash,
            $"{e.Kind} of {e.MessageId} was exported at {position}, where {(IsAt(index, position) ? At(index) : "nothing")} was appended");
        _promised = Math.Max(_promised, index + 1);
        if (e.Kind.IsExported)
            Hold(_rows.TryAdd((e.MessageId, e.Number), entry.Hash), $"event {e.Number} of {e.MessageId} has two rows");
    }

    /// <summary>
    /// A start has replayed these events: all that was promised and is not in rows alone, as it was written, in its order.
    /// </summary>
    public void Restart(List<Entry> replayed)
    {
        int first = replayed.Count == 0 ? _promised : Find(replayed[0].Position);
        for (int i = 0; i < first; i++)
        {
            var gone = _log[i];
            Hold(
                !gone.Kind.IsExported || _rows.ContainsKey((gone.Id, gone.Number)),
                $"the event at {gone.Position} has neither row nor record");
        }
        int end = first;
        foreach (var entry in replayed)
        {
            // Copies are appended behind the books' back; what they hold is compared when what is alive comes back.
            if (!IsAt(end, entry.Position) && IsCopy(entry.Kind))
            {
                _log.Insert(end, entry);
                if (end < _promised)
                    _promised++;
            }
            Hold(
                IsAt(end, entry.Position) && _log[end].Hash == entry.Hash,
                $"{entry.Kind} of {entry.Id} was replayed at {entry.Position}, where {At(end)} was expected");
            end++;
        }
        Hold(end >= _promised, $"{_promised - end} events are gone that were said to be durable, the first at {At(end)}");
        _log.RemoveRange(end, _log.Count - end);
        // What was replayed is acted upon, so from here on it must not go any more either.
        for (; _survived < end; _survived++)
            Apply(_log[_survived]);
        _survived = _promised = end;
        trace.Fold(end);
    }

    /// <summary>At the very end: everything has its row, and every message its end.</summary>
    public void Close()
    {
        for (; _survived < _log.Count; _survived++)
            Apply(_log[_survived]);
        Hold(_promised == _log.Count, "the journal was closed, and an event was not said to be durable");
        foreach (var entry in _log)
        {
            Hold(
                !entry.Kind.IsExported || _rows.GetValueOrDefault((entry.Id, entry.Number)) == entry.Hash,
                $"the event at {entry.Position} has no row");
        }
        foreach (var (id, fate) in Fates)
            Hold(fate.Stage == Stage.Ended, $"{id} has not ended but is {fate.Stage}");
    }

    /// <summary>What became of a message, for whoever looks for a fault.</summary>
    public string HistoryOf(ulong id) =>
        $"{id} is {Fates[id].Stage}: " + string.Join(
            ", ", from entry in _log where entry.Id == id || entry.Attempts.Contains(id) select $"{entry.Kind} at {entry.Position}");

    public static void Hold(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }

    private string At(int index) => index < _log.Count ? $"{_log[index].Position} ({_log[index].Kind} of {_log[index].Id})" : "the end";

    private static bool IsCopy(EventKind kind) => kind is EventKind.Carried or EventKind.CarriedReceipt or EventKind.EarlyReceipt;

    private bool IsAt(int index, JournalPosition position) => index < _log.Count && _log[index].Position == position;

    /// <summary>The first entry at the position or behind it.</summary>
    private int Find(JournalPosition position)
    {
        int low = 0;
        int high = _log.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_log[middle].Position < position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void Apply(Entry entry)
    {
        foreach (ulong id in entry.Attempts)
        {
            if (Fates.TryGetValue(id, out var attempted) && attempted.Stage is Stage.Queued or Stage.InFlight)
                attempted.Stage = entry.Kind == EventKind.Attempts ? Stage.InFlight : Stage.Queued;
        }
        switch (entry.Kind)
        {
            case EventKind.Accepted:
                Hold(entry.Number == 0 && Fates.TryAdd(entry.Id, new Fate()), $"{entry.Id} was accepted twice");
                Accepted++;
                break;
            case EventKind.EarlyReceipt:
                // The whole record is written again when it is carried.
                Fates.TryAdd(entry.Id, new Fate { Stage = Stage.Parked, IsEarly = true });
                break;
            case EventKind.EarlySettled or EventKind.OrphanReceipt:
                Fates[entry.Id].Stage = Stage.Ended;
                break;
        }
        if (!entry.Kind.IsExported || entry.Kind == EventKind.OrphanReceipt)
            return;
        var fate = Fates[entry.Id];
        Hold(fate.Stage != Stage.Ended, $"{entry.Kind} of {entry.Id}, which had ended");
        Hold(fate.NextNumber == entry.Number, $"{entry.Kind} of {entry.Id} has number {entry.Number} instead of {fate.NextNumber}");
        fate.NextNumber++;
        fate.Flags = entry.Flags;
        fate.Stage = entry.Kind switch
        {
            EventKind.Accepted or EventKind.Retried or EventKind.Uncertain => Stage.Queued,
            EventKind.Sent when entry.Flags.HasFlag(EventFlags.ReceiptWanted) => Stage.Sent,
            EventKind.Failed or EventKind.Receipt when entry.HasPayload => Stage.Delivering,
            _ => Stage.Ended,
        };
        if (entry.Kind == EventKind.Sent)
            fate.UpstreamMessageId = entry.UpstreamMessageId;
    }
}
