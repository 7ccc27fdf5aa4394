using Gateway.Configuration;
using Gateway.Upstreams;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// Step 5: what an upstream made of a message. It took it, refused it for now or for good, or left its answer out, which says nothing
/// about what it did.
/// </summary>
internal sealed class OutcomeFlow(NodeStore store, DispatchFlow dispatch, ReceiptFlow receipts)
{
    /// <summary>The upstream has answered. Runs on that upstream's reader.</summary>
    public void OnReply(GatewayMessage message, in PduHeader header, ReadOnlySpan<byte> body)
    {
        var target = message.Target!;
        target.OnHeard();
        try
        {
            var verdict = header.Verdict;
            if (verdict == CommandStatus.Ok)
                OnSent(message, header, body);
            else if (message.Flags.HasFlag(EventFlags.Relay))
                Conclude(message, EventKind.Rejected, verdict);
            else
                OnRefused(message, target, verdict);
        }
        finally
        {
            // Last, so that what was taken counts as unsettled before it counts as in flight no more.
            target.OnAnswered(message);
        }
    }

    /// <summary>
    /// The answer to an attempt that had been given up. It completes a message that waits to be sent again, and also as a refusal one that
    /// is held; one that was sent again meanwhile has been doubled, and goes on as it is.
    /// </summary>
    public void OnLateReply(GatewayMessage message, UpstreamState upstream, in PduHeader header, ReadOnlySpan<byte> body)
    {
        upstream.OnHeard();
        Counters.Add(ref store.Counting.LateReplies);
        bool isRefused = header.Status != CommandStatus.Ok;
        lock (message)
        {
            // Only what waits: then no queue or window has it any more once its state has changed. What was replaced since is another.
            if (message.State is not (LiveState.Queued or LiveState.Held) || message.Target is null)
                return;
            // It will be sent again anyway.
            if (isRefused && message.State == LiveState.Queued)
                return;
            message.Flags &= ~EventFlags.Held;
            // Another may have taken it out of its queue and put it back since.
            message.Target = upstream;
            message.Upstream = upstream.Name;
            if (isRefused)
                // As it is when the answer comes in time; nobody else settles it now.
                message.State = LiveState.InFlight;
            else
                TakeId(message, header, body);
        }
        if (isRefused)
            OnRefused(message, upstream, header.Status);
        else
            Book(message);
    }

    /// <summary>Written and never answered: the upstream may have it. What follows is the route's choice.</summary>
    public void OnLost(GatewayMessage message, LossReason reason)
    {
        message.Target!.OnAnswered(message);
        if (reason == LossReason.Timeout)
            message.Target.OnTimeout();
        if (message.Flags.HasFlag(EventFlags.Relay))
        {
            Counters.Add(ref store.Counting.Uncertain);
            Conclude(message, EventKind.Uncertain, CommandStatus.SystemError);
            return;
        }
        Doubt(message, message.WhenUncertain);
    }

    /// <summary>The process ended while the message was being written to its upstream.</summary>
    public void OnInterrupted(GatewayMessage message) => Doubt(message, dispatch.PolicyOf(message));

    /// <summary>No upstream could be offered a message of a relaying route.</summary>
    public void OnNotRelayed(GatewayMessage message, CommandStatus refusal) => Conclude(message, EventKind.Rejected, refusal);

    /// <summary>An operator's decision about a message that is held: to be sent again, or given up.</summary>
    /// <returns>False when it is not held any more.</returns>
    public bool Release(GatewayMessage message, bool again)
    {
        lock (message)
        {
            if (message.State != LiveState.Held)
                return false;
            message.Flags &= ~EventFlags.Held;
            message.State = LiveState.Queued;
            if (again && !TryBook(message, EventKind.Retried, CommandStatus.Ok))
            {
                message.Flags |= EventFlags.Held;
                message.State = LiveState.Held;
                return false;
            }
        }
        if (again)
            dispatch.Enqueue(message, front: false);
        else
            dispatch.Fail(message, CommandStatus.Ok, MessageState.Undeliverable);
        return true;
    }

