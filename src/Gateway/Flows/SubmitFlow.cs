using System.Runtime.CompilerServices;
using Gateway.Accounts;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// The way of a submit: account checks → route → (store mode) journal → answer → <see cref="DispatchFlow"/>; in relay mode straight to
/// the upstream, whose outcome is the answer. What the upstream answers is <see cref="OutcomeFlow"/>'s, what its receipt does
/// <see cref="ReceiptFlow"/>'s.
/// </summary>
internal sealed class SubmitFlow(NodeStore store, Func<GatewaySnapshot> snapshot, DispatchFlow dispatch, TimeProvider time)
{
    /// <summary>How long a receipt is waited for, and offered to its customer.</summary>
    public static readonly TimeSpan ReceiptLifetime = TimeSpan.FromHours(72);

    /// <summary>What the upstreams' answers lead to.</summary>
    public required OutcomeFlow Outcomes { get; init; }

    /// <summary>What a submit with replace_if_present_flag asks first.</summary>
    public required PendingFlow Pending { get; init; }

    /// <summary>How much of the room for messages under way is taken, in percent: the congestion_state that customers are told.</summary>
    public byte Congestion => (byte)Math.Min(100L * store.Live.Count / store.PendingLimit, 100);

    /// <summary>Step 1: an account's session has received a submit_sm or data_sm. Runs on its reader.</summary>
    public void OnSubmit(AccountState account, in Inbound request, scoped in MessageView received)
    {
        // From here on a data_sm is a submit_sm with a message_payload.
        var view = received with { Id = CommandId.SubmitSm };
        var refusal = SubmitChecks.Check(account, received, time.GetUtcNow(), out var timing);
        if (view.Destination.IsEmpty)
            refusal = CommandStatus.InvalidDestinationAddress;
        if (view.DefaultMessageId != 0 && refusal == CommandStatus.Ok)
            refusal = snapshot().DefaultMessages.Resolve(ref view, request.Session.PeerVersion);
        if (refusal != CommandStatus.Ok)
        {
            Refuse(account, view, null, refusal);
            request.Reject(refusal);
            return;
        }
        if (view.ReplaceIfPresent == 0)
            Submit(account, request, view, timing);
        else
            SubmitOrReplace(account, request, view, timing);
    }

    /// <summary>Step 3: durable. The submitter gets our id, the message its place in a queue. Runs on the committer.</summary>
    public void OnAccepted(GatewayMessage message)
    {
        // Its submitter may cancel it at once. Who appended it has it locked until it stands among what is alive.
        lock (message)
            message.State = LiveState.Queued;
        Counters.Add(ref store.Counting.Accepted);
        try
        {
            message.Answer();
        }
        finally
        {
            // What is durable goes, whatever becomes of its answer.
            dispatch.Enqueue(message, front: false);
        }
    }

