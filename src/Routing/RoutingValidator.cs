using Smpp.Protocol;

namespace Routing;

/// <summary>Finds everything that is wrong with routes and groups, without stopping at the first error.</summary>
public static class RoutingValidator
{
    /// <summary>
    /// All errors, in the order of the file. A list of names that is null is not known: references into it are not checked.
    /// </summary>
    public static IReadOnlyList<RoutingError> Validate(
        IReadOnlyList<RouteConfig> routes,
        IReadOnlyList<GroupConfig>? groups,
        IReadOnlyList<string>? upstreams,
        IReadOnlyList<string>? accounts)
    {
        var errors = new List<RoutingError>();
        GroupValidator.Validate(groups ?? [], upstreams, errors);
        var targets = groups is null || upstreams is null ? null : groups.Select(group => group.Name).Concat(upstreams).ToHashSet();
        var upstreamNames = upstreams?.ToHashSet();
        var accountNames = accounts?.ToHashSet();
        var names = new Dictionary<string, RouteConfig>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            var checker = new RouteChecker(route, errors);
            checker.CheckName(names);
            checker.CheckMatch(accountNames, upstreamNames);
            checker.CheckAction(targets, accountNames);
        }
        return errors;
    }

    /// <summary>A status by its name or number; ESME_ROK is none, since a rejection cannot be a success.</summary>
    public static bool TryParseStatus(string text, out CommandStatus status) =>
        StatusText.TryParse(text, out status) && status != CommandStatus.Ok;

    private readonly struct RouteChecker(RouteConfig route, List<RoutingError> errors)
    {
        public void CheckName(Dictionary<string, RouteConfig> names)
        {
            if (string.IsNullOrWhiteSpace(route.Name))
                Report("name", "a route needs a name");
            else if (!names.TryAdd(route.Name, route))
                Report("name", $"route \"{route.Name}\" is already defined at {names[route.Name].Location}; give each route its own name");
        }

        public void CheckMatch(HashSet<string>? accounts, HashSet<string>? upstreams)
        {
            var match = route.Match;
            if (route.Direction == RouteDirection.Mt && match.Upstream is not null)
                Report("match.upstream", "an mt message does not come from an upstream; match.upstream is for direction = \"mo\"");
            else if (match.Upstream is { } upstream)
                CheckReference("match.upstream", "upstream", upstream, upstreams);

            if (route.Direction == RouteDirection.Mo && match.Account is not null)
                Report("match.account", "an mo message does not come from an account; the one that receives it is the route's own account");
            else if (match.Account is { } account)
                CheckReference("match.account", "account", account, accounts);

            CheckSource("match.source", match.Source);
            CheckSource("match.source_prefix", match.SourcePrefix);
            CheckRegex(match.SourceRegex);
            string?[] sources = [match.Source, match.SourcePrefix, match.SourceRegex];
            if (sources.Count(source => source is not null) > 1)
                Report("match", "source, source_prefix and source_regex exclude each other; keep one");

            foreach (var prefix in match.Destinations)
            {
                if (!NumberText.IsPrefix(NumberText.Bare(prefix)))
                {
                    Report("match.destination",
                        $"destination \"{prefix}\" is not a prefix: 1 to {NumberText.MaxAddressLength} digits, "
                        + "with or without a leading '+'");
                }
            }
        }

        public void CheckAction(HashSet<string>? targets, HashSet<string>? accounts)
        {
            if (route.Reject is { } status && !TryParseStatus(status, out _))
                Report("reject", $"reject = \"{status}\" is no error status; write a name such as \"ESME_RINVDSTADR\" or a number above 0");

            if (route.Direction == RouteDirection.Mo)
            {
                if (route.To is not null)
                    Report("to", "an mo route delivers to an account; write account = \"…\" instead of to");
                if (route.Mode == RouteMode.Relay)
                    Report("mode", "mode = \"relay\" is for mt routes; an mo message is always stored before the upstream is answered");
                CheckOneOf("account", route.Account);
                if (route.Account is { } account)
                    CheckReference("account", "account", account, accounts);
                return;
            }

            if (route.Account is not null)
                Report("account",
                    "account is where an mo route delivers; to match the sender of a message write match = { account = \"…\" }");
            CheckOneOf("to", route.To);
            if (route.To is { } target)
                CheckReference("to", "group or upstream", target, targets);
        }

        private void CheckOneOf(string key, string? value)
        {
            if (value is null && route.Reject is null)
                Report(key, $"route \"{route.Name}\" does nothing; give it {key} = \"…\" or reject = \"ESME_…\"");
            else if (value is not null && route.Reject is not null)
                Report("reject", $"a route has either {key} or reject, not both");
        }

        private void CheckReference(string key, string kind, string name, HashSet<string>? known)
        {
            if (known is not null && !known.Contains(name))
                Report(key, $"there is no {kind} \"{name}\"{Spelling.Suggestion(name, known)}");
        }

        private void CheckSource(string key, string? source)
        {
            if (source is null)
                return;
            if (source.Length is 0 or > NumberText.MaxAddressLength || !source.All(char.IsAscii))
            {
                Report(key,
                    $"{key["match.".Length..]} \"{source}\" cannot be an address: 1 to {NumberText.MaxAddressLength} ASCII characters");
            }
        }

        private void CheckRegex(string? pattern)
        {
            if (pattern is null)
                return;
            if (pattern.Length > SourceCondition.MaxPatternLength)
            {
                Report("match.source_regex", $"source_regex is longer than {SourceCondition.MaxPatternLength} characters");
                return;
            }
            try
            {
                _ = SourceCondition.CompileRegex(pattern);
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                Report("match.source_regex", $"source_regex \"{pattern}\" cannot be used: {error.Message}");
            }
        }

        private void Report(string key, string message) => errors.Add(new(route.Location.At(key), message));
    }
}
