namespace Storage.Cdr;

/// <summary>A row of the CDR table as people see it. Empty columns are null.</summary>
public sealed record CdrRecord
{
    /// <summary>The gateway's id of the message, 13 characters.</summary>
    public required string MessageId { get; init; }

    /// <summary>Number of the event within the message.</summary>
    public required int EventNo { get; init; }

    /// <summary>The event's word, such as <c>sent</c>.</summary>
    public required string Event { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When the message was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When the upstream took it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>system_id of the account.</summary>
    public string? Account { get; init; }

    /// <summary><c>mt</c> or <c>mo</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>source_addr.</summary>
    public string? Source { get; init; }

    /// <summary>destination_addr.</summary>
    public string? Destination { get; init; }

    /// <summary>The route's name.</summary>
    public string? Route { get; init; }

    /// <summary>The upstream's name.</summary>
    public string? Upstream { get; init; }

    /// <summary>The upstream's message_id.</summary>
    public string? UpstreamMessageId { get; init; }

    /// <summary>command_status.</summary>
    public long Status { get; init; }

    /// <summary>The seven letters of the message's state.</summary>
    public string? State { get; init; }

    /// <summary>The receipt's error text.</summary>
    public string? Error { get; init; }

    /// <summary>data_coding.</summary>
    public int DataCoding { get; init; }

    /// <summary>Radio segments.</summary>
    public int Segments { get; init; }

    /// <summary>Length of the user data.</summary>
    public int Octets { get; init; }

    /// <summary>The upstream may have got the message twice.</summary>
    public bool PossibleDuplicate { get; init; }

    /// <summary>
    /// The message has ended with this event; null in rows of PostgreSQL that a release before the column wrote.
    /// </summary>
    public bool? Final { get; init; }

    /// <summary>The gateway that wrote the row.</summary>
    public required string Node { get; init; }
}
