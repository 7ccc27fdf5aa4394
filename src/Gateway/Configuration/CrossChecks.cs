using System.Net;
using Routing;
using Smpp.Client;

namespace Gateway.Configuration;

/// <summary>
/// Finds what is right in each file but cannot work together: messages sent to where they can never go, an address listened on twice.
/// </summary>
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
        CheckAddresses(listeners, upstreams, errors);
        if (listeners.Count > 0 && listeners.All(listener => listener.Tls?.ClientCa is null))
        {
            foreach (var account in accounts.Where(account => account is { Certificate: not null, OutbindTls: null }))
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

    /// <summary>All addresses that are listened on, for customers and for carriers.</summary>
    private static void CheckAddresses(
        IReadOnlyCollection<ListenConfig> listeners, IReadOnlyList<UpstreamConfig> upstreams, ConfigErrors errors)
    {
        var taken = new List<(IPEndPoint Address, SourceLocation Location)>();
        foreach (var listener in listeners)
            Take(listener.Address, listener.Location.At("address"));
        foreach (var upstream in upstreams)
        {
            if (upstream.Outbind is { } outbind)
                Take(outbind.Listen, upstream.Location.At("outbind.listen"));
        }

        void Take(IPEndPoint address, SourceLocation location)
        {
            foreach (var other in taken)
            {
                if (!Overlap(address, other.Address))
                    continue;
                errors.Add(location, $"{address} cannot be listened on beside {other.Address} at {other.Location}");
                return;
            }
            taken.Add((address, location));
        }
    }

    /// <summary>Port 0 is another each time; [::] is all of IPv6 and nothing of IPv4.</summary>
    private static bool Overlap(IPEndPoint one, IPEndPoint other) => one.Port != 0 && one.Port == other.Port
        && one.AddressFamily == other.AddressFamily
        && (one.Address.Equals(other.Address) || IsWildcard(one.Address) || IsWildcard(other.Address));

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
