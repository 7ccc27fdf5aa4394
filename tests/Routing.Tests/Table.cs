using System.Text;
using Smpp.Protocol;

namespace Routing.Tests;

/// <summary>Short ways to write routes and ask a table.</summary>
internal static class Table
{
    public static readonly string[] Upstreams = ["a", "b", "c"];
    public static readonly string[] Accounts = ["demo", "shop", "bank"];
    public static readonly GroupConfig Default = new() { Name = "default", Upstreams = ["a", "b"] };

    public static RouteTable Of(params RouteConfig[] routes) => RouteTable.Compile(routes, [Default], Upstreams, Accounts);

    public static RouteConfig Route(string name, RouteMatch? match = null, string to = "default") =>
        new() { Name = name, Match = match ?? new(), To = to };

    public static RouteConfig Inbound(string name, RouteMatch? match = null, string account = "demo") =>
        new() { Name = name, Direction = RouteDirection.Mo, Match = match ?? new(), Account = account };

    public static RouteMatch To(params ReadOnlySpan<string> prefixes) => new() { Destinations = [.. prefixes] };

    public static RouteDecision Decide(this RouteTable table, string account, string source, string destination) =>
        table.Decide(Mt(account, source, destination));

    public static string? Winner(this RouteTable table, string account, string source, string destination) =>
        table.Decide(account, source, destination).Route?.Name;

    public static string? InboundWinner(this RouteTable table, string? upstream, string source, string destination) =>
        table.Decide(Mo(upstream, source, destination)).Route?.Name;

    public static MessageFacts Mt(string account, string source, string destination) => new()
    {
        Direction = RouteDirection.Mt,
        Account = account,
        Source = Address(source),
        Destination = Address(destination),
    };

    public static MessageFacts Mo(string? upstream, string source, string destination) => new()
    {
        Direction = RouteDirection.Mo,
        Upstream = upstream,
        Source = Address(source),
        Destination = Address(destination),
    };

    public static Address Address(string value) =>
        new(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.ASCII.GetBytes(value));

    public static IReadOnlyList<RoutingError> Errors(params RouteConfig[] routes) =>
        RoutingValidator.Validate(routes, [Default], Upstreams, Accounts);
}
