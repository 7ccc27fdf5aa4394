using Gateway.Configuration;
using Routing;
using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>The distribution lists that an account's submit_multi may name (v3.4 §4.5.1.1).</summary>
internal sealed class DistributionLists(ConfigList<DistributionList> lists)
{
    private readonly Dictionary<string, Address[]> _lists = lists.ToDictionary(
        list => list.Name, list => list.Numbers.Select(Address.Parse).ToArray(), StringComparer.Ordinal);

    /// <summary>The addresses of a list; otherwise the refusal.</summary>
    public CommandStatus TryFind(string name, out Address[] addresses)
    {
        if (_lists.TryGetValue(name, out addresses!))
            return addresses.Length > 0 ? CommandStatus.Ok : CommandStatus.CannotSubmitToList;
        addresses = [];
        return _lists.Count == 0 ? CommandStatus.CannotSubmitToList : CommandStatus.InvalidDistributionList;
    }
}
