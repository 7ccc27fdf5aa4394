using System.Collections.Immutable;

namespace Routing;

/// <summary>
/// Says of every route, condition by condition, why it did or did not decide. It reads the routes as they are written, not the compiled
/// sets.
/// </summary>
internal sealed class RouteExplainer(RouteDirection direction, string party, string source, string destination)
{
    public string Party => party;

    public ImmutableArray<RouteStep> Explain(ImmutableArray<RouteConfig> routes, RouteConfig? chosen)
    {
        var steps = ImmutableArray.CreateBuilder<RouteStep>();
        foreach (var route in routes)
        {
            if (route.Direction == direction)
                steps.Add(Explain(route, routes, chosen));
        }
        return steps.DrainToImmutable();
    }

    private RouteStep Explain(RouteConfig route, ImmutableArray<RouteConfig> routes, RouteConfig? chosen)
    {
        if (WhyNot(route) is { } reason)
            return new(route, RouteVerdict.NoMatch, reason);
        if (ReferenceEquals(route, chosen))
            return new(route, RouteVerdict.Chosen, WhyChosen(route));

        var rival = routes
            .Where(other => other.Direction == direction && SameConditions(other, route) && WhyNot(other) is null)
            .MaxBy(other => LongestPrefix(other)!.Length)!;
        var longest = LongestPrefix(rival)!;
        if (longest.Length > LongestPrefix(route)!.Length)
        {
            return new(route, RouteVerdict.Beaten,
                $"matches, but \"{rival.Name}\" with the same conditions has the longer prefix {longest}");
        }
        return new(route, RouteVerdict.Beaten, $"matches, but \"{chosen?.Name}\" stands before it");
    }

    private string WhyChosen(RouteConfig route)
    {
        var reasons = new List<string>();
        if (PartyOf(route) is { } wanted)
            reasons.Add($"{PartyWord} is {wanted}");
        var condition = SourceCondition.Of(route.Match);
        if (condition.Kind != SourceKind.Any)
            reasons.Add($"source {SourceWord(condition)}");
        var prefix = LongestPrefix(route)!;
        if (prefix.Length > 0)
            reasons.Add($"destination begins with {prefix}");
        return reasons.Count == 0 ? "takes every message" : string.Join(", ", reasons);
    }

    private string? WhyNot(RouteConfig route)
    {
        if (PartyOf(route) is { } wanted && wanted != party)
            return $"{PartyWord} is not {wanted}";
        var condition = SourceCondition.Of(route.Match);
        var admitted = condition.Kind switch
        {
            SourceKind.Exact => source == condition.Text,
            SourceKind.Prefix => source.StartsWith(condition.Text, StringComparison.Ordinal),
            SourceKind.Regex => SourceCondition.CompileRegex(condition.Text).IsMatch(source),
            _ => true,
        };
        if (!admitted)
            return $"source not {SourceWord(condition)}";
        return LongestPrefix(route) is null ? $"destination does not begin with {Wanted(route)}" : null;
    }

    private string? LongestPrefix(RouteConfig route) => ConditionSet.Prefixes(route)
        .Where(prefix => destination.StartsWith(prefix, StringComparison.Ordinal))
        .MaxBy(prefix => prefix.Length);

    private static string Wanted(RouteConfig route)
    {
        const int shown = 5;
        var prefixes = ConditionSet.Prefixes(route).ToList();
        var text = string.Join(" or ", prefixes.Take(shown));
        return prefixes.Count > shown ? $"{text} or {prefixes.Count - shown} others" : text;
    }

    private static string SourceWord(SourceCondition condition) => condition.Kind switch
    {
        SourceKind.Exact => $"equal to {condition.Text}",
        SourceKind.Prefix => $"beginning with {condition.Text}",
        _ => $"matching {condition.Text}",
    };

    private string PartyWord => direction == RouteDirection.Mo ? "upstream" : "account";

    private string? PartyOf(RouteConfig route) => direction == RouteDirection.Mo ? route.Match.Upstream : route.Match.Account;

    private bool SameConditions(RouteConfig a, RouteConfig b) =>
        PartyOf(a) == PartyOf(b) && SourceCondition.Of(a.Match) == SourceCondition.Of(b.Match);
}