    /// <summary>
    /// Judges a submit whose fields are good by its account's rate, its route, and the room there is for it; gives the message, or null
    /// and the refusal.
    /// </summary>
    public CommandStatus TryAdmit(
        AccountState account, InterfaceVersion version, scoped in MessageView view, in Timing timing, ulong id, out GatewayMessage? message,
        out RouteMode mode)
    {
        message = null;
        mode = RouteMode.Store;
        int segments = Segments.Count(view);
        Concatenation.TryRead(view, out var place);
        if (!IsInRate(account.Rate, segments, place))
            return TurnAway(CommandStatus.Throttled);
        // What is refused from here on has had its tokens; a first part has paid for the others too, which may be on their way.
        var current = snapshot();
        var decision = current.Routes.Decide(new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Account = account.SystemId,
            Source = view.Source,
            Destination = view.Destination,
        });
        if (decision.Action != RouteAction.Forward)
        {
            Refuse(account, view, decision.Route is null ? null : store.Names.Get(decision.Route.Name), decision.Status);
            return decision.Status;
        }
        if (store.Live.Count >= store.PendingLimit || (view.RegisteredDelivery.WantsReports && account.IsFull))
            return TurnAway(CommandStatus.MessageQueueFull);
        var admitted = NewMessage(account, version, view, (byte)Math.Min(segments, byte.MaxValue), id);
        admitted.Read(view, timing, place);
        DispatchFlow.Follow(admitted, decision, current);
        mode = decision.Mode;
        if (mode == RouteMode.Store && admitted.Group!.Choose(admitted.Hash).IsFull)
            return TurnAway(CommandStatus.MessageQueueFull);
        message = admitted;
        return CommandStatus.Ok;
    }

    /// <summary>Step 2: into the journal. The answer waits for the commit.</summary>
    [SkipLocalsInit]
    public AppendResult TryAccept(GatewayMessage message, scoped in MessageView view)
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
        if (result != AppendResult.Ok)
            Counters.Add(ref store.Counting.Throttled);
        return result;
    }

    /// <summary>Books a submit that is refused for good; the caller answers.</summary>
    public void Refuse(AccountState account, scoped in MessageView view, Name? route, CommandStatus status)
    {
        Counters.Add(ref store.Counting.Rejected);
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
    }

    /// <summary>
    /// In transaction mode the answer is the outcome (v3.4 §2.10.3, v5.0 §4.2.10.4), so that nothing is stored. v3.4 has it for data_sm
    /// alone.
    /// </summary>
    private static bool IsTransaction(in Inbound request, scoped in MessageView view) => view.EsmClass.Mode == EsmClass.Transaction
        && (request.Command == CommandId.DataSm || request.Session.PeerVersion >= InterfaceVersion.V50);

    /// <summary>
    /// The parts of a long message are admitted together, in one submit or in many. A message_payload of several segments pays for all of
    /// them itself, whatever it says of its place.
    /// </summary>
    private bool IsInRate(TokenBucket rate, int segments, Concatenation place) => place.IsPossible && segments == 1
        ? rate.TryTakePart(place.Number, place.Total, time.GetTimestamp())
        : rate.TryTake(segments, time.GetTimestamp());

    /// <summary>A refusal for now, which is counted and not booked: it may come a million times a second.</summary>
    private CommandStatus TurnAway(CommandStatus status)
    {
        Counters.Add(ref store.Counting.Throttled);
        return status;
    }

    /// <summary>A method of its own, so that only such submits pay for what it remembers.</summary>
    private void SubmitOrReplace(AccountState account, Inbound request, scoped in MessageView view, Timing timing) =>
        Pending.OnSubmitWithReplace(account, request, view, copy => Submit(account, request, copy, timing));

    private void Submit(AccountState account, in Inbound request, scoped in MessageView view, in Timing timing)
    {
        var refusal = TryAdmit(
            account, request.Session.PeerVersion, view, timing, store.Journal.Ids.Next(), out var message, out var mode);
        if (message is null)
        {
            request.Reject(refusal);
            return;
        }
        message.Submitter = request;
        message.HasSubmitter = true;
        if (mode == RouteMode.Relay || IsTransaction(request, view))
            Relay(message, view);
        else if (TryAccept(message, view) is var result && result != AppendResult.Ok)
            request.Reject(result.Refusal);
    }

    private GatewayMessage NewMessage(AccountState account, InterfaceVersion version, scoped in MessageView view, byte segments, ulong id)
    {
        var flags = EventFlags.None;
        if (view.EffectiveWish.WantsReports)
            flags |= EventFlags.ReceiptWanted;
        if (!version.SupportsTlvs)
            flags |= EventFlags.ShortId;
        return new GatewayMessage(this)
        {
            Account = account.Name,
            Id = id,
            Source = view.Source,
            Destination = view.Destination,
            Flags = flags,
            DataCoding = (byte)view.DataCoding,
            EsmClass = (byte)view.EsmClass,
            RegisteredDelivery = (byte)view.EffectiveWish,
            Segments = segments,
            Octets = (ushort)Math.Min(view.UserData.Length, ushort.MaxValue),
            SubmittedAt = store.Now,
        };
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
        Outcomes.OnNotRelayed(message, refusal);
    }
}
