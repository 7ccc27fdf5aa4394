using System.Collections.Frozen;
using Gateway.Accounts;
using Gateway.Configuration;
using Gateway.Flows;
using Gateway.Upstreams;
using Routing;
using Storage.Live;

namespace Gateway;

/// <summary>
/// All that a configuration decides, immutable and swapped whole by one volatile write: a flow reads it once and sees one
/// revision throughout.
/// </summary>
internal sealed record GatewaySnapshot(
    long Revision,
    GatewayConfig Config,
    RouteTable Routes,
    Name[] RouteNames,
    UpstreamGroup[] Groups,
    FrozenDictionary<string, AccountState> Accounts,
    FrozenDictionary<string, UpstreamState> Upstreams,
    DefaultMessages DefaultMessages)
{
    /// <summary>Tables of smpp.toml that have changed since the start, which holds only after a restart.</summary>
    public IReadOnlyList<string> ForRestart { get; init; } = [];
}
