using Gateway.Upstreams;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// Finds each accepted message its queue: that of the upstream its group chooses now, or, while it is not due, one that wakes it.
/// </summary>
internal sealed class DispatchFlow(NodeStore store, Func<GatewaySnapshot> snapshot, TimeProvider time)
{
    /// <summary>What was refused for now, by the monotonic clock: a jump of the other must not move it.</summary>
    private readonly TimedQueue _later = new();

    /// <summary>What has a schedule_delivery_time, by the wall clock, as it was asked for.</summary>
    private readonly TimedQueue _scheduled = new();

    private readonly Unbooked<Outcome> _unbooked = new();

    public required ReceiptFlow Receipts { get; init; }

    /// <summary>What the carrier's answers lead to; set once, since both need each other.</summary>
    public OutcomeFlow Outcomes { get; set; } = null!;

    /// <summary>
    /// Puts a message into the queue of the upstream its group chooses now; while none is available, of the one it
    /// prefers.
    /// </summary>
    public void Enqueue(GatewayMessage message, bool front)
    {
        if (message.DueAt > store.Now)
        {
            Schedule(message);
            return;
        }
        while (GroupOf(message) is { } group)
        {
            var target = group.Choose(message.Hash);
            // It has retired since the group was looked up: there is a new configuration.
            if (!target.TryEnqueue(message, front))
                continue;
            // It went down, another came up, or a reload changed the routes after the choice: whoever moves messages then may have
            // looked before this one came.
            if (!target.CanSubmit)
            {
                if (group.CanSubmit)
                    OnAvailability(target);
                else if (group.Revision != snapshot().Revision)
                    Distribute(target.TakeQueue());
            }
            return;
        }
        Fail(message, CommandStatus.InvalidDestinationAddress, MessageState.Undeliverable);
    }

    /// <summary>The first bind of an upstream came up, or its last went down: messages that wait on the wrong side move.</summary>
    public void OnAvailability(UpstreamState changed)
    {
        foreach (var group in snapshot().Groups)
        {
            if (!group.Members.Contains(changed) || !group.CanSubmit)
                continue;
            foreach (var member in group.Members)
                MoveWaiting(member);
        }
    }

    /// <summary>A reload has changed routes or groups: what waits for an upstream that takes nothing may have another way now.</summary>
    public void OnRerouted()
    {
        foreach (var upstream in snapshot().Upstreams.Values)
            MoveWaiting(upstream);
    }

    /// <summary>Finds messages that were in a queue another, or the same.</summary>
    public void Distribute(List<GatewayMessage> messages)
    {
        using var scope = FlushScope.Enter();
        PumpScope.Enter();
        foreach (var message in messages)
            Enqueue(message, front: false);
        PumpScope.Exit();
    }

    /// <summary>Lets go of messages that have come to their end while they waited for an upstream.</summary>
    public void DropEnded()
    {
        foreach (var upstream in snapshot().Upstreams.Values)
            upstream.DropEnded();
    }

    /// <summary>Keeps a message that is not due until it is.</summary>
    public void Schedule(GatewayMessage message) => _scheduled.Add(message, message.DueAt);

    /// <summary>Puts a message that was refused for now off.</summary>
    public void EnqueueLater(GatewayMessage message, TimeSpan wait) =>
        _later.Add(message, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));

    /// <summary>
    /// A message that the journal brought back, accepted and not taken by an upstream: it goes on as if nothing had
    /// been. What was being written to an upstream when the process ended may have arrived there.
    /// </summary>
    public void OnRecovered(GatewayMessage message)
    {
        Complete(message);
        if (message.State == LiveState.InFlight)
            Outcomes.OnInterrupted(message);
        else if (message.State != LiveState.Held)
            Enqueue(message, front: false);
    }

    /// <summary>Puts messages that are due back into a queue, and books what found no room.</summary>
    public void OnHeartbeat(long now)
    {
        _unbooked.Book(TryBook);
        while (_later.TryTake(now, out var message))
            Enqueue(message, front: false);
        long today = store.Now;
        while (_scheduled.TryTake(today, out var message))
            Enqueue(message, front: false);
    }

    /// <summary>Ends a message that cannot be sent; its submitter gets a receipt when it asked for one.</summary>
    public void Fail(GatewayMessage message, CommandStatus status, MessageState state)
    {
        var kind = state == MessageState.Expired ? EventKind.Expired : EventKind.Failed;
        if (Receipts.Conclude(message, kind, status, state, default, default, origin: default))
            return;
        // What has outlived its time is found again by the next sweep.
        if (state is MessageState.Expired or MessageState.Unknown)
            return;
        var target = message.Target;
        target?.OnSending();
        _unbooked.Add(new Outcome(message, status, state, target));
    }

    /// <summary>The upstream has the message, and the journal no room to say so.</summary>
    public void BookLater(GatewayMessage message) => _unbooked.Add(new Outcome(message, CommandStatus.Ok, State: null, message.Target));

    /// <summary>What a route wants done with a message of an unknown outcome, by the configuration now in force.</summary>
    public UncertainPolicy PolicyOf(GatewayMessage message) => GroupOf(message) is null ? UncertainPolicy.Retry : message.WhenUncertain;

    /// <summary>Takes over from a route's decision what the message needs on its way.</summary>
    public static void Follow(GatewayMessage message, in RouteDecision decision, GatewaySnapshot current)
    {
        message.Route = current.RouteNames[decision.RouteIndex];
        message.WhenUncertain = decision.Route!.Uncertain;
        message.Group = current.Groups[decision.GroupIndex];
    }

    /// <summary>Sets what is not in the journal, since it follows from the body.</summary>
    public void Complete(GatewayMessage message)
    {
        if (!MessageView.TryRead(CommandId.SubmitSm, message.Body, out var view, out _))
            return;
        var submitted = NodeStore.ToTime(message.SubmittedAt);
        var validity = snapshot().Accounts.GetValueOrDefault(message.Account.Text)?.Validity ?? ValidityLimits.Default;
        message.Read(view, Timing.Of(view, submitted, validity));
    }

    private void MoveWaiting(UpstreamState upstream)
    {
        if (!upstream.CanSubmit && upstream.Queued > 0)
            Distribute(upstream.TakeQueue());
    }

    private bool TryBook(Outcome outcome)
    {
        var message = outcome.Message;
        if (outcome.State is not { } state)
            return Outcomes.TryBookSent(message);
        if (!Receipts.Conclude(message, EventKind.Failed, outcome.Status, state, default, default, origin: default))
            return false;
        outcome.Holds?.OnSentDurable();
        return true;
    }

    /// <summary>
    /// The group for a message; decided again when its own is one of an earlier revision, which may name upstreams that
    /// are gone.
    /// </summary>
    private UpstreamGroup? GroupOf(GatewayMessage message)
    {
        var current = snapshot();
        if (message.Group?.Revision == current.Revision)
            return message.Group;
        var decision = current.Routes.Decide(new MessageFacts
        {
            Direction = RouteDirection.Mt,
            Account = message.Account.Text,
            Source = message.Source,
            Destination = message.Destination,
        });
        if (decision.Action != RouteAction.Forward)
            return null;
        Follow(message, decision, current);
        return message.Group;
    }
}
