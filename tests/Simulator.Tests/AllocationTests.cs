using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Simulator.Carriers;
using Simulator.Customers;

namespace Simulator.Tests;

/// <summary>Counts what the whole process allocates, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public static class Alone;

[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    private const int Messages = 200_000;
    private const int Runs = 3;

    /// <summary>What is left are the two histograms of the run.</summary>
    [Fact]
    public async Task A_submit_and_its_answer_allocate_nothing_on_either_side() =>
        Assert.InRange(await OctetsOfMessageAsync(receipts: false), 0, 5);

    /// <summary>What is left is the customer's book of ids, an entry for each.</summary>
    [Fact]
    public async Task A_receipt_allocates_nothing_but_the_customers_note_of_it() =>
        Assert.InRange(await OctetsOfMessageAsync(receipts: true), 0, 60);

    private static async Task<double> OctetsOfMessageAsync(bool receipts)
    {
        await using var carrier = new Carrier(
            new CarrierOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Profile = CarrierProfiles.All[0] }, TimeProvider.System,
            NullLogger.Instance);
        carrier.Start();
        await LoadAsync(carrier, receipts);

        // Where the processors are busy receipts pile up, and what holds them grows: the least of a few runs is what each message takes.
        long least = long.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            var result = await LoadAsync(carrier, receipts);
            Assert.True(result.IsComplete, result.ToString());
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least / (double)Messages;
    }

    private static Task<LoadResult> LoadAsync(Carrier carrier, bool receipts) => LoadRun.RunAsync(
        new LoadOptions { Target = carrier.EndPoint, SystemId = "load", Password = "any", Messages = Messages, Receipts = receipts },
        TimeProvider.System,
        stop: TestContext.Current.CancellationToken);
}
