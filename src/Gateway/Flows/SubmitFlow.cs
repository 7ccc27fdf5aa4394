using Gateway.Accounts;
using Gateway.Upstreams;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// The way of a submit: account checks → route → (store mode) journal → answer → upstream queue → upstream's answer; in relay
/// mode straight to the upstream, whose outcome is the answer. What an upstream's receipt does afterwards is
/// <see cref="ReceiptFlow"/>'s.
/// </summary>
internal sealed class SubmitFlow(NodeStore store, Func<GatewaySnapshot> snapshot, TimeProvider time)
{
    private const int MostAttempts = 5;

    private readonly RetryQueue _later = new(time);
    private readonly Unbooked _unbooked = new();

    /// <summary>How long a message may wait when its validity_period does not say.</summary>
    public static readonly TimeSpan DefaultValidity = TimeSpan.FromHours(48);

    /// <summary>How long a receipt is waited for, and offered to its customer.</summary>
    public static readonly TimeSpan ReceiptLifetime = TimeSpan.FromHours(72);

    public required ReceiptFlow Receipts { get; init; }

    /// <summary>How much of the room for messages under way is taken, in percent: the congestion_state that customers are told.</summary>
    public byte Congestion => (byte)Math.Min(100L * store.Live.Count / store.PendingLimit, 100);

