using Smpp.Protocol;

namespace Routing;

/// <summary>What a route may ask about a message.</summary>
public readonly ref struct MessageFacts
{
    public required RouteDirection Direction { get; init; }

    /// <summary>The account that submitted it; null or empty for MO.</summary>
    public string? Account { get; init; }

    /// <summary>The upstream that it came from; null for MT.</summary>
    public string? Upstream { get; init; }

    public required Address Source { get; init; }

    public required Address Destination { get; init; }
}
