using System.Runtime.CompilerServices;
using Gateway.Accounts;
using Gateway.Upstreams;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// The way of a receipt: carrier → matched to its message (or parked, since receipts overtake responses) → journal → carrier
/// answered → customer's outbox, when the customer asked for it.
/// </summary>
internal sealed class ReceiptFlow(NodeStore store, Func<string, AccountState> account)
{
    /// <summary>Octets of a receipt's error that are kept: as many as an event has room for.</summary>
    private const int MostError = byte.MaxValue;

    private readonly Notifications _notifications = new(store, account);

    /// <summary>Early receipts whose messages are known by now, and which the journal had no room to apply.</summary>
    private readonly Unbooked<(GatewayMessage Message, EarlyReceipt Early)> _unbooked = new();

    /// <summary>Early receipts that are done with, as which the journal had no room to book them.</summary>
    private readonly Unbooked<(EarlyReceipt Early, EventKind Kind)> _unsettled = new();

    /// <summary>What became of a receipt whose message was found.</summary>
    private enum Applied
    {
        /// <summary>Booked, or the message had come to its end already.</summary>
        Ok,

        /// <summary>The message has left memory meanwhile: it is to be looked for again.</summary>
        Away,

        /// <summary>The journal cannot take it now. The carrier was told so, if it waits for an answer.</summary>
        NoRoom,
    }

    /// <summary>How long a receipt waits for its message.</summary>
    public static readonly TimeSpan EarlyLifetime = TimeSpan.FromMinutes(10);

    /// <summary>A carrier has sent a receipt. Runs on that upstream's reader.</summary>
    public void OnReceipt(UpstreamState upstream, in Inbound received, scoped in MessageView view)
    {
        Counters.Add(ref store.Counting.ReceiptsIn);
        var request = upstream.Answer(received);
        if (!Receipt.TryRead(view, out var receipt) || receipt.Id.IsEmpty)
        {
            // Nothing can ever be matched: taken, counted and booked, so that the carrier does not send it again.
            Orphan(upstream, request, view);
            return;
        }
        Match(upstream, request, view, receipt);
    }

    private void Match(UpstreamState upstream, CarrierRequest request, scoped in MessageView view, scoped in Receipt receipt)
    {
        var message = (GatewayMessage?)upstream.Receipts.Find(receipt.Id, view.Source, view.Destination, out bool isAway);
        if (message is null && !isAway)
            Park(upstream, request, view, receipt);
        else if (message is null || Apply(message, view.EsmClass.IsIntermediate, receipt, request) == Applied.Away)
            Await(upstream, request, view, receipt);
    }

    /// <summary>The message is not in memory: the carrier is answered when it is back and the receipt durable, as ever.</summary>
    private void Await(UpstreamState upstream, CarrierRequest request, scoped in MessageView view, scoped in Receipt receipt)
    {
        byte[] body = new byte[view.BodyLength];
        view.WriteBody(body);
        if (!store.Keeper.TryBring(upstream.Receipts, receipt.Id, upstream, () =>
            {
                if (MessageView.TryRead(CommandId.DeliverSm, body, out var again, out _) && Receipt.TryRead(again, out var same))
                    Match(upstream, request, again, same);
            }))
        {
            request.Reject(CommandStatus.ReceiverTemporaryError);
        }
    }

    /// <summary>The response that makes a message known came after its receipt, or after several of them.</summary>
    public void OnClaimed(GatewayMessage message, EarlyReceipt first)
    {
        EarlyReceipt? next;
        bool waits = false;
        for (var early = first; early is not null; early = next)
        {
            next = (EarlyReceipt?)early.Later;
            waits = waits || !TryClaim(message, early);
            if (waits)
                _unbooked.Add((message, early));
        }
    }

    /// <summary>Books what found no room in the journal.</summary>
    public void OnHeartbeat()
    {
        _unbooked.Book(claim => TryClaim(claim.Message, claim.Early));
        _unsettled.Book(end => TrySettle(end.Early, end.Kind));
    }

    /// <summary>False when there is no room now.</summary>
    private bool TryClaim(GatewayMessage message, EarlyReceipt early)
    {
        var applied = MessageView.TryRead(CommandId.DeliverSm, early.Body, out var view, out _) && Receipt.TryRead(view, out var receipt)
            ? Apply(message, view.EsmClass.IsIntermediate, receipt, origin: default)
            : Applied.Ok;
        if (applied == Applied.NoRoom)
            return false;
        if (applied == Applied.Away)
            OnRecovered(message.Target!, early);
        else
            Settle(early, EventKind.EarlySettled);
        return true;
    }

    /// <summary>A parked receipt that the journal brought back.</summary>
    public void OnRecovered(UpstreamState upstream, EarlyReceipt early)
    {
        if (MessageView.TryRead(CommandId.DeliverSm, early.Body, out var view, out _) && Receipt.TryRead(view, out var receipt))
            MatchParked(upstream, early, view, receipt);
    }