    /// <summary>Step 1: an account's session has received a submit_sm or data_sm. Runs on its reader.</summary>
    public void OnSubmit(AccountState account, in Inbound request, scoped in MessageView received)
    {
        // From here on a data_sm is a submit_sm with a message_payload.
        var view = received with { Id = CommandId.SubmitSm };
        var refusal = SubmitChecks.Check(account, received, time.GetUtcNow(), out long expiresAt);
        if (refusal != CommandStatus.Ok)
        {
            Refuse(account, request, view, null, refusal);
            return;
        }
        int segments = Segments.Count(view);
        if (!account.Rate.TryTake(segments, time.GetTimestamp()))
        {
            Counters.Add(ref store.Counters.Throttled);
            request.Reject(CommandStatus.Throttled);
            return;
        }
        var current = snapshot();
        var facts = new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Account = account.SystemId,
            Source = view.Source,
            Destination = view.Destination,
        };
        var decision = current.Routes.Decide(facts);
        if (decision.Action != RouteAction.Forward)
        {
            Refuse(account, request, view, decision.Route is null ? null : store.Names.Get(decision.Route.Name), decision.Status);
            return;
        }
        if (store.Live.Count >= store.PendingLimit)
        {
            Counters.Add(ref store.Counters.Throttled);
            request.Reject(CommandStatus.MessageQueueFull);
            return;
        }
        var message = NewMessage(account, request, view, (byte)Math.Min(segments, byte.MaxValue), expiresAt);
        message.Route = current.RouteNames[decision.RouteIndex];
        message.Group = current.Groups[decision.GroupIndex];
        if (decision.Mode == RouteMode.Relay)
        {
            Relay(message, view);
        }
        else if (message.Group.Choose(message.Hash).IsFull)
        {
            Counters.Add(ref store.Counters.Throttled);
            request.Reject(CommandStatus.MessageQueueFull);
        }
        else
        {
            Accept(message, request, view);
        }
    }

    /// <summary>Step 3: durable. The submitter gets our id, the message its place in a queue. Runs on the committer.</summary>
    public void OnAccepted(GatewayMessage message)
    {
        message.State = LiveState.Queued;
        Counters.Add(ref store.Counters.Accepted);
        Answer(message);
        Enqueue(message, front: false);
    }

    /// <summary>
    /// A message that the journal brought back, accepted and not taken by an upstream: it goes on as if nothing had
    /// been.
    /// </summary>
    public void OnRecovered(GatewayMessage message)
    {
        if (MessageView.TryRead(CommandId.SubmitSm, message.Body, out var view, out _))
        {
            var submitted = NodeStore.ToTime(message.SubmittedAt);
            if (!SubmitChecks.TryExpiry(view, submitted, out var expires))
                expires = submitted + DefaultValidity;
            message.ExpiresAt = NodeStore.Microseconds(expires);
            Spread(message, view);
        }
        Enqueue(message, front: false);
    }

    /// <summary>
    /// Puts a message into the queue of the upstream its group chooses now; while none is available, of the one it
    /// prefers.
    /// </summary>
    public void Enqueue(GatewayMessage message, bool front)
    {
        while (GroupOf(message) is { } group)
        {
            var target = group.Choose(message.Hash);
            // It has retired since the group was looked up: there is a new configuration.
            if (!target.TryEnqueue(message, front))
                continue;
            // It went down, or another came up, after the choice: whoever moves messages then may have looked before this one came.
            if (!target.CanSubmit && group.CanSubmit)
                target.AvailabilityChanged(target);
            return;
        }
        Fail(message, CommandStatus.InvalidDestinationAddress, MessageState.Undeliverable);
    }

    /// <summary>Puts messages that were refused for now back into a queue when they are due, and books what found no room.</summary>
    public void OnHeartbeat(long now)
    {
        _unbooked.Book(TryBook);
        while (_later.TryTake(now, out var message))
            Enqueue(message, front: false);
    }

    /// <summary>Step 5: the upstream has answered. Runs on that upstream's reader.</summary>
    public void OnReply(GatewayMessage message, in PduHeader header, ReadOnlySpan<byte> body)
    {
        var target = message.Target!;
        target.OnAnswered();
        target.OnHeard();
        if (header.Status == CommandStatus.Ok)
        {
            OnSent(message, header, body);
        }
        else if (message.Flags.HasFlag(EventFlags.Relay))
        {
            Conclude(message, EventKind.Rejected, header.Status);
        }
        else if (!header.Status.IsTemporary || message.Attempts >= MostAttempts)
        {
            Fail(message, header.Status, MessageState.Rejected);
        }
        else
        {
            Retry(message, header.Status);
        }
    }

    /// <summary>Written and never answered: the upstream may have it. The message is sent again, and its rows say so.</summary>
    public void OnLost(GatewayMessage message, LossReason reason)
    {
        message.Target!.OnAnswered();
        if (reason == LossReason.Timeout)
            message.Target.OnTimeout();
        Counters.Add(ref store.Counters.Uncertain);
        if (message.Flags.HasFlag(EventFlags.Relay))
        {
            Conclude(message, EventKind.Uncertain, CommandStatus.SystemError);
            return;
        }
        lock (message)
        {
            message.Flags |= EventFlags.PossibleDuplicate;
            message.State = LiveState.Queued;
            scoped JournalEvent e;
            message.Describe(EventKind.Uncertain, store.Now, out e);
            store.Append(e, null, out _);
        }
        Enqueue(message, front: true);
    }

    /// <summary>Ends a message that cannot be sent; its submitter gets a receipt when it asked for one.</summary>
    public void Fail(GatewayMessage message, CommandStatus status, MessageState state)
    {
        var kind = state == MessageState.Expired ? EventKind.Expired : EventKind.Failed;
        if (Receipts.Conclude(message, kind, status, state, default, default, origin: null))
            return;
        // What has outlived its time is found again by the next sweep.
        if (state is MessageState.Expired or MessageState.Unknown)
            return;
        message.Target?.OnSending();
        _unbooked.Add(new Outcome(message, status, state));
    }

    /// <summary>Lets the parts of one message go one way, and spreads all others.</summary>
    private static void Spread(GatewayMessage message, in MessageView view)
    {
        message.IsPart = Concatenation.TryRead(view, out var part) && part.IsPossible;
        message.Hash = message.IsPart
            ? MessageHash.OfPart(message.Account.Text, view.Source, view.Destination, part.Reference)
            : MessageHash.Mix((uint)MessageIds.SequenceOf(message.Id));
    }

    private GatewayMessage NewMessage(AccountState account, in Inbound request, scoped in MessageView view, byte segments, long expiresAt)
    {
        var flags = EventFlags.None;
        if ((view.RegisteredDelivery).WantsAnyReceipt)
            flags |= EventFlags.ReceiptWanted;
        if (!request.Session.PeerVersion.SupportsTlvs)
            flags |= EventFlags.ShortId;
        ulong id = store.Journal.Ids.Next();
        var message = new GatewayMessage(this)
        {
            Account = account.Name,
            Id = id,
            Source = view.Source,
            Destination = view.Destination,
            Flags = flags,
            DataCoding = (byte)view.DataCoding,
            EsmClass = (byte)view.EsmClass,
            RegisteredDelivery = (byte)view.RegisteredDelivery,
            Segments = segments,
            Octets = (ushort)Math.Min(view.UserData.Length, ushort.MaxValue),
            SubmittedAt = store.Now,
            ExpiresAt = expiresAt,
            Submitter = request,
            HasSubmitter = true,
        };
        Spread(message, view);
        return message;
    }

    /// <summary>Step 2: into the journal. The answer waits for the commit.</summary>
    private void Accept(GatewayMessage message, in Inbound request, scoped in MessageView view)
    {
        Span<byte> body = stackalloc byte[512];
        int length = view.BodyLength;
        if (length > body.Length)
            body = new byte[length];
        body = body[..length];
        view.WriteBody(body);
        message.SetBody(body);
        message.State = LiveState.Accepting;
        AppendResult result;
        lock (message)
        {
            scoped JournalEvent e;
            message.Describe(EventKind.Accepted, message.SubmittedAt, out e);
            e.Payload = body;
            result = store.Journal.TryAppend(e, message, out var position);
            if (result == AppendResult.Ok)
                store.Live.Add(message, position);
        }
        if (result == AppendResult.Ok)
            return;
        Counters.Add(ref store.Counters.Throttled);
        request.Reject(result.Refusal);
    }

    /// <summary>Step 2 in relay mode: straight into an upstream's window, or a refusal now.</summary>
    private void Relay(GatewayMessage message, scoped in MessageView view)
    {
        message.Flags |= EventFlags.Relay;
        message.State = LiveState.InFlight;
        var refusal = message.Group!.Choose(message.Hash).Relay(message, view);
        if (refusal == CommandStatus.Ok)
            return;
        message.Target = null;
        Conclude(message, EventKind.Rejected, refusal);
    }

    private void OnSent(GatewayMessage message, in PduHeader header, ReadOnlySpan<byte> body)
    {
        bool relayed = message.Flags.HasFlag(EventFlags.Relay);
        var id = MessageIdBody.TryRead(header.Id, body, out var response, out _) ? response.MessageId : default;
        if (id.IsEmpty)
            // Without an id no receipt can be matched: the message ends here.
            message.Flags &= ~EventFlags.ReceiptWanted;
        Counters.Add(ref relayed ? ref store.Counters.Relayed : ref store.Counters.Sent);
        lock (message)
        {
            message.SentAt = store.Now;
            message.SetUpstreamMessageId(id);
            message.DropBody();
            message.State = LiveState.AwaitingReceipt;
            message.ExpiresAt = message.SentAt + NodeStore.Microseconds(ReceiptLifetime);
        }
        message.Target!.OnSending();
        if (!TryBookSent(message))
            _unbooked.Add(new Outcome(message, CommandStatus.Ok, default));
        if (relayed)
            Answer(message);
        if (message.Flags.HasFlag(EventFlags.ReceiptWanted) && message.Target.Receipts.Add(id, message) is { } early)
            Receipts.OnClaimed(message, (EarlyReceipt)early);
    }

    /// <summary>
    /// Appends that the upstream has the message, which ends one that waits for no receipt. False when there is no room for it now.
    /// </summary>
    private bool TryBookSent(GatewayMessage message)
    {
        lock (message)
        {
            // Its receipt may have come while this waited for room.
            if (message.State == LiveState.Done)
            {
                message.Target!.OnSentDurable();
                return true;
            }
            scoped JournalEvent e;
            message.Describe(EventKind.Sent, message.SentAt, out e);
            if (store.Append(e, message, out var position) != AppendResult.Ok)
            {
                message.NextNumber--;
                return false;
            }
            if (!message.Flags.HasFlag(EventFlags.ReceiptWanted))
            {
                message.State = LiveState.Done;
                Counters.Add(ref store.Counters.Ended);
                store.Live.Remove(message);
            }
            else if (message.Flags.HasFlag(EventFlags.Relay))
            {
                store.Live.Add(message, position);
            }
            return true;
        }
    }

    private bool TryBook(Outcome outcome)
    {
        var message = outcome.Message;
        if (outcome.Status == CommandStatus.Ok)
            return TryBookSent(message);
        if (!Receipts.Conclude(message, EventKind.Failed, outcome.Status, outcome.State, default, default, origin: null))
            return false;
        message.Target?.OnSentDurable();
        return true;
    }

    private void Retry(GatewayMessage message, CommandStatus status)
    {
        Counters.Add(ref store.Counters.Retried);
        lock (message)
        {
            message.State = LiveState.Queued;
            scoped JournalEvent e;
            message.Describe(EventKind.Retried, store.Now, out e);
            e.Status = (uint)status;
            store.Append(e, null, out _);
        }
        if (status is CommandStatus.Throttled or CommandStatus.MessageQueueFull)
        {
            // Not the message's fault: it keeps its place, and the upstream has its pause already.
            Enqueue(message, front: true);
            return;
        }
        _later.Add(message);
    }

    /// <summary>Ends a relayed message that the upstream did not take.</summary>
    private void Conclude(GatewayMessage message, EventKind kind, CommandStatus status)
    {
        Counters.Add(ref store.Counters.Rejected);
        lock (message)
        {
            message.State = LiveState.Done;
            scoped JournalEvent e;
            message.Describe(kind, store.Now, out e);
            e.Status = (uint)status;
            store.Append(e, null, out _);
        }
        if (!message.HasSubmitter)
            return;
        message.HasSubmitter = false;
        message.Submitter.Reject(status);
    }

    private void Refuse(AccountState account, in Inbound request, scoped in MessageView view, Name? route, CommandStatus status)
    {
        Counters.Add(ref store.Counters.Rejected);
        var e = new JournalEvent
        {
            Kind = EventKind.Rejected,
            MessageId = store.Journal.Ids.Next(),
            Time = store.Now,
            SubmittedAt = store.Now,
            Account = account.Name.Utf8,
            Route = route is null ? default : route.Utf8,
            Source = view.Source,
            Destination = view.Destination,
            Status = (uint)status,
            DataCoding = (byte)view.DataCoding,
            EsmClass = (byte)view.EsmClass,
            RegisteredDelivery = (byte)view.RegisteredDelivery,
            Octets = (ushort)Math.Min(view.UserData.Length, ushort.MaxValue),
        };
        store.Journal.TryAppend(e, null, out _);
        request.Reject(status);
    }

    /// <summary>
    /// The group for a message; decided again when its own is one of an earlier revision, which may name upstreams that
    /// are gone.
    /// </summary>
    private UpstreamGroup? GroupOf(GatewayMessage message)
    {
        var current = snapshot();
        return message.Group?.Revision == current.Revision ? message.Group : Decide(message, current);
    }

    private static UpstreamGroup? Decide(GatewayMessage message, GatewaySnapshot current)
    {
        var decision = current.Routes.Decide(new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Account = message.Account.Text,
            Source = message.Source,
            Destination = message.Destination,
        });
        if (decision.Action != RouteAction.Forward)
            return null;
        message.Route = current.RouteNames[decision.RouteIndex];
        return message.Group = current.Groups[decision.GroupIndex];
    }

    private static void Answer(GatewayMessage message)
    {
        if (!message.HasSubmitter)
            return;
        message.HasSubmitter = false;
        Span<byte> id = stackalloc byte[MessageIds.TextLength];
        message.Submitter.Accept(id[..CustomerId.Format(message, id)]);
        // Nothing of the session is to be kept alive by a message that may wait for days.
        message.Submitter = default;
    }
}
