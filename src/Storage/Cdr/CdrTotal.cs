namespace Storage.Cdr;

/// <summary>How many events of one kind match a filter.</summary>
public sealed record CdrTotal(string Event, long Count);

/// <summary>What rows are added up by.</summary>
public enum CdrGrouping : byte
{
    /// <summary>system_id of the account.</summary>
    Account,

    /// <summary>The upstream; rows from before one was chosen have none.</summary>
    Upstream,

    /// <summary>The route.</summary>
    Route,

    /// <summary>The day (UTC) of the event.</summary>
    Day,

    /// <summary>The hour (UTC) of the event.</summary>
    Hour,

    /// <summary>command_status.</summary>
    Status,

    /// <summary>The node that wrote the row.</summary>
    Node,
}

/// <summary>Events of one group added up.</summary>
public sealed record CdrSum
{
    /// <summary>What the rows have in common; empty for rows that have none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Messages accepted, those relayed and those from mobiles included.</summary>
    public long Messages { get; init; }

    /// <summary>Their radio segments.</summary>
    public long Segments { get; init; }

    /// <summary>Messages refused.</summary>
    public long Rejected { get; init; }

    /// <summary>Messages that an upstream took.</summary>
    public long Sent { get; init; }

    /// <summary>Attempts that an upstream refused for now.</summary>
    public long Retried { get; init; }

    /// <summary>Attempts that were never answered.</summary>
    public long Uncertain { get; init; }

    /// <summary>Final receipts that say DELIVRD, and messages from mobiles that their customer took.</summary>
    public long Delivered { get; init; }

    /// <summary>Final receipts that say something else.</summary>
    public long Undelivered { get; init; }

    /// <summary>Messages that ended in the gateway: refused by every upstream, or without a route.</summary>
    public long Failed { get; init; }

    /// <summary>Messages whose validity ran out in the gateway, and messages from mobiles that nobody fetched in time.</summary>
    public long Expired { get; init; }

    /// <summary>Messages that their submitter withdrew.</summary>
    public long Cancelled { get; init; }
}
