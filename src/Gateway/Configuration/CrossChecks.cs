using Routing;
using Smpp.Client;

namespace Gateway.Configuration;

/// <summary>Finds what is right in each file but cannot work together: messages sent to where they can never go.</summary>
internal static class CrossChecks
{
    public static void Check(
        IReadOnlyCollection<ListenConfig> listeners,
        IReadOnlyList<AccountConfig> accounts,
        IReadOnlyList<UpstreamConfig> upstreams,
        IReadOnlyList<GroupConfig> groups,
        IReadOnlyList<RouteConfig> routes,
        ConfigErrors errors)
    {
        if (listeners.Count > 0 && listeners.All(listener => listener.Tls?.ClientCa is null))
        {
            foreach (var account in accounts.Where(account => account.Certificate is not null))
            {
                errors.Add(
                    account.Location.At("certificate"),
                    $"account \"{account.SystemId}\" could never bind: no [[listen]] has tls with client_ca, which asks for certificates");
            }
        }

        var receivers = upstreams.Where(upstream => upstream.Bind == BindMode.Receiver || upstream.Binds == 0)
            .Select(upstream => upstream.Name).ToHashSet();
        foreach (var group in groups)
        {
            foreach (var member in group.Upstreams.Where(receivers.Contains))
                errors.Add(group.Location.At("upstreams"), $"upstream \"{member}\" binds as receiver only; it cannot take messages");
        }

        var transmitters = accounts.Where(account => account is { Receiver: false, Transceiver: false })
            .Select(account => account.SystemId).ToHashSet();
        foreach (var route in routes)
        {
            if (route.To is { } target && receivers.Contains(target))
                errors.Add(route.Location.At("to"), $"upstream \"{target}\" binds as receiver only; it cannot take messages");
            if (route is { Direction: RouteDirection.Mo, Account: { } account } && transmitters.Contains(account))
                errors.Add(route.Location.At("account"), $"account \"{account}\" may bind as transmitter only; it could never receive");
        }
    }
}
