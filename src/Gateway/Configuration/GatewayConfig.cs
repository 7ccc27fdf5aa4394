using Routing;

namespace Gateway.Configuration;

/// <summary>
/// Everything the four files say, checked as a whole. Immutable; two that say the same are equal, so that a reload finds what changed.
/// </summary>
public sealed record GatewayConfig
{
    public required NodeConfig Node { get; init; }

    public ConfigList<ListenConfig> Listen { get; init; }

    public LimitsConfig Limits { get; init; } = new();

    public StoreConfig Store { get; init; } = new();

    public CdrConfig Cdr { get; init; } = new();

    public LogConfig Log { get; init; } = new();

    public ConfigList<DefaultMessageConfig> DefaultMessages { get; init; }

    public ConfigList<AccountConfig> Accounts { get; init; }

    public ConfigList<UpstreamConfig> Upstreams { get; init; }

    public ConfigList<GroupConfig> Groups { get; init; }

    public ConfigList<RouteConfig> Routes { get; init; }

    /// <summary>The table of these routes; it cannot fail on a configuration that was loaded.</summary>
    public RouteTable CompileRoutes() => RouteTable.Compile(
        Routes, Groups, [.. Upstreams.Select(upstream => upstream.Name)], [.. Accounts.Select(account => account.SystemId)]);
}

/// <summary>What was loaded, or everything that is wrong with it.</summary>
public sealed record ConfigResult(GatewayConfig? Config, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>Whether there is a configuration; then there is no error.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Config))]
    public bool IsValid => Config is not null;
}
