using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Smpp.Protocol;
using Storage;
using Storage.Live;
using Storage.Tests;
using Storage.Tests.Live;

namespace Simulation.Stores;

/// <summary>
/// One life of a gateway as its store sees it: what the flows append, what is alive, in memory or as a place, and what a start makes of
/// the journal. An essential event that the journal refuses leaves everything as it was.
/// </summary>
internal sealed partial class StoreNode(StoreBooks books, Random random, VirtualTime time, OneAtATime threads)
    : IReplay, ICommitGate, IDisposable
{
    public const long ReceiptLifetime = 72L * 3_600 * 1_000_000;

    private readonly Entities _entities = new();
    private readonly LiveSet _live = new();
    private readonly ReceiptIndex _index = new(ReceiptIdForm.Verbatim);
    private readonly LiveRecovery _recovery = new(ReceiptLifetime);
    private readonly List<StoreBooks.Entry> _replayed = [];
    private readonly List<TestMessage> _queue = [];
    private readonly PlaceQueue _queuePlaces = new();
    private readonly List<TestMessage> _inFlight = [];
    private readonly List<(ulong Id, string UpstreamMessageId)> _sent = [];
    private readonly List<TestDelivery> _outbox = [];
    private readonly PlaceQueue _outboxPlaces = new();
    private readonly List<TestReceipt> _parked = [];
    private readonly List<ulong> _unreserved = [];
    private Journal? _journal;
    private JournalPosition? _unreservedAt;
    private RecordReader? _reader;
    private EntityMaker _maker = null!;
    private Reclaimer _reclaimer = null!;
    private PlaceCopies _copies = null!;
    private JournalReader? _export;

    /// <summary>The segment that the start found had no room for its opening mark.</summary>
    public bool BeganInNextSegment => _replayed.Count > 0 && _journal!.DurablePosition.Segment > _replayed[^1].Position.Segment;

    public bool HasFailed => _journal!.Failure.IsCompleted;

    /// <summary>What waits to be settled.</summary>
    public long Alive => _live.Count;

    public long Carried => (_reclaimer?.OctetsCopied ?? 0) + (_copies?.OctetsCopied ?? 0);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    /// <summary>Starts on what the disk holds, which must be what the books say.</summary>
    /// <exception cref="JournalIoException">A call on the disk failed.</exception>
    public void Start(JournalOptions options, SimulatedDisk disk, JournalPosition exported)
    {
        _journal = Journal.Open(
            options, this, this, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, disk, threads);
        if (_journal.IsDiskFull && _journal.DurablePosition < _journal.AppendPosition)
            _unreservedAt = _journal.DurablePosition;
        books.Restart(_replayed);
        _reader = new RecordReader(options.Folder, disk);
        _maker = new EntityMaker(_entities, _entities.Names, ReceiptLifetime);
        _copies = new PlaceCopies(this, [_index, _queuePlaces, _outboxPlaces]);
        _reclaimer = new Reclaimer(_journal, _live, () => _journal.KeepFrom, keepSegments: 3, _copies, deadShare: 0);
        var start = exported.Segment < _journal.OldestSegment ? JournalPosition.Start : exported;
        _export = _journal.Read(start);
        _journal.KeepFrom = exported;
        Bring(_recovery.Complete());
    }

    public void OnEvent(in JournalEvent e, JournalPosition position)
    {
        _replayed.Add(StoreBooks.Entry.Of(in e, position));
        _recovery.OnEvent(in e, position);
    }

    public void OnCommitting()
    {
    }

    public void OnCommitted()
    {
    }

    /// <summary>Reads up to so many durable events into rows; returns the position that the rows' transaction holds.</summary>
    public JournalPosition Export(int most)
    {
        while (most-- > 0 && _export!.TryRead(out var e))
            books.Export(in e, _export.EventPosition);
        _journal!.KeepFrom = _export!.Position;
        return _export.Position;
    }

    public void Reclaim()
    {
        _reclaimer.Run();
        _copies.Finish();
        _reader!.CloseBelow(_journal!.OldestSegment);
    }

    /// <summary>Waits until the journal has nothing to do: what it has taken must not wait for space on a full disk.</summary>
    public void Rest()
    {
        threads.Rest();
        StoreBooks.Hold(
            HasFailed || IsUnreserved || _journal!.DurablePosition == _journal.AppendPosition,
            $"what was taken up to {_journal!.AppendPosition} is durable up to {_journal.DurablePosition}, and nothing goes on");
    }

    /// <summary>Stops: what was appended becomes durable, unless the disk fails.</summary>
    public void Dispose()
    {
        _export?.Dispose();
        _reader?.Dispose();
        if (_journal is not null)
            threads.WhenEnded(_journal.DisposeAsync().AsTask());
        StoreBooks.Hold(threads.Running == 0, "a thread of the journal has not ended");
        if (IsUnreserved)
            _unreserved.ForEach(books.TakeBack);
    }

    /// <summary>
    /// A start that found no room for its first mark gives ids all the same, of which nobody hears before that mark is durable.
    /// </summary>
    private bool IsUnreserved => _unreservedAt is { } at && _journal!.DurablePosition == at;

    private ulong GiveId()
    {
        ulong id = _journal!.Ids.Next();
        books.Give(id);
        if (IsUnreserved)
            _unreserved.Add(id);
        return id;
    }

    /// <summary>The entity behind a place, read from its record, which must be there.</summary>
    public BookedEntity Load(in Place place)
    {
        StoreBooks.Hold(_reader!.TryRead(place.Position, out var e), $"the record of {place.Id} at {place.Position} is gone");
        var entity = (BookedEntity)_maker.Make(e, place)!;
        StoreBooks.Hold(entity.Id == place.Id, $"the record at {place.Position} is of {entity.Id}, not of {place.Id}");
        // The layer above knows it by the body of the submit.
        if (entity.ExpiresAt == 0)
            entity.ExpiresAt = entity.SubmittedAt + ReceiptLifetime;
        return entity;
    }

    /// <summary>Appends; calls back, on the journal's thread, once it is durable.</summary>
    public bool TryAppend(in JournalEvent e, Action? whenDurable, out JournalPosition position, bool essential = true)
    {
        var promise = new Promise(books, whenDurable);
        var result = _journal!.TryAppend(e, promise, out position, essential);
        if (result == AppendResult.Ok)
            promise.Index = books.Append(in e, position);
        return result == AppendResult.Ok;
    }

    public LiveSet Live => _live;

    private sealed class Promise(StoreBooks books, Action? whenDurable) : IDurable
    {
        public int Index { get; set; }

        public void OnDurable()
        {
            books.Promise(Index);
            whenDurable?.Invoke();
        }

        public void OnStoreFailed()
        {
        }
    }

    /// <summary>Everything that the books know to be pending is alive, as it was, and nothing else.</summary>
    private void Bring(Place[] alive)
    {
        var missing = books.Fates.Where(fate => fate.Value.Stage != Stage.Ended).Select(fate => fate.Key).ToHashSet();
        missing.ExceptWith(alive.Select(place => place.Id));
        StoreBooks.Hold(missing.Count == 0, $"pending, and not brought back: {string.Join("; ", missing.Select(books.HistoryOf))}");
        foreach (var place in alive)
        {
            StoreBooks.Hold(_reader!.TryRead(place.Position, out var e), $"the record of {place.Id} at {place.Position} is gone");
            var fate = books.Fates.GetValueOrDefault(place.Id) ?? new Fate { Stage = Stage.Ended };
            if (e.Kind == EventKind.EarlyReceipt)
            {
                StoreBooks.Hold(fate.Stage == Stage.Parked, $"receipt {place.Id} came back although it is {fate.Stage}");
                var receipt = (TestReceipt)_maker.Make(e, place)!;
                _live.Add(receipt, place.Position);
                _parked.Add(receipt);
                continue;
            }
            var entity = Load(place);
            StoreBooks.Hold(
                entity.NextNumber == fate.NextNumber && entity.Flags == fate.Flags,
                $"{entity.Id} came back with number {entity.NextNumber} and {entity.Flags} instead of {fate.NextNumber} and {fate.Flags}");
            var stage = entity switch
            {
                TestMessage { State: LiveState.Queued } => Stage.Queued,
                TestMessage { State: LiveState.InFlight } => Stage.InFlight,
                TestMessage { State: LiveState.AwaitingReceipt } => Stage.Sent,
                TestDelivery => Stage.Delivering,
                _ => Stage.Ended,
            };
            StoreBooks.Hold(stage == fate.Stage, $"{entity.Id} came back as {stage} instead of {fate.Stage}");
            Bring(entity, place, fate);
        }
        // Their messages may be anywhere among the others.
        foreach (var receipt in _parked.ToArray())
            Match(receipt);
    }

    private void Bring(BookedEntity entity, in Place place, Fate fate)
    {
        switch (entity)
        {
            case TestMessage { SentAt: 0 } message:
                StoreBooks.Hold(message.Body.SequenceEqual(BodyOf(message)), $"the body of {message.Id} has changed");
                _live.Add(message, place.Position);
                (message.State == LiveState.InFlight ? _inFlight : _queue).Add(message);
                break;
            case TestMessage message:
                string id = Encoding.ASCII.GetString(message.UpstreamMessageId);
                StoreBooks.Hold(id == fate.UpstreamMessageId, $"{message.Id} came back as {id} instead of {fate.UpstreamMessageId}");
                _live.Add(place, message.Account);
                _index.Add(message.UpstreamMessageId, place);
                _sent.Add((message.Id, id));
                break;
            case TestDelivery delivery:
                StoreBooks.Hold(delivery.Body.SequenceEqual(ReceiptOf(delivery.Id)), $"the receipt of {delivery.Id} has changed");
                _live.Add(place, delivery.Account);
                _outboxPlaces.AddLast(place);
                break;
        }
    }

    private static byte[] ReceiptOf(ulong id) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"receipt of {id}"));

    /// <summary>Octets that follow from the id, of the length that the message's facts hold.</summary>
    private static byte[] BodyOf(TestMessage message)
    {
        var body = new byte[message.Octets];
        new Random((int)message.Id).NextBytes(body);
        return body;
    }

    private static ReadOnlySpan<byte> Octets(ulong[] ids) => MemoryMarshal.AsBytes(ids.AsSpan());
}
