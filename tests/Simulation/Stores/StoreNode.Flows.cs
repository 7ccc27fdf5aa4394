using System.Globalization;
using System.Text;
using Storage;
using Storage.Live;
using Storage.Tests.Live;

namespace Simulation.Stores;

// What the flows of a gateway do to its store, in the order in which they do it.
internal sealed partial class StoreNode
{
    /// <summary>A customer submits so many octets; it is told only once they are durable.</summary>
    public void Submit(int octets)
    {
        ulong id = GiveId();
        var message = _entities.Message(id, string.Create(CultureInfo.InvariantCulture, $"4477{id % 100_000_000:00000000}"));
        message.Octets = (ushort)octets;
        message.Flags = random.Next(4) == 0 ? EventFlags.None : EventFlags.ReceiptWanted;
        message.SubmittedAt = Now;
        message.ExpiresAt = Now + ReceiptLifetime;
        message.SetBody(BodyOf(message));
        message.Describe(EventKind.Accepted, Now, out var e);
        e.Payload = message.Body;
        if (!TryAppend(e, () => Queue(message), out var position, essential: false))
            return;
        _live.Add(message, position);
    }

    /// <summary>Submits what leaves the segment just too little room for a mark.</summary>
    public void SubmitToTheBrim(int segmentBytes)
    {
        var at = _journal!.AppendPosition;
        var probe = _entities.Message(0, "447700000000");
        probe.Describe(EventKind.Accepted, Now, out var e);
        // Header of the record and the mark that may open its batch; a mark and an end would take 56 octets.
        int room = segmentBytes - at.Offset - e.EncodedLength - Frame.HeaderLength - Frame.MarkSize - Frame.EndSize - random.Next(24);
        if (room is > 0 and < 3_000)
            Submit(room);
    }

    /// <summary>Some messages are about to be written to the carrier; once that is durable they are, or are withdrawn.</summary>
    public void Attempt()
    {
        var messages = _queue.Take(1 + random.Next(4)).ToList();
        if (messages.Count == 0)
            return;
        ulong[] ids = [.. messages.Select(message => message.Id)];
        var e = new JournalEvent { Kind = EventKind.Attempts, Time = Now, Payload = Octets(ids) };
        bool withdraws = random.Next(8) == 0;
        if (!TryAppend(e, () => Wrote(messages, withdraws), out _))
            return;
        _queue.RemoveRange(0, messages.Count);
        foreach (var message in messages)
            message.State = LiveState.InFlight;
    }

    /// <summary>The carrier answers a message that was written to it, or the connection goes before it does.</summary>
    public void Answer()
    {
        if (!TryChoose(_inFlight, out var message))
            return;
        switch (random.Next(10))
        {
            case 0:
                Retry(message, EventKind.Retried, message.Flags);
                break;
            case 1:
                Retry(message, EventKind.Uncertain, message.Flags | EventFlags.PossibleDuplicate);
                break;
            case 2:
                Conclude(message, EventKind.Failed);
                break;
            default:
                Send(message);
                break;
        }
    }

    /// <summary>A receipt comes for a message that was sent, or overtakes the answer.</summary>
    public void Receipt()
    {
        if (random.Next(4) == 0 && TryChoose(_inFlight, out var early))
            Park(UpstreamMessageIdOf(early));
        else if (TryChoose(_sent, out var sent))
            Receipt(sent.Id, sent.UpstreamMessageId);
    }

    /// <summary>The customer acknowledges what its outbox offers.</summary>
    public void Deliver()
    {
        if (_outbox.Count == 0)
            BringDelivery();
        if (!TryChoose(_outbox, out var delivery))
            return;
        delivery.Describe(EventKind.ReceiptSent, Now, out var e);
        if (!TryAppend(e, null, out _))
        {
            delivery.NextNumber--;
            return;
        }
        _outbox.Remove(delivery);
        StoreBooks.Hold(_live.Remove(delivery), $"the receipt of {delivery.Id} was not alive");
    }

    /// <summary>A receipt that nobody has claimed for too long.</summary>
    public void Orphan()
    {
        if (!TryChoose(_parked, out var receipt))
            return;
        receipt.Describe(EventKind.OrphanReceipt, Now, out var e);
        if (!TryAppend(e, null, out _))
            return;
        _parked.Remove(receipt);
        _index.Remove(receipt);
        _live.Remove(receipt);
    }

