namespace Routing;

/// <summary>How a group shares messages among its upstreams.</summary>
public enum GroupStrategy : byte
{
    /// <summary>The first upstream in the list that is available.</summary>
    Failover,

    /// <summary>In proportion to the weights of those available.</summary>
    Weighted,
}

/// <summary>Upstreams that may stand in for each other, as written in <c>upstreams.toml</c>.</summary>
public sealed record GroupConfig
{
    public const int MaxWeight = 1_000_000;

    public required string Name { get; init; }

    public GroupStrategy Strategy { get; init; }

    /// <summary>Names of upstreams; for failover the preferred one first.</summary>
    public ConfigList<string> Upstreams { get; init; }

    /// <summary>One weight an upstream, 1 to <see cref="MaxWeight"/>; empty means the same weight for all.</summary>
    public ConfigList<int> Weights { get; init; }

    public SourceLocation Location { get; init; }
}
