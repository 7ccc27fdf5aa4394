namespace Storage.Cdr;

/// <summary>Which rows are asked for; what is null does not matter.</summary>
public sealed record CdrFilter
{
    /// <summary>One message.</summary>
    public ulong? MessageId { get; init; }

    /// <summary>
    /// The low 40 bits of a message's id, all of it that a peer bound below v3.4 knows. No index has them: every row is looked at.
    /// </summary>
    public ulong? ShortId { get; init; }

    /// <summary>system_id of the account.</summary>
    public string? Account { get; init; }

    /// <summary>source_addr or destination_addr as on the wire, but for a '+' before its digits, which counts on neither side.</summary>
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

    /// <summary>The spellings of <see cref="Number"/> that rows may have; null when it does not matter.</summary>
    internal string[]? Numbers => Number switch
    {
        null => null,
        ['+', >= '0' and <= '9', ..] => [Number[1..], Number],
        [>= '0' and <= '9', ..] => [Number, "+" + Number],
        _ => [Number],
    };

    /// <summary>The event that is asked for.</summary>
    /// <exception cref="ArgumentException">There is no such event.</exception>
    internal EventKind? Kind => Event switch
    {
        null => null,
        _ when EventKinds.TryParse(Event, out EventKind kind) => kind,
        _ => throw new ArgumentException($"{Event} is not an event"),
    };

    /// <summary>The same, of one message only.</summary>
    public CdrFilter Of(StatedId message) =>
        message.IsShort ? this with { ShortId = message.Value } : this with { MessageId = message.Value };
}
