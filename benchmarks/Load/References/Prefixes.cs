using System.Globalization;
using Load.Figures;
using Routing;
using Smpp.Protocol;

namespace Load.References;

/// <summary>What a routing decision takes with few and with many prefixes.</summary>
internal static class Prefixes
{
    public const int Few = 10;
    public const int Many = 100_000;

    private const int Decisions = 1_000;

    public static string NameOf(int prefixes) => string.Create(CultureInfo.InvariantCulture, $"routing/{prefixes}");

    public static Figure Measure(int prefixes, int runs, double seconds)
    {
        var routes = Enumerable.Range(0, prefixes).Select(number => new RouteConfig
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"route-{number}"),
            Match = new RouteMatch { Destinations = [string.Create(CultureInfo.InvariantCulture, $"{44_000_000 + number}")] },
            To = "carrier",
        });
        var table = RouteTable.Compile([.. routes], [], ["carrier"], []);
        var source = Address.Parse("LOAD");
        // Spread over all prefixes, so that no part of the table stays in the cache by itself.
        var destinations = Enumerable.Range(0, Decisions).Select(number => Address.Parse(string.Create(
            CultureInfo.InvariantCulture, $"{44_000_000 + (int)((long)number * prefixes / Decisions)}1234"))).ToArray();
        return Loop.Measure(NameOf(prefixes), "one routing decision", runs, seconds, () =>
        {
            foreach (var destination in destinations)
            {
                var decision = table.Decide(new MessageFacts
                {
                    Direction = RouteDirection.Mt, Account = "demo", Source = source, Destination = destination,
                });
                if (decision.Action != RouteAction.Forward)
                    throw new InvalidOperationException("a message found no route");
            }
            return Decisions;
        });
    }
}
