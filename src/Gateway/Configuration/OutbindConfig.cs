using System.Net;
using Routing;

namespace Gateway.Configuration;

/// <summary><c>outbind = { … }</c> of an upstream: where its carrier calls us, and by what we know it.</summary>
public sealed record OutbindConfig
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>The system_id in the carrier's outbind.</summary>
    public string SystemId { get; init; } = "";

    /// <summary>The password in it; null where it has none.</summary>
    public Secret? Password { get; init; }

    /// <summary>Networks that it may call from; none = any.</summary>
    public ConfigList<IPNetwork> Addresses { get; init; }

    /// <summary>Null for plain TCP.</summary>
    public ListenTls? Tls { get; init; }
}
