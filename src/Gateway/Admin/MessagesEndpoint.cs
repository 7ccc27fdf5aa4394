using System.Text;
using Gateway.Accounts;
using Gateway.Flows;
using Microsoft.AspNetCore.Http;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Admin;

/// <summary>GET /messages: what is alive, filtered; POST /messages/settle: what becomes of messages of unknown outcome.</summary>
internal static class MessagesEndpoint
{
    private const int MostRows = 1_000_000;

    /// <summary>The states as they are shown and asked for.</summary>
    private static readonly string[] States =
    [
        "accepting", "scheduled", "queued", "in_flight", "ambiguous", "awaiting_receipt", "receipt_waiting", "mo_waiting", "receipt_early",
    ];

    public static IResult List(GatewayNode node, HttpRequest request)
    {
        if (!TryReadFilter(request.Query, out var filter, out string reason))
            return Results.BadRequest(reason);
        long now = node.Store.Now;
        var found = new List<MessageView>();
        foreach (var entity in node.Store.Live.Snapshot())
        {
            if (filter.Matches(entity, now))
                found.Add(Of(entity, now));
        }
        found.Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));
        return Results.Json(new MessagesView(found.Count, [.. found.Take(filter.Limit)]), AdminApi.Json);
    }

    public static IResult Settle(GatewayNode node, HttpRequest request)
    {
        var query = request.Query;
        bool again = query["as"] is ["retry"];
        if (!again && query["as"] is not ["fail"])
            return Results.BadRequest("as is retry or fail: an ambiguous message is sent again, perhaps twice then, or given up");
        if (!TryReadFilter(query, out var filter, out string reason))
            return Results.BadRequest(reason);
        if (filter.Id is null && query["all"] is not ["true"])
            return Results.BadRequest("name a message, or all of them");
        int settled = 0;
        int found = 0;
        using var scope = FlushScope.Enter();
        foreach (var entity in node.Store.Live.Snapshot())
        {
            if (entity is not GatewayMessage message || !(filter with { State = "ambiguous" }).Matches(message, node.Store.Now))
                continue;
            found++;
            if (node.Outcomes.Release(message, again))
                settled++;
        }
        if (found == 0 && filter.Id is { } id)
            return Results.BadRequest($"no message {MessageIds.ToText(id)} is ambiguous");
        return Results.Json(new SettledView(found, settled), AdminApi.Json);
    }

    private static bool TryReadFilter(IQueryCollection query, out LiveFilter filter, out string reason)
    {
        filter = new LiveFilter();
        reason = "";
        if (query.Text("id") is { } text)
        {
            if (!MessageIds.TryParse(Encoding.ASCII.GetBytes(text), out ulong id) || text.Length != MessageIds.TextLength)
                return AdminQuery.Refuse($"id '{text}' is not a message id: 13 characters, as submit_sm_resp gave it", out reason);
            filter = filter with { Id = id };
        }
        if (query.Text("state") is { } state)
        {
            if (!States.Contains(state))
                return AdminQuery.Refuse($"state '{state}' is none; there are {string.Join(", ", States)}", out reason);
            filter = filter with { State = state };
        }
        if (!query.TryReadLimit(MostRows, out int limit, out reason))
            return false;
        filter = filter with
        {
            Account = query.Text("account"),
            Upstream = query.Text("upstream"),
            Number = query.Text("number"),
            Limit = limit,
        };
        return true;
    }

    private static string StateOf(LiveEntity entity, long now) => entity switch
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

    private static MessageView Of(LiveEntity entity, long now)
    {
        var booked = entity as BookedEntity;
        return new MessageView(
            MessageIds.ToText(booked is null ? entity.Id : CustomerId.Of(booked)),
            StateOf(entity, now),
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

    private sealed record LiveFilter
    {
        public ulong? Id { get; init; }

        public string? State { get; init; }

        public string? Account { get; init; }

        public string? Upstream { get; init; }

        public string? Number { get; init; }

        public int Limit { get; init; }

        public bool Matches(LiveEntity entity, long now)
        {
            var booked = entity as BookedEntity;
            return (Id is null || (booked is null ? entity.Id : CustomerId.Of(booked)) == Id || entity.Id == Id)
                && (State is null || StateOf(entity, now) == State)
                && (Account is null || booked?.Account.Text == Account)
                && (Upstream is null || (booked?.Upstream?.Text ?? (entity as EarlyReceipt)?.Upstream.Text) == Upstream)
                && (Number is null || booked?.Source.ToString() == Number || booked?.Destination.ToString() == Number);
        }
    }
}
