using System.Text;
using Gateway.Accounts;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// What a submitter can still do about a message that no upstream has yet: cancel_sm, replace_sm, and a submit that replaces it. What is
/// with an upstream, or on its way there, is beyond recall.
/// </summary>
internal sealed class PendingFlow(
    NodeStore store, Func<GatewaySnapshot> snapshot, DispatchFlow dispatch, ReceiptFlow receipts, Aside aside, TimeProvider time)
{
    /// <summary>Of a point in time, whose years have two digits (v3.4 §7.1.1).</summary>
    private const int LastYear = 2099;

    private const int MostRecalled = 1_000;

    /// <summary>
    /// Events after which a message is replaced no more: each has a number of its own, of which as many are left for what follows.
    /// </summary>
    private const ushort MostEvents = ushort.MaxValue / 2;

    /// <summary>cancel_sm (v3.4 §4.9): one message by its id, or all that wait of a source and destination. Runs on a reader.</summary>
    public void OnCancel(AccountState account, in Inbound request, CancelSm cancel) =>
        OnCancel(account, request, cancel, recalled: false);

    /// <summary>replace_sm (v3.4 §4.10): text, times and receipts of a pending message. Runs on a reader.</summary>
    public void OnReplace(AccountState account, in Inbound request, ReplaceSm replace) =>
        OnReplace(account, request, replace, recalled: false);

    private void OnCancel(AccountState account, Inbound request, CancelSm cancel, bool recalled)
    {
        if (cancel.MessageId.Length == 0)
        {
            if (cancel.Destination.IsEmpty)
            {
                request.Reject(CommandStatus.CancelFailed);
                return;
            }
            var origin = request;
            if (!aside.TryAdd(() => CancelAll(account, origin, cancel)))
                request.Reject(CommandStatus.Throttled);
            return;
        }
        // Some of a submit_multi may be in memory while others are not.
        if (!recalled && MayBeAway(cancel.MessageId, out ulong id))
        {
            Recall(id, request, () => OnCancel(account, request, cancel, recalled: true));
            return;
        }
        var messages = Find(account, cancel.MessageId);
        messages.RemoveAll(message => message.Source != cancel.Source
            || (!cancel.Destination.IsEmpty && message.Destination != cancel.Destination));
        Cancel(messages, new CancelAnswer(request));
    }

    private void OnReplace(AccountState account, Inbound request, ReplaceSm replace, bool recalled)
    {
        var messages = Find(account, replace.MessageId);
        if (messages.Count == 0 && !recalled && MayBeAway(replace.MessageId, out ulong id))
        {
            Recall(id, request, () => OnReplace(account, request, replace, recalled: true));
            return;
        }
        if (messages is not [var message] || message.Source != replace.Source)
        {
            request.Reject(CommandStatus.ReplaceFailed);
            return;
        }
        bool isSooner;
        lock (message)
        {
            // It left memory since it was found.
            if (message.IsPlaced)
            {
                Recall(message.Id, request, () => OnReplace(account, request, replace, recalled: true));
                return;
            }
            if (message.State != LiveState.Queued
                || !MessageView.TryRead(CommandId.SubmitSm, message.Body, out var pending, out _))
            {
                request.Reject(CommandStatus.ReplaceFailed);
                return;
            }
            // Text that is replaced must not stand beside the new one.
            var tlvs = new TlvList(pending.TlvBytes.ToArray()).Without(TlvTag.MessagePayload);
            if (replace.Tlvs.Reader.TryGet(TlvTag.MessagePayload, out var payload))
                tlvs = tlvs.Add(TlvTag.MessagePayload, payload);
            // It would supersede the new validity_period (v5.0 §4.2.1.1).
            if (replace.ValidityPeriod.Length > 0)
                tlvs = tlvs.Without(TlvTag.QosTimeToLive);
            var changed = pending with
            {
                ShortMessage = replace.ShortMessage.Span,
                RegisteredDelivery = replace.RegisteredDelivery,
                DefaultMessageId = replace.DefaultMessageId,
                TlvBytes = tlvs.Encoded.Span,
            };
            var refusal = changed.DefaultMessageId == 0
                ? CommandStatus.Ok
                : snapshot().DefaultMessages.Resolve(ref changed, request.Session.PeerVersion);
            if (refusal != CommandStatus.Ok)
            {
                request.Reject(refusal);
                return;
            }
            if (replace.ScheduleDeliveryTime.Length > 0)
                changed.ScheduleDeliveryTime = Fixed(replace.ScheduleDeliveryTime);
            if (replace.ValidityPeriod.Length > 0)
                changed.ValidityPeriod = Fixed(replace.ValidityPeriod);
            isSooner = Replace(account, message, changed, request);
        }
        if (isSooner)
            dispatch.Enqueue(message, front: false);
    }

    /// <summary>
    /// A submit with replace_if_present_flag (v3.4 §5.2.18), which goes on to <paramref name="submit"/> when there is nothing to replace.
    /// Runs on a reader.
    /// </summary>
    public void OnSubmitWithReplace(AccountState account, in Inbound request, scoped in MessageView view, Action<MessageView> submit)
    {
        byte[] body = new byte[view.BodyLength];
        view.WriteBody(body);
        var origin = request;
        if (!aside.TryAdd(() => ReplaceOrSubmit(account, origin, body, submit)))
            request.Reject(CommandStatus.Throttled);
    }

    private void ReplaceOrSubmit(AccountState account, Inbound request, byte[] body, Action<MessageView> submit)
    {
        using var scope = FlushScope.Enter();
        MessageView.TryRead(CommandId.SubmitSm, body, out var view, out _);
        var (source, destination) = (view.Source, view.Destination);
        byte[] service = view.ServiceType.ToArray();
        Search(
            account, request,
            message => MayBeReplaced(message) && message.Source == source && message.Destination == destination
                && HasService(message, service),
            (here, away) =>
            {
                if (here.Count + away.Count > 1)
                    request.Reject(CommandStatus.InvalidReplaceFlag);
                else
                    ReplaceOrSubmit(account, request, body, here.Concat(Recall(away)).FirstOrDefault(), submit);
            });
    }

    private void ReplaceOrSubmit(
        AccountState account, Inbound request, byte[] body, GatewayMessage? message, Action<MessageView> submit)
    {
        MessageView.TryRead(CommandId.SubmitSm, body, out var view, out _);
        if (message is null || !TryReplace(account, message, view, request, out bool isSooner))
            submit(view);
        else if (isSooner)
            dispatch.Enqueue(message, front: false);
    }

    /// <summary>False when there is nothing to replace any more.</summary>
    private bool TryReplace(
        AccountState account, GatewayMessage message, scoped in MessageView submitted, in Inbound request, out bool isSooner)
    {
        isSooner = false;
        lock (message)
        {
            if (!MayBeReplaced(message))
                return false;
            var view = submitted;
            view.ReplaceIfPresent = 0;
            view.ScheduleDeliveryTime = Fixed(Encoding.ASCII.GetString(view.ScheduleDeliveryTime));
            view.ValidityPeriod = Fixed(Encoding.ASCII.GetString(view.ValidityPeriod));
            isSooner = Replace(account, message, view, request);
            return true;
        }
    }

    private void CancelAll(AccountState account, Inbound request, CancelSm cancel)
    {
        using var scope = FlushScope.Enter();
        byte[] service = Encoding.ASCII.GetBytes(cancel.ServiceType);
        Search(
            account, request,
            message => IsPending(message) && message.Source == cancel.Source && message.Destination == cancel.Destination
                && (service.Length == 0 || HasService(message, service)),
            (here, away) => Cancel(here.Concat(Recall(away)), new CancelAnswer(request)));
    }

    /// <summary>Ends those that no upstream has, and brings those back that have left memory since they were found.</summary>
    private void Cancel(IEnumerable<GatewayMessage> messages, CancelAnswer answer)
    {
        var away = new HashSet<ulong>();
        foreach (var message in messages)
        {
            lock (message)
            {
                if (message.IsPlaced)
                    away.Add(message.Id);
                else if (IsPending(message))
                    receipts.Conclude(
                        message, EventKind.Cancelled, CommandStatus.Ok, MessageState.Deleted, default, default, origin: default, answer);
            }
        }
        if (away.Count > 0)
            store.Keeper.Post(_ => Cancel(Recall(away), answer));
        else
            answer.Close();
    }

    /// <summary>Gives a message its new content. The message is locked and pending; the request is answered when that is durable.</summary>
    /// <returns>
    /// True when it waits for a later time than it has now. It is to be enqueued then, behind the lock: queues lock their messages.
    /// </returns>
    private bool Replace(AccountState account, GatewayMessage message, scoped in MessageView view, in Inbound request)
    {
        int segments = Segments.Count(view);
        var refusal = Check(account, message, view, segments, request.Command, out var timing);
        if (refusal != CommandStatus.Ok)
        {
            request.Reject(refusal);
            return false;
        }
        byte[] body = new byte[view.BodyLength];
        view.WriteBody(body);
        var wish = view.EffectiveWish;
        scoped JournalEvent e;
        message.Describe(EventKind.Replaced, store.Now, out e);
        e.RegisteredDelivery = (byte)wish;
        e.DataCoding = (byte)view.DataCoding;
        e.EsmClass = (byte)view.EsmClass;
        e.Segments = (byte)Math.Min(segments, byte.MaxValue);
        e.Octets = (ushort)Math.Min(view.UserData.Length, ushort.MaxValue);
        e.Flags = wish.WantsReports ? e.Flags | EventFlags.ReceiptWanted : e.Flags & ~EventFlags.ReceiptWanted;
        e.Payload = body;
        var result = store.Book(
            message, e, new ReplaceAck(request, CustomerId.Of(message), message.Flags.HasFlag(EventFlags.ShortId)),
            out var position);
        if (result != AppendResult.Ok)
        {
            request.Reject(result.Refusal);
            return false;
        }
        message.RegisteredDelivery = e.RegisteredDelivery;
        message.DataCoding = e.DataCoding;
        message.EsmClass = e.EsmClass;
        message.Segments = e.Segments;
        message.Octets = e.Octets;
        message.Flags = e.Flags;
        message.SetBody(body);
        message.Whole = position;
        // A late answer is about what was replaced.
        message.Target = null;
        long wasDue = message.DueAt;
        message.Read(view, timing);
        // A second place among those that are not due, or in a queue, does no harm, since only the first counts. One that is not accepted
        // yet has none, and gets it then.
        return wasDue > store.Now && message.DueAt < wasDue && message.State == LiveState.Queued;
    }

    /// <summary>Judges a replacement by its times, and by its account as a submit is.</summary>
    private CommandStatus Check(
        AccountState account, GatewayMessage message, scoped in MessageView view, int segments, CommandId command, out Timing timing)
    {
        timing = Timing.Of(view, NodeStore.ToTime(message.SubmittedAt), account.Validity);
        if (timing.Status != CommandStatus.Ok || timing.Expires <= time.GetUtcNow())
            return command == CommandId.ReplaceSm ? CommandStatus.ReplaceFailed : CommandStatus.InvalidExpiry;
        if (message.NextNumber >= MostEvents)
            return command == CommandId.ReplaceSm ? CommandStatus.ReplaceFailed : CommandStatus.InvalidReplaceFlag;
        if (view.RegisteredDelivery.WantsReports && !account.Config!.Receipts)
            return CommandStatus.InvalidRegisteredDelivery;
        int more = Math.Max(0, segments - message.Segments);
        return account.Rate.TryTake(more, time.GetTimestamp()) ? CommandStatus.Ok : CommandStatus.Throttled;
    }

    /// <summary>Whether a message with this id may wait out of memory.</summary>
    private bool MayBeAway(string text, out ulong id)
    {
        id = 0;
        return store.Live.HasPlaces && store.Journal.Ids.TryResolve(text, out id);
    }

    /// <summary>
    /// Brings a message that waits out of memory back into its queue, and then goes on; refuses the request when too many wait for that.
    /// </summary>
    private void Recall(ulong id, in Inbound request, Action then)
    {
        if (!store.Keeper.TryRecall(id, message => dispatch.Enqueue(message, front: true), then))
            request.Reject(CommandStatus.Throttled);
    }

    /// <summary>The pending or moving messages that this account knows by the id; several only after a submit_multi.</summary>
    private List<GatewayMessage> Find(AccountState account, string text)
    {
        var found = new List<GatewayMessage>();
        if (!store.Journal.Ids.TryResolve(text, out ulong id))
            return found;
        for (int member = 0; member <= byte.MaxValue; member++)
        {
            var entity = store.Live.Find(MessageIds.Move(id, member));
            if (entity is GatewayMessage message && message.Account == account.Name && message.Member == member)
                found.Add(message);
            else if (member == 0 && entity is BookedEntity { Member: 0 } other && other.Account != account.Name)
                break;
        }
        return found;
    }

    /// <summary>
    /// Finds what of an account is pending: those in memory, and the ids of those beyond, which <see cref="Recall"/> brings back. That
    /// takes reading all that waits for upstreams; when too many do so already the request is refused.
    /// </summary>
    private void Search(
        AccountState account, Inbound request, Func<GatewayMessage, bool> wanted, Action<List<GatewayMessage>, HashSet<ulong>> then)
    {
        var away = new HashSet<ulong>();
        // Looked at before as well as after: what came back meanwhile was away before.
        bool isNeeded = store.Walk.IsNeeded;
        var before = Here();
        if (!isNeeded && !store.Walk.IsNeeded)
            then(before, away);
        else if (!store.Walk.TryStart(queuesOnly: true, mayBe: null, See, End))
            request.Reject(CommandStatus.Throttled);

        void See(LiveEntity entity)
        {
            if (IsMeant(entity))
                away.Add(entity.Id);
        }

        void End(bool isSound)
        {
            if (!isSound)
            {
                request.Reject(CommandStatus.SystemError);
                return;
            }
            // What has left memory since the beginning may have gone to where the walk had been already.
            away.UnionWith(before.Where(HasLeft).Select(message => message.Id));
            var here = Here();
            away.ExceptWith(here.Select(message => message.Id));
            then(here, away);
        }

        List<GatewayMessage> Here() => [.. store.Live.Snapshot().Where(IsMeant).Cast<GatewayMessage>()];

        static bool HasLeft(GatewayMessage message)
        {
            lock (message)
                return message.IsPlaced && message.SentAt == 0;
        }

        bool IsMeant(LiveEntity entity) =>
            entity is GatewayMessage message && message.Account == account.Name && wanted(message);
    }

    /// <summary>Brings messages back into memory and their queue, some at a time. On the keeper's thread.</summary>
    private IEnumerable<GatewayMessage> Recall(HashSet<ulong> away)
    {
        foreach (ulong[] some in away.Chunk(MostRecalled))
        {
            foreach (var message in store.Keeper.Take(some.ToHashSet(), IsPending))
            {
                dispatch.Enqueue(message, front: true);
                yield return message;
            }
        }
    }

    private static bool IsPending(GatewayMessage message) => message.State == LiveState.Queued;

    /// <summary>Also what is not durable yet: a replacement follows it in the journal, and its answer follows that one's.</summary>
    private static bool MayBeReplaced(GatewayMessage message) => message.State is LiveState.Queued or LiveState.Accepting;

    private static bool HasService(GatewayMessage message, ReadOnlySpan<byte> service) =>
        MessageView.TryRead(CommandId.SubmitSm, message.Body, out var view, out _) && view.ServiceType.SequenceEqual(service);

    /// <summary>
    /// A time as the moment that it means now, since what counts from now must not count from the submit after a restart. What is no time
    /// stays as it is, to be refused with the rest; so does one that is further away than a point in time can say, and than any validity.
    /// </summary>
    private byte[] Fixed(string text)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        if (SmppTime.TryParse(octets, time.GetUtcNow(), out var moment) && moment.Year <= LastYear)
            SmppTime.WriteAbsolute(octets, moment);
        return octets;
    }
}
