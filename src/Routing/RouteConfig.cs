namespace Routing;

/// <summary>
/// Which way a message goes: <see cref="Mt"/> from an account to an upstream, <see cref="Mo"/> from an upstream to an account.
/// </summary>
public enum RouteDirection : byte
{
    Mt,
    Mo,
}

/// <summary>
/// What a forwarding route promises: <see cref="Store"/> makes the message durable first, <see cref="Relay"/> hands on the upstream's
/// answer.
/// </summary>
public enum RouteMode : byte
{
    Store,
    Relay,
}

/// <summary>
/// What becomes of a stored message that an upstream was sent and has not answered, so that it may or may not have it.
/// </summary>
public enum UncertainPolicy : byte
{
    /// <summary>Sent again: it arrives, perhaps twice.</summary>
    Retry,

    /// <summary>Kept until the answer comes late, an operator decides, or its validity ends.</summary>
    Hold,

    /// <summary>Given up: it arrives at most once.</summary>
    Fail,
}

/// <summary>The conditions of a route; one that is not set holds for every message.</summary>
public sealed record RouteMatch
{
    /// <summary>The account that submitted (MT only).</summary>
    public string? Account { get; init; }

    /// <summary>The upstream that it came from (MO only).</summary>
    public string? Upstream { get; init; }

    /// <summary>The whole source address, case included. At most one of the three source conditions may be set.</summary>
    public string? Source { get; init; }

    /// <summary>What the source address begins with.</summary>
    public string? SourcePrefix { get; init; }

    /// <summary>A regular expression to find in the source address; it runs without backtracking, in time linear in the address.</summary>
    public string? SourceRegex { get; init; }

    /// <summary>Digits that the destination address begins with, any one of them; empty holds for every destination.</summary>
    public ConfigList<string> Destinations { get; init; }
}

/// <summary>One rule of <c>routes.toml</c> as it was written. <see cref="RoutingValidator"/> says whether it makes sense.</summary>
public sealed record RouteConfig
{
    public required string Name { get; init; }

    public RouteDirection Direction { get; init; }

    public RouteMatch Match { get; init; } = new();

    /// <summary>The group or upstream that takes the message (MT).</summary>
    public string? To { get; init; }

    /// <summary>The account that receives the message (MO).</summary>
    public string? Account { get; init; }

    /// <summary>The status that refuses the message: a name such as <c>ESME_RINVDSTADR</c>, or a number, decimal or <c>0x…</c>.</summary>
    public string? Reject { get; init; }

    public RouteMode Mode { get; init; }

    /// <summary>What becomes of messages of unknown outcome (MT, store mode).</summary>
    public UncertainPolicy Uncertain { get; init; }

    public SourceLocation Location { get; init; }
}