    /// <summary>Something that waits leaves memory.</summary>
    public void Place()
    {
        var durable = _journal!.DurablePosition;
        switch (random.Next(3))
        {
            case 0:
                var oldest = new List<LiveMessage>();
                _index.Oldest(3, oldest);
                foreach (var message in oldest)
                    _index.TryPlace(message, _live, durable);
                break;
            case 1 when TryChoose(_queue, out var queued) && queued.Whole != default && queued.Whole < durable:
                if (_live.TryPlace(queued, out var place))
                    _queuePlaces.AddLast(place);
                _queue.Remove(queued);
                break;
            case 2 when TryChoose(_outbox, out var delivery) && delivery.Whole < durable:
                if (_live.TryPlace(delivery, out place))
                    _outboxPlaces.AddLast(place);
                _outbox.Remove(delivery);
                break;
        }
    }

    /// <summary>A queued message comes back to memory.</summary>
    public void BringQueued()
    {
        var places = new List<Place>();
        _queuePlaces.Take(1, places);
        foreach (var place in places)
        {
            var message = (TestMessage)Load(place);
            StoreBooks.Hold(message.Body.SequenceEqual(BodyOf(message)), $"the body of {message.Id} has changed");
            _live.Bring(message, place);
            _queue.Add(message);
        }
    }

    /// <summary>After a start: of what was in flight nobody knows what became.</summary>
    public void Doubt()
    {
        foreach (var message in _inFlight.ToArray())
            Retry(message, EventKind.Uncertain, message.Flags | EventFlags.PossibleDuplicate);
    }

    /// <summary>Brings everything nearer to its end.</summary>
    public void Settle()
    {
        BringQueued();
        Attempt();
        threads.Rest();
        for (int i = 0; i < 4; i++)
        {
            Answer();
            Receipt();
            Deliver();
        }
        if (_inFlight.Count == 0 && _queue.Count == 0)
            Orphan();
    }

    private void BringDelivery()
    {
        var places = new List<Place>();
        _outboxPlaces.Take(1, places);
        foreach (var place in places)
        {
            var delivery = (TestDelivery)Load(place);
            StoreBooks.Hold(delivery.Body.SequenceEqual(ReceiptOf(delivery.Id)), $"the receipt of {delivery.Id} has changed");
            _live.Bring(delivery, place);
            _outbox.Add(delivery);
        }
    }

    private void Queue(TestMessage message)
    {
        message.State = LiveState.Queued;
        _queue.Add(message);
    }

    private void Wrote(List<TestMessage> messages, bool withdraws)
    {
        _inFlight.AddRange(messages);
        if (!withdraws)
            return;
        var message = messages[0];
        ulong[] ids = [message.Id];
        var e = new JournalEvent { Kind = EventKind.AttemptsWithdrawn, Time = Now, Payload = Octets(ids) };
        if (!TryAppend(e, null, out _))
            return;
        _inFlight.Remove(message);
        Queue(message);
    }

    private void Retry(TestMessage message, EventKind kind, EventFlags flags)
    {
        var before = message.Flags;
        message.Flags = flags;
        message.Describe(kind, Now, out var e);
        if (!TryAppend(e, null, out _))
        {
            message.NextNumber--;
            message.Flags = before;
            return;
        }
        _inFlight.Remove(message);
        Queue(message);
    }

    private void Send(TestMessage message)
    {
        string id = UpstreamMessageIdOf(message);
        message.SentAt = Now;
        message.Upstream = _entities.Names.Get("carrier");
        message.SetUpstreamMessageId(Encoding.ASCII.GetBytes(id));
        message.Describe(EventKind.Sent, Now, out var e);
        if (!TryAppend(e, null, out var position))
        {
            message.NextNumber--;
            message.SentAt = 0;
            message.Upstream = null;
            message.SetUpstreamMessageId([]);
            return;
        }
        _inFlight.Remove(message);
        message.DropBody();
        message.IsBooked = true;
        message.ExpiresAt = Now + ReceiptLifetime;
        if (!message.Flags.HasFlag(EventFlags.ReceiptWanted))
        {
            message.State = LiveState.Done;
            _live.Remove(message);
            return;
        }
        message.State = LiveState.AwaitingReceipt;
        _live.Move(message, position);
        _sent.Add((message.Id, id));
        var parked = _index.Add(message.UpstreamMessageId, message);
        message.IsClaiming = parked is not null;
        for (; parked is not null; parked = parked.Later)
            Claim((TestReceipt)parked, message);
    }

