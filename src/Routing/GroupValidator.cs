namespace Routing;

internal static class GroupValidator
{
    public static void Validate(IReadOnlyList<GroupConfig> groups, IReadOnlyList<string>? upstreams, List<RoutingError> errors)
    {
        var upstreamNames = upstreams?.ToHashSet();
        var names = new Dictionary<string, GroupConfig>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (string.IsNullOrWhiteSpace(group.Name))
                Report(group, "name", "a group needs a name");
            else if (!names.TryAdd(group.Name, group))
                Report(group, "name",
                    $"group \"{group.Name}\" is already defined at {names[group.Name].Location}; each needs its own name");
            if (upstreamNames is not null && upstreamNames.Contains(group.Name))
                Report(group, "name", $"\"{group.Name}\" is also the name of an upstream; a route could not tell them apart");

            CheckMembers(group, upstreamNames);
            CheckWeights(group);
        }

        void CheckMembers(GroupConfig group, HashSet<string>? known)
        {
            if (group.Upstreams.Count == 0)
                Report(group, "upstreams", $"group \"{group.Name}\" has no upstreams; name at least one");
            var seen = new HashSet<string>();
            foreach (var member in group.Upstreams)
            {
                if (!seen.Add(member))
                    Report(group, "upstreams", $"upstream \"{member}\" stands twice in group \"{group.Name}\"");
                else if (known is not null && !known.Contains(member))
                    Report(group, "upstreams", $"there is no upstream \"{member}\"{Spelling.Suggestion(member, known)}");
            }
        }

        void CheckWeights(GroupConfig group)
        {
            if (group.Weights.Count == 0)
                return;
            if (group.Strategy != GroupStrategy.Weighted)
                Report(group, "weights", "weights are for strategy = \"weighted\"");
            else if (group.Weights.Count != group.Upstreams.Count)
                Report(group, "weights",
                    $"{group.Weights.Count} weights for {group.Upstreams.Count} upstreams; write one for each, in order");
            foreach (var weight in group.Weights)
            {
                if (weight is < 1 or > GroupConfig.MaxWeight)
                    Report(group, "weights", $"weight {weight} is out of range: 1 to {GroupConfig.MaxWeight}");
            }
        }

        void Report(GroupConfig group, string key, string message) => errors.Add(new(group.Location.At(key), message));
    }
}
