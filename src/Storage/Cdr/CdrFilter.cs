namespace Storage.Cdr;

/// <summary>Which rows are asked for; what is null does not matter.</summary>
public sealed record CdrFilter
{
    /// <summary>One message.</summary>
    public ulong? MessageId { get; init; }

    /// <summary>system_id of the account.</summary>
    public string? Account { get; init; }

    /// <summary>source_addr or destination_addr, exactly as on the wire.</summary>
    public string? Number { get; init; }

    /// <summary>A word of the event column.</summary>
    public string? Event { get; init; }

    /// <summary>The seven letters of a state.</summary>
    public string? State { get; init; }

    /// <summary>A command_status.</summary>
    public uint? Status { get; init; }

    /// <summary>The route's name.</summary>
    public string? Route { get; init; }

    /// <summary>The upstream's name.</summary>
    public string? Upstream { get; init; }

    /// <summary>The first moment.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The moment behind the last.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The newest rows, at most so many.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The event that is asked for.</summary>
    /// <exception cref="ArgumentException">There is no such event.</exception>
    internal EventKind? Kind => Event switch
    {
        null => null,
        _ when EventKinds.TryParse(Event, out EventKind kind) => kind,
        _ => throw new ArgumentException($"{Event} is not an event"),
    };
}
