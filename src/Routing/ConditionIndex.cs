using System.Collections.Frozen;

namespace Routing;

/// <summary>
/// The condition sets of one direction, found by the party that a route names: the account of an MT message, the upstream of an MO one.
/// Sets with an exact source are found by it; only source prefixes and patterns are tried one after the other, in the file's order,
/// and only as long as one could still stand before the best route so far.
/// </summary>
internal sealed class ConditionIndex
{
    private readonly FrozenDictionary<string, Partition> _byParty;
    private readonly Partition? _anyParty;

    public ConditionIndex(IEnumerable<(int Index, RouteConfig Route)> routes, Func<RouteMatch, string?> party)
    {
        var partitions = routes
            .GroupBy(route => party(route.Route.Match))
            .Select(group => (Party: group.Key, Partition: new Partition(group)))
            .ToList();
        _byParty = partitions.Where(entry => entry.Party is not null)
            .ToFrozenDictionary(entry => entry.Party!, entry => entry.Partition, StringComparer.Ordinal);
        _anyParty = partitions.Find(entry => entry.Party is null).Partition;
        UsesSource = partitions.Exists(entry => entry.Partition.UsesSource);
    }

    /// <summary>Whether any route asks about the source address; when none does, it need not be made ready to compare.</summary>
    public bool UsesSource { get; }

    /// <summary>The place of the route that decides, or -1.</summary>
    public int Find(string? party, ReadOnlySpan<char> source, ReadOnlySpan<byte> destination)
    {
        var best = int.MaxValue;
        if (party is not null && _byParty.TryGetValue(party, out var own))
            own.Find(source, destination, ref best);
        _anyParty?.Find(source, destination, ref best);
        return best == int.MaxValue ? -1 : best;
    }

    private sealed class Partition
    {
        private readonly FrozenDictionary<string, ConditionSet>.AlternateLookup<ReadOnlySpan<char>> _bySource;
        private readonly bool _hasExactSources;
        private readonly ConditionSet[] _tried;

        public Partition(IEnumerable<(int Index, RouteConfig Route)> routes)
        {
            var sets = routes
                .GroupBy(route => SourceCondition.Of(route.Route.Match))
                .Select(group => new ConditionSet(group.Key, [.. group]))
                .OrderBy(set => set.First)
                .ToList();
            var bySource = sets.Where(set => set.Source.Kind == SourceKind.Exact)
                .ToFrozenDictionary(set => set.Source.Text, StringComparer.Ordinal);
            _hasExactSources = bySource.Count > 0;
            _bySource = bySource.GetAlternateLookup<ReadOnlySpan<char>>();
            _tried = [.. sets.Where(set => set.Source.Kind != SourceKind.Exact)];
            UsesSource = sets.Exists(set => set.Source.Kind != SourceKind.Any);
        }

        public bool UsesSource { get; }

        public void Find(ReadOnlySpan<char> source, ReadOnlySpan<byte> destination, ref int best)
        {
            if (_hasExactSources && _bySource.TryGetValue(source, out var exact))
                Take(exact, destination, ref best);
            foreach (var set in _tried)
            {
                if (set.First > best)
                    return;
                if (set.AdmitsSource(source))
                    Take(set, destination, ref best);
            }
        }

        private static void Take(ConditionSet set, ReadOnlySpan<byte> destination, ref int best)
        {
            var found = set.Find(destination);
            if (found >= 0 && found < best)
                best = found;
        }
    }
}
