using Smpp.Protocol;

namespace Routing;

public enum RouteAction : byte
{
    /// <summary>No route matches; the message is refused with <see cref="RouteDecision.Status"/>.</summary>
    NoRoute,

    /// <summary>To <see cref="RouteDecision.GroupIndex"/> (MT) or to <see cref="RouteDecision.Account"/> (MO).</summary>
    Forward,

    /// <summary>The route refuses the message with <see cref="RouteDecision.Status"/>.</summary>
    Reject,
}

/// <summary>What is to happen to a message, as data.</summary>
/// <param name="Action">Forward, reject, or no route.</param>
/// <param name="Route">The route that decided; null when none matches.</param>
/// <param name="RouteIndex">Its place in <see cref="RouteTable.Routes"/>, or -1.</param>
/// <param name="GroupIndex">The group in <see cref="RouteTable.Groups"/> that takes an MT message, otherwise -1.</param>
/// <param name="Mode">Store or relay, for an MT message that is forwarded.</param>
/// <param name="Account">The account that takes an MO message, otherwise null.</param>
/// <param name="Status">The answer when the message is not forwarded, otherwise ESME_ROK.</param>
public readonly record struct RouteDecision(
    RouteAction Action,
    RouteConfig? Route,
    int RouteIndex,
    int GroupIndex,
    RouteMode Mode,
    string? Account,
    CommandStatus Status)
{
    /// <summary>The decision for a message that no route matches.</summary>
    public static RouteDecision None { get; } =
        new(RouteAction.NoRoute, null, -1, -1, RouteMode.Store, null, CommandStatus.InvalidDestinationAddress);
}