    /// <summary>
    /// Appends that the upstream has the message, which ends one that waits for no receipt. False when there is no room for it now.
    /// </summary>
    public bool TryBookSent(GatewayMessage message)
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
            bool urgent = !message.Flags.HasFlag(EventFlags.Relay) && message.Target!.IsHurried;
            if (store.Book(message, e, message, out var position, urgent) != AppendResult.Ok)
                return false;
            message.Whole = position;
            message.IsBooked = true;
            if (!message.Flags.HasFlag(EventFlags.ReceiptWanted))
            {
                message.State = LiveState.Done;
                Counters.Add(ref store.Counting.Ended);
                store.Live.Remove(message);
            }
            else if (message.Flags.HasFlag(EventFlags.Relay))
            {
                store.Live.Add(message, position);
            }
            return true;
        }
    }

    /// <summary>The upstream does not take a stored message, for now or for good.</summary>
    private void OnRefused(GatewayMessage message, UpstreamState upstream, CommandStatus status)
    {
        if (!message.IsDatagram && upstream.Config.Retry.TryNext(status, message.Attempts, out var wait))
            Retry(message, status, wait);
        else
            dispatch.Fail(message, status, MessageState.Rejected);
    }

    private void Doubt(GatewayMessage message, UncertainPolicy policy)
    {
        Counters.Add(ref store.Counting.Uncertain);
        bool isHeld = policy == UncertainPolicy.Hold && !message.IsDatagram;
        bool isGivenUp = policy == UncertainPolicy.Fail || message.IsDatagram;
        lock (message)
        {
            message.Flags |= isHeld ? EventFlags.PossibleDuplicate | EventFlags.Held : EventFlags.PossibleDuplicate;
            message.State = isHeld ? LiveState.Held : LiveState.Queued;
            TryBook(message, EventKind.Uncertain, CommandStatus.Ok);
        }
        if (isGivenUp)
            dispatch.Fail(message, CommandStatus.Ok, MessageState.Undeliverable);
        else if (!isHeld)
            dispatch.Enqueue(message, front: true);
    }

    private void OnSent(GatewayMessage message, in PduHeader header, ReadOnlySpan<byte> body)
    {
        lock (message)
            TakeId(message, header, body);
        Book(message);
    }

    /// <summary>What the response says. The message is locked.</summary>
    private void TakeId(GatewayMessage message, in PduHeader header, ReadOnlySpan<byte> body)
    {
        var id = MessageIdBody.TryRead(header.Id, body, out var response, out _) ? response.MessageId : default;
        if (id.IsEmpty)
            // Without an id no receipt can be matched: the message ends here.
            message.Flags &= ~EventFlags.ReceiptWanted;
        message.SentAt = store.Now;
        message.SetUpstreamMessageId(id);
        message.DropBody();
        message.State = LiveState.AwaitingReceipt;
        message.ExpiresAt = message.SentAt + NodeStore.Microseconds(SubmitFlow.ReceiptLifetime);
    }

    private void Book(GatewayMessage message)
    {
        bool relayed = message.Flags.HasFlag(EventFlags.Relay);
        Counters.Add(ref relayed ? ref store.Counting.Relayed : ref store.Counting.Sent);
        message.Target!.OnSending();
        if (!TryBookSent(message))
            dispatch.BookLater(message);
        if (relayed)
            message.Answer();
        if (!message.Flags.HasFlag(EventFlags.ReceiptWanted))
            return;
        message.IsClaiming = true;
        if (message.Target.Receipts.Add(message.UpstreamMessageId, message) is EarlyReceipt early)
            receipts.OnClaimed(message, early);
        message.IsClaiming = false;
        if (!store.HasRoom)
            store.Keeper.Trim();
    }

    private void Retry(GatewayMessage message, CommandStatus status, TimeSpan wait)
    {
        Counters.Add(ref store.Counting.Retried);
        lock (message)
        {
            message.State = LiveState.Queued;
            TryBook(message, EventKind.Retried, status);
        }
        // Not the message's fault: it keeps its place, and the upstream has its pause already.
        if (RetryTimetable.IsPause(status))
        {
            dispatch.Enqueue(message, front: true);
            return;
        }
        message.Attempts++;
        dispatch.EnqueueLater(message, wait);
    }

    /// <summary>Ends a relayed message that the upstream did not take.</summary>
    private void Conclude(GatewayMessage message, EventKind kind, CommandStatus status)
    {
        Counters.Add(ref store.Counting.Rejected);
        lock (message)
        {
            message.State = LiveState.Done;
            TryBook(message, kind, status);
        }
        message.Refuse(status);
    }

    /// <summary>Appends what happened on the way. The message is locked; without room its number stays free.</summary>
    private bool TryBook(GatewayMessage message, EventKind kind, CommandStatus status)
    {
        scoped JournalEvent e;
        message.Describe(kind, store.Now, out e);
        e.Status = (uint)status;
        return store.Book(message, e, null, out _) == AppendResult.Ok;
    }
}
