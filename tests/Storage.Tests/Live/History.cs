using System.Globalization;
using Smpp.Protocol;
using Storage.Live;

namespace Storage.Tests.Live;

/// <summary>
/// A gateway's life as its bookkeeping and its journal see it: each step changes what is alive and appends the event that says
/// so, as the flows do.
/// </summary>
internal sealed class History
{
    public const long ReceiptLifetime = 1_000_000;
    private const int EventsPerSegment = 7;

    private readonly Entities _entities = new();
    private readonly List<(byte[] Event, JournalPosition Position)> _journal = [];
    private readonly SortedDictionary<ulong, LiveEntity> _alive = [];
    private readonly Dictionary<LiveEntity, long> _segments = [];
    private ulong _lastId;
    private long _now = 1_700_000_000_000_000;

    /// <summary>What is alive, each entity in one comparable line, the oldest first.</summary>
    public IEnumerable<string> Alive => _alive.Values.Select(entity => Line(entity, _segments[entity]));

    /// <summary>The entities that are alive.</summary>
    public IReadOnlyDictionary<ulong, LiveEntity> Entities => _alive;

    /// <summary>Every event so far, encoded.</summary>
    public IEnumerable<byte[]> Events => _journal.Select(entry => entry.Event);

    /// <summary>What a recovery makes of the events, in the same lines.</summary>
    public IEnumerable<string> Recovered()
    {
        var recovery = new LiveRecovery(ReceiptLifetime);
        foreach (var (octets, position) in _journal)
        {
            Assert.True(JournalEvent.TryRead(octets, out var e));
            recovery.OnEvent(e, position);
        }
        Assert.Equal(_journal.Count, recovery.Events);
        var maker = new EntityMaker(new Entities(), new Name.Table(), ReceiptLifetime);
        return recovery.Complete().Select(place => Made(maker, place));
    }

    private string Made(EntityMaker maker, Place place)
    {
        var octets = _journal.Single(record => record.Position == place.Position).Event;
        Assert.True(JournalEvent.TryRead(octets, out var e));
        var entity = maker.Make(e, place)!;
        Assert.Equal(place with { ExpiresAt = Place.Seconds(entity.ExpiresAt) }, entity.ToPlace());
        // One that is not sent knows its time only by its body, which is not one here.
        if (entity is not LiveMessage { State: LiveState.Queued })
            Assert.Equal(Place.Seconds(entity.ExpiresAt), place.ExpiresAt);
        return Line(entity, entity.Whole.Segment);
    }

    /// <summary>One of the things that can happen, if it can happen now.</summary>
    public void Step(int kind, uint choice, bool flag)
    {
        _now += 1 + (choice % 1000);
        switch (kind)
        {
            case 0:
            case 1:
                Accept(choice, flag);
                break;
            case 2 when Choose<TestMessage>(choice, message => message.SentAt == 0) is { } queued:
                Send(queued, flag);
                break;
            case 3 when Choose<TestMessage>(choice, message => message.SentAt == 0) is { } queued:
                Note(queued, EventKind.Retried);
                break;
            case 4 when Choose<TestMessage>(choice, message => message.SentAt == 0) is { } queued:
                queued.Flags |= EventFlags.PossibleDuplicate;
                Note(queued, EventKind.Uncertain);
                break;
            case 5 when Choose<TestMessage>(choice, message => message.SentAt == 0) is { } queued:
                Conclude(queued, flag ? EventKind.Expired : EventKind.Failed, withReceipt: (choice & 1) == 0);
                break;
            case 6 when Choose<TestMessage>(choice, message => message.SentAt != 0) is { } sent:
                Conclude(sent, EventKind.Receipt, withReceipt: flag);
                break;
            case 7 when Choose<TestMessage>(choice, message => message.SentAt != 0) is { } sent:
                Note(sent, EventKind.Receipt, EventFlags.Intermediate);
                break;
            case 8 when Choose<TestDelivery>(choice) is { } delivery:
                End(delivery, flag);
                break;
            case 9:
                Originate(choice);
                break;
            case 10:
                Park(choice);
                break;
            case 11 when Choose<TestReceipt>(choice) is { } parked:
                Unpark(parked, flag);
                break;
            case 12:
            case 13:
                if (Choose<LiveEntity>(choice) is { } entity)
                    Carry(entity);
                break;
            case 14:
                Relay(choice, flag);
                break;
            case 15:
                Refuse();
                break;
        }
    }