    /// <summary>The same where the configuration has no such upstream: it waits until that is back or its time is over.</summary>
    public static void OnOwnerless(ReceiptIndex index, EarlyReceipt early)
    {
        if (MessageView.TryRead(CommandId.DeliverSm, early.Body, out var view, out _) && Receipt.TryRead(view, out var receipt))
            index.Park(receipt.Id, early);
    }

    /// <summary>An upstream is back, or compares ids in another form: what is parked may be about messages that wait already.</summary>
    public void MatchAgain(UpstreamState upstream)
    {
        foreach (var early in upstream.Receipts.TakeParked())
            OnRecovered(upstream, (EarlyReceipt)early);
    }

    private void MatchParked(UpstreamState upstream, EarlyReceipt early, scoped in MessageView view, scoped in Receipt receipt)
    {
        var message = upstream.Receipts.FindOrPark(receipt.Id, view.Source, view.Destination, early, out bool isAway);
        if (message is not null)
            OnClaimed((GatewayMessage)message, early);
        else if (isAway && !store.Keeper.TryBring(upstream.Receipts, receipt.Id, upstream, () => OnRecovered(upstream, early)))
            store.Keeper.Post(_ => OnRecovered(upstream, early));
    }

    /// <summary>A parked receipt has waited long enough: no message of ours has its id.</summary>
    public void OnUnclaimed(EarlyReceipt early, ReceiptIndex index)
    {
        if (!index.Remove(early))
            return;
        Counters.Add(ref store.Counting.ReceiptsOrphaned);
        Settle(early, EventKind.OrphanReceipt);
    }

    /// <summary>
    /// Ends a message: one terminal event, and with it, in the same record, the receipt its submitter asked for. A message ends
    /// once, whoever comes first. False when the journal cannot take the event now; the message goes on as it is.
    /// </summary>
    [SkipLocalsInit]
    public bool Conclude(
        GatewayMessage message, EventKind kind, CommandStatus status, MessageState state, scoped ReadOnlySpan<byte> error,
        scoped ReadOnlySpan<byte> text, CarrierRequest origin, CancelAnswer? cancel = null)
    {
        Span<byte> body = stackalloc byte[CustomerReceipt.MostOctets];
        bool wanted = ((RegisteredDelivery)message.RegisteredDelivery).WantsReceipt(state == MessageState.Delivered);
        var delivery = wanted ? new CustomerDelivery { Account = message.Account, Outbox = account(message.Account.Text).Outbox } : null;
        AppendResult result;
        lock (message)
            // Also the delivery: it may be acknowledged before this thread has entered it among what is alive.
            lock ((object?)delivery ?? message)
            {
                // Only what still waits can expire: what is on the wire, or was when this was decided, may have been taken.
                if (message.State == LiveState.Done || (kind == EventKind.Expired && message.State != LiveState.Queued)
                    // It was held, and a late answer has come since: its receipt is waited for.
                    || (kind == EventKind.Failed && state == MessageState.Unknown && message.ExpiresAt > store.Now))
                {
                    Answer(message, origin);
                    return true;
                }
                long now = store.Now;
                scoped JournalEvent e;
                message.Describe(kind, now, out e);
                e.Status = (uint)status;
                e.State = (byte)state;
                e.Error = Kept(error);
                if (delivery is not null)
                {
                    delivery.About(message);
                    delivery.MessageState = (byte)state;
                    delivery.ExpiresAt = now + NodeStore.Microseconds(SubmitFlow.ReceiptLifetime);
                    body = body[..CustomerReceipt.Write(message, EsmClass.Receipt, state, error, text, NodeStore.ToTime(now), body)];
                    delivery.SetBody(body);
                    e.Payload = body;
                }
                IDurable? whenDurable = delivery;
                if (origin.IsOpen)
                {
                    if (delivery is null)
                    {
                        whenDurable = new DurableAck(origin, message.Id);
                    }
                    else
                    {
                        delivery.Origin = origin;
                    }
                }
                if (cancel is not null)
                    whenDurable = cancel.Add(delivery);
                result = store.Book(message, e, whenDurable, out var position);
                if (result == AppendResult.Ok)
                {
                    message.State = LiveState.Done;
                    // A queue may hold the object for some time yet.
                    message.DropBody();
                    Count(kind);
                    if (delivery is not null)
                        store.Live.Replace(message, delivery, position);
                    else
                        store.Live.Remove(message);
                }
            }
        if (result != AppendResult.Ok)
        {
            origin.Reject(result.Refusal);
            cancel?.Withdraw(result.Refusal);
            return false;
        }
        message.Target?.Receipts.Remove(message);
        return true;
    }

