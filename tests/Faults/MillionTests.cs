using System.Globalization;
using Microsoft.Data.Sqlite;
using Shared;
using Simulator.Customers;
using Simulator.Ledgers;

namespace Faults;

/// <summary>As much waits in the gateway as its configuration allows: a million of everything in the long form.</summary>
public class MillionTests
{
    private const string Customer = "absent";
    private const int WarmUp = 10_000;
    private const long MostMemory = 200L << 20;
    private const double LeastRate = 20_000;

    private static readonly int Messages = Length.Of(20_000, 1_000_000);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Receipts_that_wait_for_an_absent_customer_take_little_memory_and_come_in_order_when_it_binds()
    {
        await using var site = NewSite();
        var carrier = await site.StartCarrierAsync(0, "--pending", "2000000", "--receipt-delay", "0ms..5ms");
        var gateway = await site.StartGatewayAsync();
        // What any traffic takes is not what waiting takes.
        var warmUp = await LoadRun.RunAsync(site.Load(WarmUp) with { Mix = [MessageKind.Gsm7], Reconnect = false }, TimeProvider.System);
        Assert.True(warmUp.IsComplete, $"{warmUp}");
        var before = ResidentOctets(gateway);

        await site.SubmitAndGoAsync(Customer, Messages, MessageKind.Gsm7);
        await Until.Async(async () => await site.WaitingAsync(Customer) == Messages, Patience, "every receipt waits");
        var grown = ResidentOctets(gateway) - before;
        var began = TimeProvider.System.GetTimestamp();
        double rate;
        await using (await ReceivingCustomer.BindAsync(site, Customer, Customer))
        {
            await Until.Async(async () => await site.WaitingAsync(Customer) == 0, Patience, "every receipt is acknowledged");
            rate = Messages / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        }

        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Messages:N0} receipts: {before >> 20} MiB before, {grown / (double)(1 << 20):0.0} MiB more while they waited; {rate:N0}/s");
        Books.Of(site, customers: ["customer", Customer]).AssertBalanced();
        AssertOrder(site);
        Assert.InRange(grown, long.MinValue, MostMemory);
        if (Length.IsLong)
            Assert.InRange(rate, LeastRate, double.MaxValue);
    }

    [Fact]
    public async Task Kill_9_with_messages_and_receipts_waiting_is_ready_again_soon_and_loses_none()
    {
        await using var site = NewSite();
        var gateway = await site.StartGatewayAsync();
        await site.SubmitAndGoAsync(Customer, Messages, MessageKind.Gsm7);

        gateway = await KillAndStartAsync(site, gateway, "messages");
        var carrier = await site.StartCarrierAsync(0, "--pending", "2000000", "--receipt-delay", "0ms..5ms");
        await Until.Async(async () => await site.WaitingAsync(Customer) == Messages, Patience, "every receipt waits");
        gateway = await KillAndStartAsync(site, gateway, "receipts");
        await using (await ReceivingCustomer.BindAsync(site, Customer, Customer))
            await Until.Async(async () => await site.WaitingAsync(Customer) == 0, Patience, "every receipt is acknowledged");

        Assert.Equal(0, await Site.StopAsync(gateway));
        Assert.Equal(0, await Site.StopAsync(carrier));
        Books.Of(site, customers: Customer).AssertBalanced();
    }

    private static Site NewSite()
    {
        var site = new Site("carrier-a") { MoreAccounts = Site.Account(Customer), StoreLines = "pending = 2000000" };
        site.WriteConfiguration();
        return site;
    }

    private static async Task<SmppProcess> KillAndStartAsync(Site site, SmppProcess gateway, string waiting)
    {
        await gateway.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        gateway = await site.StartGatewayAsync();
        var ready = TimeProvider.System.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Messages:N0} {waiting} waiting: ready again in {ready.TotalSeconds:0.00} s");
        if (Length.IsLong)
            Assert.InRange(ready, TimeSpan.Zero, ReadyWithin);
        return gateway;
    }

    /// <summary>
    /// For each destination the customer has got its receipts in the order in which they were made durable, which is that of their rows.
    /// </summary>
    private static void AssertOrder(Site site)
    {
        var turn = new Dictionary<string, (string Destination, long Turn)>(StringComparer.Ordinal);
        using var database = new SqliteConnection($"Data Source={site.CdrDatabase};Mode=ReadOnly;Pooling=False");
        database.Open();
        using var query = database.CreateCommand();
        query.CommandText = "SELECT message_id, destination FROM cdr WHERE event = 'receipt'";
        using (var rows = query.ExecuteReader())
        {
            while (rows.Read())
                turn.Add(rows.GetString(0), (rows.GetString(1), turn.Count));
        }
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        long outOfTurn = 0;
        foreach (var line in LedgerReader.Read(site.Ledger(Customer)).Where(line => line.Kind == "got-receipt"))
        {
            var (destination, own) = turn[line.Id!];
            if (last.TryGetValue(destination, out var previous) && previous > own)
                outOfTurn++;
            last[destination] = own;
        }
        Assert.True(last.Count > 1 && last.Count * 10 < Messages, $"{last.Count} destinations");
        Assert.Equal(0, outOfTurn);
    }

    private static long ResidentOctets(SmppProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
