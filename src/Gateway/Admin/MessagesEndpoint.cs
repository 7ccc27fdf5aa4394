using System.Text;
using Gateway.Flows;
using Microsoft.AspNetCore.Http;
using Smpp.Session;
using Storage;

namespace Gateway.Admin;

/// <summary>GET /messages: what is alive, filtered; POST /messages/settle: what becomes of messages of unknown outcome.</summary>
internal static class MessagesEndpoint
{
    private const int MostRows = 1_000_000;
    private const string Stopping = "the gateway is stopping; ask it again when it has started";

    /// <summary>The states as they are shown and asked for.</summary>
    private static readonly string[] States =
    [
        "accepting", "scheduled", "queued", "in_flight", "ambiguous", "awaiting_receipt", "receipt_waiting", "mo_waiting", "receipt_early",
    ];

    public static async Task<IResult> ListAsync(GatewayNode node, HttpRequest request)
    {
        if (!TryReadFilter(request.Query, out var filter, out string reason))
            return Results.BadRequest(reason);
        return await new MessageSearch(node.Store, filter).RunAsync().ConfigureAwait(false) is { } found
            ? Results.Json(found, AdminApi.Json)
            : Results.BadRequest(node.IsDraining ? Stopping : "too many look through all that waits at the moment; try again");
    }

    public static IResult Settle(GatewayNode node, HttpRequest request)
    {
        if (node.IsDraining)
            return Results.BadRequest(Stopping);
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
}
