using System.Globalization;
using Routing;

namespace Gateway.Configuration;

/// <summary>Reads <c>routes.toml</c>. What the routes mean together is judged by <see cref="RoutingValidator"/>.</summary>
internal static class RoutesFile
{
    public static IReadOnlyList<RouteConfig>? Read(string file, ConfigReader reader)
    {
        if (reader.Open(file) is not { } root)
            return null;
        var routes = root.Tables("route").Select(Route).ToList();
        root.Done();
        return routes;
    }

    private static RouteConfig Route(TableReader table)
    {
        var route = new RouteConfig
        {
            Name = ConfigReader.NameIfAny(table, "name"),
            Direction = table.Choice("direction", RouteDirection.Mt, ("mt", RouteDirection.Mt), ("mo", RouteDirection.Mo)),
            Match = Match(table),
            To = table.Text("to"),
            Account = table.Text("account"),
            Reject = Reject(table),
            Mode = table.Choice("mode", RouteMode.Store, ("store", RouteMode.Store), ("relay", RouteMode.Relay)),
            Uncertain = table.Choice(
                "uncertain", UncertainPolicy.Retry,
                ("retry", UncertainPolicy.Retry), ("hold", UncertainPolicy.Hold), ("fail", UncertainPolicy.Fail)),
            Location = table.Location,
        };
        if (table.Has("uncertain") && (route.Mode == RouteMode.Relay || route.Direction == RouteDirection.Mo))
            table.Report("uncertain", "uncertain is for stored messages to an upstream: direction mt, mode store");
        table.Done();
        return route;
    }

    private static RouteMatch Match(TableReader route)
    {
        if (route.Table("match", "match of [[route]]") is not { } table)
            return new RouteMatch();
        var match = new RouteMatch
        {
            Account = table.Text("account"),
            Upstream = table.Text("upstream"),
            Source = table.Text("source"),
            SourcePrefix = table.Text("source_prefix"),
            SourceRegex = table.Text("source_regex"),
            Destinations = [.. table.Texts("destination", orSingle: true).Select(item => item.Text)],
        };
        if (table.Peek("destination") is TomlList { Items.Count: 0 })
            table.Report("destination", "destination is empty; leave it out for every destination");
        table.Done();
        return match;
    }

    private static string? Reject(TableReader table) =>
        table.Peek("reject") is TomlScalar { Value: long }
            ? table.Integer("reject", 0, 0, int.MaxValue).ToString(CultureInfo.InvariantCulture)
            : table.Text("reject");
}
