using System.Globalization;
using BenchmarkDotNet.Attributes;
using Routing;
using Smpp.Protocol;

namespace Micro;

/// <summary>One routing decision among few and among many prefixes, each time for another destination.</summary>
public class RoutingBenchmarks
{
    private const int First = 44_000_000;
    private const int Spread = 1_024;

    private readonly Address _source = Address.Parse("ACME");
    private readonly Address[] _destinations = new Address[Spread];
    private RouteTable _table = null!;
    private int _next;

    [Params(10, 100_000)]
    public int Prefixes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var culture = CultureInfo.InvariantCulture;
        _table = RouteTable.Compile(
            [
                .. Enumerable.Range(0, Prefixes).Select(number => new RouteConfig
                {
                    Name = $"route-{number.ToString(culture)}",
                    Match = new RouteMatch { Destinations = [(First + number).ToString(culture)] },
                    To = "carrier",
                }),
            ],
            [], ["carrier"], []);
        for (int i = 0; i < Spread; i++)
            _destinations[i] = Address.Parse($"{(First + ((long)i * Prefixes / Spread)).ToString(culture)}1234");
    }

    [Benchmark]
    public RouteAction Decide() => _table.Decide(new MessageFacts
    {
        Direction = RouteDirection.Mt,
        Account = "demo",
        Source = _source,
        Destination = _destinations[_next++ % Spread],
    }).Action;
}