    /// <summary>A message that was just sent claims what came before its answer.</summary>
    private void Claim(TestReceipt receipt, TestMessage message)
    {
        StoreBooks.Hold(_parked.Remove(receipt), $"receipt {receipt.Id} was claimed, but was not parked");
        receipt.Describe(EventKind.EarlySettled, Now, out var e);
        message.IsClaiming = false;
        if (TryAppend(e, null, out _))
            _live.Remove(receipt);
        else
            _parked.Add(receipt);
        if (message.State == LiveState.AwaitingReceipt)
            Conclude(message, EventKind.Receipt);
    }

    private void Park(string upstreamMessageId)
    {
        ulong id = GiveId();
        var receipt = new TestReceipt
        {
            Id = id, Upstream = _entities.Names.Get("carrier"), ReceivedAt = Now, ExpiresAt = Now + 600_000_000,
        };
        receipt.SetBody(Encoding.ASCII.GetBytes(upstreamMessageId));
        receipt.DescribeWhole(out var e);
        if (!TryAppend(e, null, out var position))
            return;
        _live.Add(receipt, position);
        var found = _index.FindOrPark(receipt.Body, default, default, receipt, out bool isAway);
        StoreBooks.Hold(found is null && !isAway, $"a receipt of {upstreamMessageId} found a message that was not sent");
        _parked.Add(receipt);
    }

    private void Receipt(ulong id, string upstreamMessageId)
    {
        byte[] octets = Encoding.ASCII.GetBytes(upstreamMessageId);
        var message = (TestMessage?)_index.Find(octets, default, default, out bool isAway);
        if (isAway)
            message = BringSent(octets);
        StoreBooks.Hold(message?.Id == id, $"a receipt of {upstreamMessageId} found {message?.Id} instead of {id}");
        Conclude(message!, EventKind.Receipt);
    }

    private TestMessage? BringSent(ReadOnlySpan<byte> upstreamMessageId)
    {
        var places = new List<Place>();
        _index.FindPlaces(upstreamMessageId, places);
        foreach (var place in places)
            StoreBooks.Hold(_index.Bring((TestMessage)Load(place), place, _live), $"the place of {place.Id} is not in the index");
        return (TestMessage?)_index.Find(upstreamMessageId, default, default, out _);
    }

    /// <summary>A receipt that a start has found: its message may have been sent before the end, and not have claimed it.</summary>
    private void Match(TestReceipt receipt)
    {
        var message = (TestMessage?)_index.FindOrPark(receipt.Body, default, default, receipt, out bool isAway);
        if (isAway)
            message = BringSent(receipt.Body);
        if (message is not null)
            Claim(receipt, message);
    }

    /// <summary>The message ends, and its customer is owed a receipt if it wants one.</summary>
    private void Conclude(TestMessage message, EventKind kind)
    {
        bool owes = message.Flags.HasFlag(EventFlags.ReceiptWanted) && random.Next(8) != 0;
        message.Describe(kind, Now, out var e);
        var delivery = new TestDelivery { Account = message.Account, ExpiresAt = Now + ReceiptLifetime };
        delivery.About(message);
        delivery.SetBody(ReceiptOf(message.Id));
        if (owes)
            e.Payload = delivery.Body;
        if (!TryAppend(e, null, out var position))
        {
            message.NextNumber--;
            return;
        }
        message.State = LiveState.Done;
        _inFlight.Remove(message);
        _sent.RemoveAll(sent => sent.Id == message.Id);
        _index.Remove(message);
        StoreBooks.Hold(_live.Remove(message), $"{message.Id} was not alive");
        if (!owes)
            return;
        _live.Add(delivery, position);
        _outbox.Add(delivery);
    }

    /// <summary>The carrier gives another id to each attempt.</summary>
    private static string UpstreamMessageIdOf(TestMessage message) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.Id:x}-{message.NextNumber}");

    private bool TryChoose<T>(List<T> from, out T chosen)
    {
        chosen = from.Count == 0 ? default! : from[random.Next(from.Count)];
        return from.Count > 0;
    }
}
