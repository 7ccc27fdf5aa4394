using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Routing;

/// <summary>Why a route did or did not decide.</summary>
public enum RouteVerdict : byte
{
    /// <summary>It decides.</summary>
    Chosen,

    /// <summary>It matches, but another with the same conditions has a longer prefix, or stands before it.</summary>
    Beaten,

    /// <summary>A condition does not hold.</summary>
    NoMatch,
}

/// <summary>One route as it was considered.</summary>
public readonly record struct RouteStep(RouteConfig Route, RouteVerdict Verdict, string Reason);

/// <summary>A decision with its reasons; <see cref="ToString"/> prints it for people.</summary>
public sealed record RouteTrace
{
    public required RouteDirection Direction { get; init; }

    /// <summary>The account of an MT message or the upstream of an MO one; empty when not known.</summary>
    public required string From { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    public required RouteDecision Decision { get; init; }

    /// <summary>The group that takes the message, when one does.</summary>
    public GroupModel? Group { get; init; }

    /// <summary>Every route of the direction, in the order of the file.</summary>
    public required ImmutableArray<RouteStep> Steps { get; init; }

    internal static RouteTrace Of(RouteTable table, scoped in MessageFacts facts)
    {
        var source = facts.Source;
        var destination = facts.Destination;
        var decision = table.Decide(facts);
        var explainer = new RouteExplainer(
            facts.Direction,
            (facts.Direction == RouteDirection.Mo ? facts.Upstream : facts.Account) ?? "",
            Encoding.Latin1.GetString(NumberText.Bare(source.Value)),
            Encoding.Latin1.GetString(NumberText.Bare(destination.Value)));
        return new RouteTrace
        {
            Direction = facts.Direction,
            From = explainer.Party,
            Source = Encoding.Latin1.GetString(source.Value),
            Destination = Encoding.Latin1.GetString(destination.Value),
            Decision = decision,
            Group = decision.GroupIndex < 0 ? null : table.Groups[decision.GroupIndex],
            Steps = explainer.Explain(table.Routes, decision.Route),
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        var party = Direction == RouteDirection.Mo ? "upstream" : "account";
        text.Append(CultureInfo.InvariantCulture, $"{(Direction == RouteDirection.Mo ? "mo" : "mt")} message");
        text.Append(CultureInfo.InvariantCulture, $" of {party} \"{From}\", source \"{Source}\", destination \"{Destination}\"\n");
        var width = Steps.IsEmpty ? 0 : Steps.Max(step => step.Route.Name.Length);
        foreach (var step in Steps)
        {
            var mark = step.Verdict switch { RouteVerdict.Chosen => "yes", RouteVerdict.Beaten => "no ", _ => "-  " };
            text.Append(CultureInfo.InvariantCulture, $"  {mark}  {step.Route.Name.PadRight(width)}  {step.Reason}");
            if (step.Route.Location.Line > 0)
                text.Append(CultureInfo.InvariantCulture, $"  ({step.Route.Location})");
            text.Append('\n');
        }
        return text.Append("=> ").Append(Outcome()).ToString();
    }

    private string Outcome() => Decision.Action switch
    {
        RouteAction.Reject => $"rejected by route \"{Decision.Route!.Name}\" with {Decision.Status.Name}",
        RouteAction.Forward when Direction == RouteDirection.Mo =>
            $"to account \"{Decision.Account}\" by route \"{Decision.Route!.Name}\"",
        RouteAction.Forward => $"to {Target(Group!)} by route \"{Decision.Route!.Name}\", mode {ModeName(Decision.Mode)}",
        _ => $"no route: refused with {Decision.Status.Name}",
    };

    private static string Target(GroupModel group) => group switch
    {
        { IsImplicit: true } => $"upstream \"{group.Name}\"",
        { Strategy: GroupStrategy.Weighted } => $"group \"{group.Name}\" (weighted: {string.Join(", ", group.Upstreams)})",
        _ => $"group \"{group.Name}\" (failover: {string.Join(", ", group.Upstreams)})",
    };

    private static string ModeName(RouteMode mode) => mode == RouteMode.Relay ? "relay" : "store";
}