    /// <summary>Nothing follows the end of a message; one that has only left memory gets its receipt when it is back.</summary>
    private static void Answer(GatewayMessage message, CarrierRequest origin)
    {
        if (!message.IsPlaced)
            origin.Accept(message.Id);
    }

    private void Count(EventKind kind)
    {
        Counters.Add(ref store.Counting.Ended);
        if (kind == EventKind.Expired)
            Counters.Add(ref store.Counting.Expired);
        else if (kind == EventKind.Failed)
            Counters.Add(ref store.Counting.Failed);
    }

    private Applied Apply(GatewayMessage message, bool isIntermediate, scoped in Receipt receipt, CarrierRequest origin)
    {
        // A state of the carrier's own, such as BUFFERED, ends nothing: one that does may follow.
        var state = receipt is { HasState: true, State: <= MessageState.Skipped } ? receipt.State : MessageState.Enroute;
        if (isIntermediate || !receipt.IsFinal)
            return Note(message, state, receipt, origin);
        if (!Conclude(message, EventKind.Receipt, CommandStatus.Ok, state, receipt.Error, receipt.Text, origin))
            return Applied.NoRoom;
        return message.IsPlaced ? Applied.Away : Applied.Ok;
    }

    /// <summary>A receipt that is not final: booked, and the message goes on waiting.</summary>
    private Applied Note(GatewayMessage message, MessageState state, scoped in Receipt receipt, CarrierRequest origin)
    {
        AppendResult result;
        lock (message)
        {
            // Its final receipt came on another bind meanwhile: nothing follows it, and its event numbers are the delivery's now.
            if (message.State == LiveState.Done)
            {
                Answer(message, origin);
                return message.IsPlaced ? Applied.Away : Applied.Ok;
            }
            scoped JournalEvent e;
            message.Describe(EventKind.Receipt, store.Now, out e);
            e.State = (byte)state;
            e.Error = Kept(receipt.Error);
            e.Flags |= EventFlags.Intermediate;
            result = store.Book(message, e, origin.IsOpen ? new DurableAck(origin, message.Id) : null, out _);
            if (result == AppendResult.Ok)
                _notifications.Pass(message, state, receipt);
        }
        if (result == AppendResult.Ok)
            return Applied.Ok;
        origin.Reject(result.Refusal);
        return Applied.NoRoom;
    }

    private void Park(UpstreamState upstream, CarrierRequest request, scoped in MessageView view, scoped in Receipt receipt)
    {
        if (store.Live.Parked >= store.PendingLimit)
        {
            request.Reject(CommandStatus.ReceiverTemporaryError);
            return;
        }
        var early = new EarlyReceipt
        {
            Id = store.Journal.Ids.Next(),
            Upstream = upstream.Name,
            ReceivedAt = store.Now,
            ExpiresAt = store.Now + NodeStore.Microseconds(EarlyLifetime),
            Origin = request,
        };
        byte[] body = new byte[view.BodyLength];
        view.WriteBody(body);
        early.SetBody(body);
        AppendResult result;
        lock (early)
        {
            early.DescribeWhole(out var e);
            result = store.Append(e, early, out var position);
            if (result == AppendResult.Ok)
                store.Live.Add(early, position);
        }
        if (result != AppendResult.Ok)
        {
            request.Reject(result.Refusal);
            return;
        }
        Counters.Add(ref store.Counting.ReceiptsEarly);
        // Looked for once more under the index's lock: the response may have come between.
        MatchParked(upstream, early, view, receipt);
    }

    private static ReadOnlySpan<byte> Kept(ReadOnlySpan<byte> error) => error.Length > MostError ? error[..MostError] : error;

    private void Settle(EarlyReceipt early, EventKind kind)
    {
        if (!TrySettle(early, kind))
            _unsettled.Add((early, kind));
    }

    /// <summary>False when there is no room now.</summary>
    private bool TrySettle(EarlyReceipt early, EventKind kind)
    {
        lock (early)
        {
            scoped JournalEvent e;
            early.Describe(kind, store.Now, out e);
            if (store.Append(e, null, out _) is AppendResult.Busy or AppendResult.DiskFull)
                return false;
            store.Live.Remove(early);
            return true;
        }
    }

    private void Orphan(UpstreamState upstream, CarrierRequest request, scoped in MessageView view)
    {
        Counters.Add(ref store.Counting.ReceiptsOrphaned);
        var e = new JournalEvent
        {
            Kind = EventKind.OrphanReceipt,
            MessageId = store.Journal.Ids.Next(),
            Time = store.Now,
            SubmittedAt = store.Now,
            Upstream = upstream.Name.Utf8,
            Source = view.Source,
            Destination = view.Destination,
        };
        var result = store.Append(e, new DurableAck(request, e.MessageId), out _);
        if (result != AppendResult.Ok)
            request.Reject(result.Refusal);
    }
}
