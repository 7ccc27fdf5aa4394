using System.Globalization;
using System.Net;
using System.Text.Json;
using Shared;
using Simulator.Customers;
using Simulator.Ledgers;

namespace Load;

/// <summary>What to demonstrate.</summary>
internal sealed record DemoOptions(string Smpp, int Messages, bool Json, bool Keep);

/// <summary>
/// The main job end to end: messages of mixed encodings and lengths through a customer, the gateway and two carriers with
/// different ids, one of which is killed in the middle and comes back. Ends well only if every message is accounted for.
/// </summary>
internal sealed class Demo(DemoOptions options)
{
    private const int Binds = 2;
    private const int Window = 100;

    // What shells say of a command that SIGINT ended.
    private const int Interrupted = 130;

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(60);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var site = new Site(options.Smpp) { Keep = options.Keep };
        try
        {
            return await RunAsync(site, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The site takes its processes along.
            return Interrupted;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or LoadException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private async Task<int> RunAsync(Site site, CancellationToken stop)
    {
        int portA = FreePort.Next(), portB = FreePort.Next();
        string[] carrierA = ["--profile", "hex-decimal", "--ledger", site.Ledger("carrier-a")];
        site.WriteConfiguration(new SiteOptions(), ("carrier-a", portA), ("carrier-b", portB));
        Say($"folder {site.Folder}");
        var a = await site.StartCarrierAsync(portA, carrierA);
        var b = await site.StartCarrierAsync(portB, "--profile", "uuid", "--ledger", site.Ledger("carrier-b"));
        Say($"carrier-a on port {portA}: hexadecimal ids, decimal in its receipts; carrier-b on port {portB}: UUIDs");
        var gateway = await site.StartGatewayAsync();
        stop.ThrowIfCancellationRequested();
        Say($"gateway on port {site.GatewayPort}: carrier-a first, carrier-b when it is away");

        var cut = new Cut(options.Messages / 4);
        var loading = new LoadOptions
        {
            Target = new IPEndPoint(IPAddress.Loopback, site.GatewayPort),
            SystemId = Site.SystemId,
            Password = Site.Password,
            Binds = Binds,
            Window = Window,
            Messages = options.Messages,
            Receipts = true,
            ReceiptTimeout = ReceiptTimeout,
            Mix = [MessageKind.Gsm7, MessageKind.Ucs2, MessageKind.Long],
            Ledger = site.Ledger("customer"),
            ProgressInterval = TimeSpan.FromMilliseconds(5),
        };
        var meter = new LoadMeter(loading, Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        var load = LoadRun.RunAsync(loading, TimeProvider.System, new Both(cut, meter), stop);
        await Task.WhenAny(cut.Due, load);
        stop.ThrowIfCancellationRequested();
        await a.KillAsync();
        Say($"carrier-a killed after {LinesOf(site.Ledger("carrier-a"), "submit")} submits");
        await Task.Delay(Away, stop);
        a = await site.StartCarrierAsync(portA, carrierA);
        Say("carrier-a is back, and sends the receipts that it owes");

        var result = await load;
        stop.ThrowIfCancellationRequested();
        meter.End();
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{result.Accepted:N0} accepted and {result.Receipts:N0} receipts in {result.Seconds:0.0} s; the last CDRs are written"));
        int exitCode = await Site.StopAsync(gateway);
        await Site.StopAsync(a);
        await Site.StopAsync(b);
        var books = DemoBooks.Of(site, result, Binds * Window);
        if (exitCode != 0)
            books = books with { Complaints = [.. books.Complaints, $"the gateway ended with exit code {exitCode}:\n{gateway.Output}"] };
        Report(books, result);
        if (!books.IsBalanced && options.Keep)
            Say($"see {site.Folder}");
        return books.IsBalanced ? 0 : 1;
    }

    private static int LinesOf(string ledger, string kind) => LedgerReader.Read(ledger).Count(line => line.Kind == kind);

    private static void Say(string text) => Console.WriteLine($"==> {text}");

    private void Report(DemoBooks books, LoadResult result)
    {
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(culture, $"""
            customer   submitted {result.Submitted:N0}, accepted {result.Accepted:N0}
                       rejected {result.Rejected:N0}, unknown {result.Unknown:N0}
                       receipts {result.Receipts:N0}, repeated {result.DuplicateReceipts:N0}, missing {books.Ledgers.ReceiptsMissing:N0}
                       latency ms: p50 {result.Latency.P50:0.0}, p99 {result.Latency.P99:0.0}, max {result.Latency.Max:0.0}
            gateway    sent {books.Sent:N0}, of which {books.Uncertain:N0} again after an answer that the cut took away
                       CDR rows {books.Cdrs:N0}
            carriers   carrier-a {books.CarriedA:N0}, carrier-b {books.CarriedB:N0}
                       twice {books.Ledgers.Duplicated:N0}, at most {books.MostDuplicates:N0}
            lost {books.Lost:N0}, duplicated {books.Duplicated:N0}; {result.Rate:N0} messages/s from the first submit to the last receipt
            """));
        foreach (var complaint in books.Complaints)
            Console.WriteLine($"!!! {complaint}");
        Console.WriteLine(books.IsBalanced ? "the books balance" : "the books do not balance");
        if (!options.Json)
            return;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            submitted = result.Submitted,
            accepted = result.Accepted,
            sent = books.Sent,
            receipts = result.Receipts,
            cdrs = books.Cdrs,
            lost = books.Lost,
            duplicated = books.Duplicated,
            uncertain = books.Uncertain,
            carried_twice = books.Ledgers.Duplicated,
            seconds = Math.Round(result.Seconds, 3),
            rate = result.Rate,
        }));
    }

    /// <summary>Becomes due when so many submits have been answered.</summary>
    private sealed class Cut(long after) : IProgress<LoadProgress>
    {
        private readonly TaskCompletionSource _due = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Due => _due.Task;

        public void Report(LoadProgress value)
        {
            if (value.Answered >= after)
                _due.TrySetResult();
        }
    }

    private sealed class Both(IProgress<LoadProgress> first, IProgress<LoadProgress> second) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}