    private static string Line(LiveEntity entity, long segment) => entity switch
    {
        LiveMessage m => string.Create(
            CultureInfo.InvariantCulture,
            $"message {m.Id} in {segment}: {m.State} {m.Account} {m.Route} {m.Upstream} {m.Source} {m.Destination} "
            + $"{m.Flags} {m.NextNumber} {m.DataCoding} {m.EsmClass} {m.RegisteredDelivery} {m.Segments} {m.Octets} {m.SubmittedAt} "
            + $"{m.SentAt} {m.ExpiresAt} {Convert.ToHexString(m.Body)} {Convert.ToHexString(m.UpstreamMessageId)}"),
        Delivery d => string.Create(
            CultureInfo.InvariantCulture,
            $"{(d.IsReceipt ? "receipt" : "mo")} {d.Id} in {segment}: {d.Account} {d.Route} {d.Upstream} {d.Source} {d.Destination} "
            + $"{d.Flags} {d.NextNumber} {d.MessageState} {d.DataCoding} {d.EsmClass} {d.Segments} {d.Octets} {d.SubmittedAt} {d.SentAt} "
            + $"{d.ExpiresAt} {Convert.ToHexString(d.Body)}"),
        ParkedReceipt p => string.Create(
            CultureInfo.InvariantCulture,
            $"parked {p.Id} in {segment}: {p.Upstream} {p.ReceivedAt} {p.ExpiresAt} {Convert.ToHexString(p.Body)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    private T? Choose<T>(uint choice, Func<T, bool>? may = null) where T : LiveEntity
    {
        var candidates = _alive.Values.OfType<T>().Where(may ?? (_ => true)).ToArray();
        return candidates.Length == 0 ? null : candidates[choice % candidates.Length];
    }

    private long Append(scoped in JournalEvent e)
    {
        var octets = new byte[e.EncodedLength];
        e.Write(octets);
        var position = new JournalPosition(1 + (_journal.Count / EventsPerSegment), (_journal.Count % EventsPerSegment * 1000) + 64);
        _journal.Add((octets, position));
        return position.Segment;
    }

    private void Enter(LiveEntity entity, long segment)
    {
        _alive[entity.Id] = entity;
        _segments[entity] = segment;
    }

    private TestMessage NewMessage(uint choice, bool wantsReceipt)
    {
        var message = _entities.Message(++_lastId, $"4477{choice % 100_000_000:00000000}");
        message.Flags = (wantsReceipt ? EventFlags.ReceiptWanted : EventFlags.None)
            | ((choice & 2) == 0 ? EventFlags.None : EventFlags.ShortId);
        message.RegisteredDelivery = (byte)(wantsReceipt ? 1 : 0);
        message.DataCoding = (byte)choice;
        message.EsmClass = (byte)(choice >> 8);
        message.Segments = (byte)(choice >> 16);
        message.Octets = (ushort)choice;
        message.SubmittedAt = _now;
        message.SetBody(BitConverter.GetBytes(choice));
        message.State = LiveState.Queued;
        return message;
    }

    private void Accept(uint choice, bool wantsReceipt)
    {
        var message = NewMessage(choice, wantsReceipt);
        message.Describe(EventKind.Accepted, _now, out var e);
        e.Payload = message.Body;
        // The layer above knows how to work it out again.
        message.ExpiresAt = 0;
        Enter(message, Append(e));
    }

    private void Send(TestMessage message, bool hasId)
    {
        if (!hasId)
            message.Flags &= ~EventFlags.ReceiptWanted;
        message.SentAt = _now;
        message.Upstream = _entities.Names.Get("carrier");
        message.SetUpstreamMessageId(hasId ? BitConverter.GetBytes(message.Id) : []);
        message.DropBody();
        message.State = LiveState.AwaitingReceipt;
        message.ExpiresAt = _now + ReceiptLifetime;
        message.Describe(EventKind.Sent, _now, out var e);
        // From here on this record alone is needed.
        _segments[message] = Append(e);
        if (!message.Flags.HasFlag(EventFlags.ReceiptWanted))
            _alive.Remove(message.Id);
    }

    private void Relay(uint choice, bool taken)
    {
        var message = NewMessage(choice, wantsReceipt: taken);
        message.Flags |= EventFlags.Relay;
        if (!taken)
        {
            message.Describe((choice & 4) == 0 ? EventKind.Rejected : EventKind.Uncertain, _now, out var refused);
            Append(refused);
            return;
        }
        message.SentAt = _now;
        message.Upstream = _entities.Names.Get("carrier");
        message.SetUpstreamMessageId([1, 2, 3]);
        message.DropBody();
        message.State = LiveState.AwaitingReceipt;
        message.ExpiresAt = _now + ReceiptLifetime;
        message.Describe(EventKind.Sent, _now, out var e);
        Enter(message, Append(e));
    }

    private void Note(TestMessage message, EventKind kind, EventFlags flags = EventFlags.None)
    {
        message.Describe(kind, _now, out var e);
        e.Flags |= flags;
        Append(e);
    }

    private void Conclude(TestMessage message, EventKind kind, bool withReceipt)
    {
        message.Describe(kind, _now, out var e);
        e.State = (byte)MessageState.Undeliverable;
        _alive.Remove(message.Id);
        if (!withReceipt)
        {
            Append(e);
            return;
        }
        var delivery = new TestDelivery { Account = message.Account, MessageState = e.State, ExpiresAt = _now + ReceiptLifetime };
        delivery.About(message);
        delivery.SetBody([.. BitConverter.GetBytes(message.Id), 9]);
        e.Payload = delivery.Body;
        Enter(delivery, Append(e));
    }

    private void End(TestDelivery delivery, bool taken)
    {
        delivery.Describe(
            delivery.IsReceipt
                ? (taken ? EventKind.ReceiptSent : EventKind.ReceiptExpired)
                : (taken ? EventKind.MoDelivered : EventKind.MoExpired),
            _now, out var e);
        Append(e);
        _alive.Remove(delivery.Id);
    }

    private void Originate(uint choice)
    {
        var delivery = new TestDelivery
        {
            Id = ++_lastId,
            Account = _entities.Names.Get("demo"),
            Route = _entities.Names.Get("inbound"),
            Upstream = _entities.Names.Get("carrier"),
            Source = Address.Parse("447700900123"),
            Destination = Address.Parse("12345"),
            Flags = EventFlags.MobileOriginated,
            DataCoding = (byte)choice,
            SubmittedAt = _now,
            ExpiresAt = _now + ReceiptLifetime,
        };
        delivery.SetBody(BitConverter.GetBytes(choice));
        delivery.Describe(EventKind.MoAccepted, _now, out var e);
        e.Payload = delivery.Body;
        Enter(delivery, Append(e));
    }

    private void Park(uint choice)
    {
        var parked = _entities.Receipt(++_lastId, $"4477{choice % 100_000_000:00000000}");
        parked.ReceivedAt = _now;
        parked.ExpiresAt = _now + 600;
        parked.DescribeWhole(out var e);
        Enter(parked, Append(e));
    }

    private void Unpark(TestReceipt parked, bool claimed)
    {
        parked.Describe(claimed ? EventKind.EarlySettled : EventKind.OrphanReceipt, _now, out var e);
        Append(e);
        _alive.Remove(parked.Id);
    }

    private void Carry(LiveEntity entity)
    {
        if (entity is TestMessage { ExpiresAt: 0 } message)
            message.ExpiresAt = _now + 5;
        entity.DescribeWhole(out var e);
        _segments[entity] = Append(e);
    }

    private void Refuse() => Append(new JournalEvent { Kind = EventKind.Rejected, MessageId = ++_lastId, Time = _now });
}
