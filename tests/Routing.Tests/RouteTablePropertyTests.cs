using CsCheck;

namespace Routing.Tests;

/// <summary>The compiled table against the rule of docs/configuration.md written down as plainly as possible.</summary>
public class RouteTablePropertyTests
{
    private static readonly Gen<string> Digits = Gen.String[Gen.Char['1', '3'], 1, 4];
    private static readonly Gen<string> Sources = Gen.OneOf("ACME", "AC", "123", "1", "", "31");
    private static readonly Gen<string> PartyNames = Gen.OneOf("demo", "shop", "bank");

    private static readonly Gen<RouteMatch> Matches = Gen.Select(
        PartyNames.Null(), Gen.Int[0, 6], Gen.OneOf("ACME", "AC", "123", "1"), Digits.Array[0, 3],
        (party, kind, source, destinations) => new RouteMatch
        {
            Account = party,
            Source = kind == 0 ? source : null,
            SourcePrefix = kind == 1 ? source : null,
            SourceRegex = kind == 2 ? $"{source}$" : null,
            Destinations = [.. destinations],
        });

    private static readonly Gen<RouteConfig[]> Routes = Matches.Array[0, 12].Select(matches =>
        matches.Select((match, index) => Table.Route($"r{index}", match)).ToArray());

    [Fact]
    public void Decides_as_the_plain_rule_does() =>
        Gen.Select(Routes, PartyNames, Sources, Gen.String[Gen.Char['1', '4'], 0, 6]).Sample((routes, account, source, destination) =>
            Table.Of(routes).Winner(account, source, destination) == Plain(routes, account, source, destination)?.Name,
            iter: 20_000);

    [Fact]
    public void Explains_the_decision_that_it_makes() =>
        Gen.Select(Routes, PartyNames, Sources, Gen.String[Gen.Char['1', '4'], 0, 6]).Sample((routes, account, source, destination) =>
        {
            var table = Table.Of(routes);
            var trace = table.Explain(Table.Mt(account, source, destination));
            var chosen = trace.Steps.Where(step => step.Verdict == RouteVerdict.Chosen).Select(step => step.Route).ToList();
            return trace.Decision == table.Decide(account, source, destination)
                && trace.Steps.Length == routes.Length
                && chosen.Count == (trace.Decision.Route is null ? 0 : 1)
                && chosen.All(route => ReferenceEquals(route, trace.Decision.Route))
                && trace.Steps.All(step => step.Verdict == RouteVerdict.NoMatch == (Longest(step.Route, account, source, destination) < 0));
        }, iter: 5_000);

    [Fact]
    public void An_inbound_message_is_decided_as_an_outbound_one_with_the_upstream_in_the_place_of_the_account() =>
        Gen.Select(Routes, PartyNames, Sources, Gen.String[Gen.Char['1', '4'], 0, 6]).Sample((routes, party, source, destination) =>
        {
            var inbound =
                routes.Select(route => Table.Inbound(route.Name, route.Match with { Account = null, Upstream = route.Match.Account }));
            var table = RouteTable.Compile([.. inbound], [], Table.Accounts, Table.Accounts);
            return table.InboundWinner(party, source, destination) == Plain(routes, party, source, destination)?.Name;
        }, iter: 5_000);

    private static RouteConfig? Plain(RouteConfig[] routes, string account, string source, string destination)
    {
        RouteConfig? first = null;
        foreach (var conditions in routes.GroupBy(route => route.Match with { Destinations = [] }))
        {
            var best = conditions
                .Select(route => (Route: route, Length: Longest(route, account, source, destination)))
                .Where(candidate => candidate.Length >= 0)
                .OrderByDescending(candidate => candidate.Length)
                .Select(candidate => candidate.Route)
                .FirstOrDefault();
            if (best is not null && (first is null || Array.IndexOf(routes, best) < Array.IndexOf(routes, first)))
                first = best;
        }
        return first;
    }

    private static int Longest(RouteConfig route, string account, string source, string destination)
    {
        var match = route.Match;
        var holds = (match.Account is null || match.Account == account)
            && (match.Source is null || match.Source == source)
            && (match.SourcePrefix is null || source.StartsWith(match.SourcePrefix, StringComparison.Ordinal))
            && (match.SourceRegex is null || source.EndsWith(match.SourceRegex[..^1], StringComparison.Ordinal));
        if (!holds)
            return -1;
        return match.Destinations.Count == 0
            ? 0
            : match.Destinations.Max(prefix => destination.StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : -1);
    }
}
