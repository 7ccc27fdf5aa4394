using System.Collections.Immutable;
using System.Text;
using Smpp.Protocol;

namespace Routing;

/// <summary>All routes and groups, compiled: immutable, and safe to ask from any number of threads.</summary>
/// <remarks>
/// Among routes whose other conditions are the same, the one with the longest destination prefix wins, and of two with the same prefix the
/// first. Between routes with different conditions the winner that stands first in the file decides.
/// </remarks>
public sealed class RouteTable
{
    private readonly RouteDecision[] _decisions;
    private readonly ConditionIndex _mt;
    private readonly ConditionIndex _mo;

    private RouteTable(ImmutableArray<RouteConfig> routes, ImmutableArray<GroupModel> groups, RouteDecision[] decisions)
    {
        Routes = routes;
        Groups = groups;
        _decisions = decisions;
        _mt = new ConditionIndex(Of(RouteDirection.Mt), match => match.Account);
        _mo = new ConditionIndex(Of(RouteDirection.Mo), match => match.Upstream);

        IEnumerable<(int, RouteConfig)> Of(RouteDirection direction) =>
            routes.Select((route, index) => (index, route)).Where(entry => entry.route.Direction == direction);
    }

    /// <summary>The routes in the order of the file.</summary>
    public ImmutableArray<RouteConfig> Routes { get; }

    /// <summary>The configured groups in their order, then one group of one member for each upstream that a route names directly.</summary>
    public ImmutableArray<GroupModel> Groups { get; }

    /// <summary>Compiles routes and groups.</summary>
    /// <param name="routes">The routes in the order of the file.</param>
    /// <param name="groups">The groups that they may name.</param>
    /// <param name="upstreams">The names of all upstreams.</param>
    /// <param name="accounts">The system_ids of all accounts.</param>
    /// <exception cref="RoutingException">They are not valid; it carries every error that <see cref="RoutingValidator"/> finds.</exception>
    public static RouteTable Compile(
        IReadOnlyList<RouteConfig> routes,
        IReadOnlyList<GroupConfig> groups,
        IReadOnlyList<string> upstreams,
        IReadOnlyList<string> accounts)
    {
        var errors = RoutingValidator.Validate(routes, groups, upstreams, accounts);
        if (errors.Count > 0)
            throw new RoutingException(errors);

        var models = groups.Select(group => new GroupModel(group)).ToList();
        var indexes = models.Select((model, index) => (model.Name, index)).ToDictionary(entry => entry.Name, entry => entry.index);
        var decisions = new RouteDecision[routes.Count];
        for (var i = 0; i < routes.Count; i++)
            decisions[i] = Decision(routes[i], i);
        return new RouteTable([.. routes], [.. models], decisions);

        RouteDecision Decision(RouteConfig route, int index)
        {
            if (route.Reject is { } text && RoutingValidator.TryParseStatus(text, out var status))
                return new(RouteAction.Reject, route, index, -1, route.Mode, null, status);
            if (route.Direction == RouteDirection.Mo)
                return new(RouteAction.Forward, route, index, -1, route.Mode, route.Account, CommandStatus.Ok);
            return new(RouteAction.Forward, route, index, GroupIndex(route.To!), route.Mode, null, CommandStatus.Ok);
        }

        int GroupIndex(string target)
        {
            if (indexes.TryGetValue(target, out var index))
                return index;
            indexes.Add(target, models.Count);
            models.Add(GroupModel.OfUpstream(target));
            return models.Count - 1;
        }
    }

    /// <summary>What is to happen to a message. Allocates nothing.</summary>
    public RouteDecision Decide(scoped in MessageFacts facts)
    {
        var isInbound = facts.Direction == RouteDirection.Mo;
        var routes = isInbound ? _mo : _mt;
        var destination = facts.Destination;
        Span<char> buffer = stackalloc char[NumberText.MaxAddressLength];
        var written = 0;
        if (routes.UsesSource)
        {
            var source = facts.Source;
            Encoding.Latin1.TryGetChars(NumberText.Bare(source.Value), buffer, out written);
        }
        var index = routes.Find(isInbound ? facts.Upstream : facts.Account, buffer[..written], NumberText.Bare(destination.Value));
        return index < 0 ? RouteDecision.None : _decisions[index];
    }

    /// <summary>The same decision, and for every route of that direction why it did or did not decide. For people; it allocates.</summary>
    public RouteTrace Explain(scoped in MessageFacts facts) => RouteTrace.Of(this, facts);
}
