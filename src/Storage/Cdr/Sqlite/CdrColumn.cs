namespace Storage.Cdr;

/// <summary>The places of a row's columns in the JSON of cdr_block; the view cdr_fact names them too.</summary>
internal enum CdrColumn
{
    MessageId,
    Number,
    Event,
    Time,
    SubmittedAt,
    SentAt,
    Account,
    Source,
    Destination,
    Route,
    Upstream,
    UpstreamMessageId,
    Status,
    State,
    Error,
    Octets,
    Attributes,
}
