using System.Net;
using Gateway.Configuration;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Routing;
using Shared;
using Simulator.Carriers;
using Simulator.Customers;
using Smpp.Session;

namespace Gateway.Tests.Flows;

/// <summary>Counts what the whole process allocates, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public static class Alone;

/// <summary>
/// What a message leaves behind for the garbage collector on its whole way: flows, journal and CDR exporter, between a simulated customer
/// and carrier that leave next to nothing (<c>tests/Simulator.Tests</c>). Stored, 510 octets were measured, and 1,024
/// with receipts; relayed 350 to 700, by how many answers of the carrier come at once.
/// </summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const string CarrierName = "simulated";
    private const int WarmUp = 40_000;
    private const int Messages = 120_000;

    [Theory]
    [InlineData(RouteMode.Relay, false, 900)]
    [InlineData(RouteMode.Store, false, 700)]
    [InlineData(RouteMode.Store, true, 1_400)]
    public async Task A_message_leaves_no_more_garbage_than_this(RouteMode mode, bool receipts, int octets)
    {
        await using var carrier = new Carrier(
            new CarrierOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Profile = CarrierProfiles.All[0], Window = 1_000 },
            TimeProvider.System, NullLogger.Instance);
        carrier.Start();
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { DeliverWindow = 1_000 });
        bench.Config = bench.Config with { Upstreams = [Upstream(carrier)], Routes = [Bench.Route(CarrierName, mode)] };
        await bench.StartAsync();
        await Until.Async(() => bench.Node.Snapshot.Upstreams[CarrierName].Binds.All(bind => bind.Session is { State.IsBound: true }));
        await LoadAsync(bench, WarmUp, receipts);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await LoadAsync(bench, Messages, receipts);
        double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;

        TestContext.Current.TestOutputHelper?.WriteLine($"{mode}, receipts {receipts}: {each:0.0} octets a message");
        Assert.InRange(each, 0, octets);
    }

    private static UpstreamConfig Upstream(Carrier carrier) => new()
    {
        Name = CarrierName,
        Address = new HostAddress("127.0.0.1", carrier.EndPoint.Port),
        SystemId = "gw",
        Password = new Secret("secret", "plain:***"),
        Window = 1_000,
        ReconnectMin = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>Runs messages to their ends, down to the last CDR row.</summary>
    private static async Task LoadAsync(Bench bench, int messages, bool receipts)
    {
        var result = await LoadRun.RunAsync(
            new LoadOptions
            {
                Target = bench.Node.Listening.First(), SystemId = "demo", Password = "secret", Messages = messages, Receipts = receipts,
            },
            TimeProvider.System, stop: TestContext.Current.CancellationToken);
        Assert.True(result.IsComplete, result.ToString());
        await Until.Async(() => bench.Alive == 0 && bench.Node.Cdrs.Lag == 0);
    }
}
