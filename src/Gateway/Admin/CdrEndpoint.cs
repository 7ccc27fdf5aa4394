using System.Globalization;
using Gateway.Configuration;
using Microsoft.AspNetCore.Http;
using Storage;
using Storage.Cdr;

namespace Gateway.Admin;

/// <summary>GET /cdr: rows or totals of the node's CDR database, filtered.</summary>
internal static class CdrEndpoint
{
    private const int MostRows = 100_000;

    public static async Task<IResult> HandleAsync(GatewayNode node, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        if (!TryReadFilter(query, out var filter, out string reason))
            return Results.BadRequest(reason);
        var cdrs = CdrSinks.Query(node.Snapshot.Config, node.Data);
        try
        {
            return query.ContainsKey("totals")
                ? Results.Json(await cdrs.TotalsAsync(filter, cancellationToken).ConfigureAwait(false), AdminApi.Json)
                : Results.Json(await cdrs.ListAsync(filter, cancellationToken).ConfigureAwait(false), AdminApi.Json);
        }
        catch (System.Data.Common.DbException e)
        {
            return Results.Problem($"the CDR database ({node.Snapshot.Config.Cdr.Sink}) cannot be read: {e.Message}");
        }
    }

    private static bool TryReadFilter(IQueryCollection query, out CdrFilter filter, out string reason)
    {
        filter = new CdrFilter();
        reason = "";
        if (query.Text("id") is { } text)
        {
            if (!StatedId.TryParse(text, out var id))
                return AdminQuery.Refuse(
                    $"id '{text}' is not a message id: 13 characters, or 8 below v3.4, as submit_sm_resp gave it", out reason);
            filter = filter.Of(id);
        }
        if (query.Text("event") is { } word)
        {
            if (!EventKinds.TryParse(word, out _))
                return AdminQuery.Refuse($"event '{word}' is unknown", out reason);
            filter = filter with { Event = word };
        }
        if (query.Text("since") is { } since)
        {
            if (!DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                return AdminQuery.Refuse($"since '{since}' is not a time: write 2026-01-31T12:00:00Z", out reason);
            filter = filter with { Since = moment };
        }
        if (!query.TryReadLimit(MostRows, out int limit, out reason))
            return false;
        filter = filter with
        {
            Account = query.Text("account"),
            Number = query.Text("number"),
            Limit = limit,
        };
        return true;
    }
}
