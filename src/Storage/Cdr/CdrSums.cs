namespace Storage.Cdr;

/// <summary>The statement that adds rows up by group in PostgreSQL.</summary>
internal static class CdrSums
{
    /// <param name="by">What the rows are added up by.</param>
    /// <param name="where">The condition, or nothing.</param>
    public static string Statement(CdrGrouping by, string where)
    {
        string accepted = $"({Is(EventKind.Accepted)} OR {Is(EventKind.MoAccepted)} OR ({Is(EventKind.Sent)} AND event_no = 0))";
        string receipt = $"{Is(EventKind.Receipt)} AND state";
        return $"""
            SELECT coalesce({Group(by)}, '') AS "Group",
                {Count(accepted)} AS Messages,
                coalesce(sum(CASE WHEN {accepted} THEN segments END), 0) AS Segments,
                {Count(Is(EventKind.Rejected))} AS Rejected,
                {Count(Is(EventKind.Sent))} AS Sent,
                {Count(Is(EventKind.Retried))} AS Retried,
                {Count(Is(EventKind.Uncertain))} AS Uncertain,
                {Count($"{receipt} = 'DELIVRD' OR {Is(EventKind.MoDelivered)}")} AS Delivered,
                {Count($"{receipt} NOT IN ('DELIVRD', 'ENROUTE', 'ACCEPTD', 'SCHEDLD')")} AS Undelivered,
                {Count(Is(EventKind.Failed))} AS Failed,
                {Count($"{Is(EventKind.Expired)} OR {Is(EventKind.MoExpired)}")} AS Expired,
                {Count(Is(EventKind.Cancelled))} AS Cancelled
            FROM cdr {where} GROUP BY 1 ORDER BY 1
            """;

        static string Is(EventKind kind) => $"event = '{kind.Word}'";
    }

    private static string Count(string condition) => $"count(CASE WHEN {condition} THEN 1 END)";

    private static string Group(CdrGrouping by) => by switch
    {
        CdrGrouping.Account => "account",
        CdrGrouping.Upstream => "upstream",
        CdrGrouping.Route => "route",
        CdrGrouping.Node => "node",
        CdrGrouping.Status => "CAST(status AS text)",
        CdrGrouping.Day => Moment("YYYY-MM-DD"),
        CdrGrouping.Hour => Moment("YYYY-MM-DD HH24:00"),
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    private static string Moment(string format) => $"to_char(time AT TIME ZONE 'UTC', '{format}')";
}
