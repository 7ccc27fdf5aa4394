namespace Storage.Cdr;

/// <summary>
/// The places of a row's columns in the JSON of cdr_block; the view cdr_fact names them too. What is often empty stands last, since a row
/// ends with the last column that has a value.
/// </summary>
internal enum CdrColumn
{
    MessageId,
    Number,
    Event,
    Time,
    Octets,
    Attributes,
    SubmittedAt,
    Account,
    Source,
    Destination,
    SentAt,
    Route,
    Upstream,
    UpstreamMessageId,
    State,
    Status,
    Error,
}
