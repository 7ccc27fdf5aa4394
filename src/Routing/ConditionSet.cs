using System.Text.RegularExpressions;

namespace Routing;

/// <summary>The routes that share every condition but the destination: among them the longest prefix wins.</summary>
internal sealed class ConditionSet
{
    private readonly SourceCondition _source;
    private readonly Regex? _regex;
    private readonly PrefixTrie _prefixes;

    public ConditionSet(SourceCondition source, IReadOnlyList<(int Index, RouteConfig Route)> routes)
    {
        _source = source;
        _regex = source.Kind == SourceKind.Regex ? SourceCondition.CompileRegex(source.Text) : null;
        First = routes.Min(route => route.Index);
        _prefixes = PrefixTrie.Build(routes.SelectMany(route => Prefixes(route.Route), (route, prefix) => (prefix, route.Index)));
    }

    /// <summary>The place of its first route: no route of this set stands before it.</summary>
    public int First { get; }

    public SourceCondition Source => _source;

    /// <summary>The digits of each destination prefix; the empty one for a route that takes every destination.</summary>
    public static IEnumerable<string> Prefixes(RouteConfig route) =>
        route.Match.Destinations.Count == 0 ? [""] : route.Match.Destinations.Select(NumberText.Bare);

    public bool AdmitsSource(ReadOnlySpan<char> source) => _source.Kind switch
    {
        SourceKind.Exact => source.SequenceEqual(_source.Text),
        SourceKind.Prefix => source.StartsWith(_source.Text, StringComparison.Ordinal),
        SourceKind.Regex => _regex!.IsMatch(source),
        _ => true,
    };

    /// <summary>The route with the longest prefix of <paramref name="destination"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> destination) => _prefixes.Find(destination);
}
