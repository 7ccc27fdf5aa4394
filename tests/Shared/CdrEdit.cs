namespace Shared;

/// <summary>SQL that changes single rows of a CDR file, whose table holds many in one.</summary>
internal static class CdrEdit
{
    private const string Columns =
        "message_id, event_no, event, time, octets, 0, submitted_at, account, source, destination, sent_at, route, upstream, "
        + "upstream_message_id, state, status, error";

    /// <summary>Gives each row a block of its own.</summary>
    public static string ApartOnly => Of("");

    /// <summary>
    /// The statements around <paramref name="sql"/>, to which the rows are a table <c>cdr_row</c> with row_no and the columns of the
    /// file; afterwards each has a block of its own.
    /// </summary>
    public static string Of(string sql) => $"""
        CREATE TEMP TABLE cdr_row AS
        SELECT row_no, id AS message_id, event_no, event_code AS event, time, submitted_at, sent_at, account, source, destination, route,
            upstream, upstream_message_id, status, state_code AS state, error, octets, attributes, node
        FROM cdr_fact;
        {sql};
        DELETE FROM cdr_block;
        INSERT INTO cdr_block (first_row, row_count, base_time, first_time, last_time, node, rows, words)
        SELECT row_no, 1, 0, time, time, node, json_array(json_array({Columns})), json_array(attributes) FROM cdr_row;
        DROP TABLE temp.cdr_row;
        """;
}
