using System.Text;
using Gateway.Flows;
using Storage;
using Storage.Live;

namespace Gateway.Admin;

/// <summary>Finds what is alive, in memory and beyond, and shows the oldest of it.</summary>
internal sealed class MessageSearch(NodeStore store, LiveFilter filter)
{
    /// <summary>A customer may know a message by the id of the first of its submit_multi.</summary>
    private readonly HashSet<ulong>? _ids = filter.Id is { } id
        ? [.. Enumerable.Range(0, byte.MaxValue + 1).Select(member => MessageIds.Move(id, member))]
        : null;

    private readonly HashSet<ulong> _seen = [];
    private readonly List<MessageView> _found = [];
    private readonly long _now = store.Now;

    /// <summary>What matches; null when too many look through everything already, or the gateway stops.</summary>
    public async Task<MessagesView?> RunAsync()
    {
        See(store.Live.Snapshot());
        if (store.Walk.IsNeeded)
        {
            var walked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!store.Walk.TryStart(queuesOnly: false, _ids is null ? null : _ids.Contains, See, walked.SetResult))
                return null;
            // A stop ends the keeper, and a walk with it.
            await Task.WhenAny(walked.Task, store.Keeper.Ended).ConfigureAwait(false);
            if (!walked.Task.IsCompleted || !await walked.Task.ConfigureAwait(false))
                return null;
            // What came back into memory before the walk met it.
            See(store.Live.Snapshot());
        }
        Shorten();
        return new MessagesView(_seen.Count, [.. _found]);
    }

    /// <summary>The state as it is shown and asked for.</summary>
    public static string StateOf(LiveEntity entity, long now) => entity switch
    {
        GatewayMessage { State: LiveState.Accepting } => "accepting",
        GatewayMessage { State: LiveState.Queued } message => message.DueAt > now ? "scheduled" : "queued",
        GatewayMessage { State: LiveState.InFlight } => "in_flight",
        GatewayMessage { State: LiveState.Held } => "ambiguous",
        GatewayMessage => "awaiting_receipt",
        CustomerDelivery { IsReceipt: true } => "receipt_waiting",
        CustomerDelivery => "mo_waiting",
        _ => "receipt_early",
    };

    private void See(IEnumerable<LiveEntity> entities)
    {
        foreach (var entity in entities)
            See(entity);
    }

    private void See(LiveEntity entity)
    {
        if (!filter.Matches(entity, _now) || !_seen.Add(entity.Id))
            return;
        lock (entity)
            _found.Add(Of(entity));
        // A million may match, of which few are shown.
        if (_found.Count >= 2 * filter.Limit)
            Shorten();
    }

    private void Shorten()
    {
        _found.Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));
        if (_found.Count > filter.Limit)
            _found.RemoveRange(filter.Limit, _found.Count - filter.Limit);
    }

    private MessageView Of(LiveEntity entity)
    {
        var booked = entity as BookedEntity;
        return new MessageView(
            MessageIds.ToText(booked is null ? entity.Id : CustomerId.Of(booked)),
            StateOf(entity, _now),
            booked?.Account.Text,
            booked?.Source.ToString(),
            booked?.Destination.ToString(),
            booked?.Route?.Text,
            booked?.Upstream?.Text ?? (entity as EarlyReceipt)?.Upstream.Text,
            booked is { UpstreamMessageId.Length: > 0 } ? Encoding.Latin1.GetString(booked.UpstreamMessageId) : null,
            booked?.Segments ?? 0,
            booked?.Flags.HasFlag(EventFlags.PossibleDuplicate) ?? false,
            NodeStore.ToTime(booked?.SubmittedAt ?? ((EarlyReceipt)entity).ReceivedAt),
            NodeStore.ToTime(entity.ExpiresAt));
    }
}
