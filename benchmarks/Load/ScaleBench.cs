using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Measuring;
using Shared;

namespace Load;

/// <summary>
/// How many sessions one process bears: the memory and the processor that idle bound sessions cost a message centre, and how fast
/// customers bind again after all of them were cut off. The message centre is a process of its own.
/// </summary>
internal sealed class ScaleBench(int sessions, TimeSpan idle, int binds, int runs, bool json)
{
    private const int BindersAtOnce = 64;
    private const double Mebi = 1024 * 1024;

    private static readonly TimeSpan EnquireLink = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync()
    {
        try
        {
            string loadBefore = Machine.Load;
            var report = new ScaleReport(
                Machine.Commit(), Machine.Processor, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, loadBefore,
                await IdleAsync(), await BindRateAsync());
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(report, ScaleJson.Default.ScaleReport));
            return 0;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private async Task<IdleFigure> IdleAsync()
    {
        await using var server = Start(out var ready);
        var endPoint = await ready;
        var empty = ResidentOctets(server);
        var peers = new ScalePeer[sessions];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, sessions), new ParallelOptions { MaxDegreeOfParallelism = BindersAtOnce },
            async (i, _) => await (peers[i] = new ScalePeer()).BindAsync(endPoint, i));
        foreach (var peer in peers)
            _ = peer.AnswerAsync();
        // One round of enquire_links belongs to what is warmed up.
        await Task.Delay(EnquireLink);
        int enquiries = peers.Sum(peer => peer.Enquiries);
        var processor = ProcessorTime(server);
        long started = Stopwatch.GetTimestamp();
        await Task.Delay(idle);
        var elapsed = Stopwatch.GetElapsedTime(started);
        double share = (ProcessorTime(server) - processor) / elapsed;
        double rate = (peers.Sum(peer => peer.Enquiries) - enquiries) / elapsed.TotalSeconds;
        var figure = new IdleFigure(sessions, ResidentOctets(server) / Mebi, empty / Mebi, 100 * share, rate);
        Say($"{sessions:N0} bound idle sessions: {figure.ResidentMebi:0.0} MiB resident, {figure.EmptyMebi:0.0} MiB without any");
        Say($"they take {figure.PercentOfCore:0.0} % of a core with {rate:N0} enquire_links a second");
        foreach (var peer in peers)
            peer.Dispose();
        return figure;
    }

    private async Task<BindFigure> BindRateAsync()
    {
        await using var server = Start(out var ready);
        var endPoint = await ready;
        // The first bind costs the hash.
        using (var first = new ScalePeer())
            await first.BindAsync(endPoint, 0);
        var rates = new double[runs];
        var costs = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            var processor = ProcessorTime(server);
            long started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, binds), new ParallelOptions { MaxDegreeOfParallelism = BindersAtOnce },
                async (i, _) =>
                {
                    using var peer = new ScalePeer();
                    await peer.BindAsync(endPoint, i);
                });
            rates[run] = Math.Round(binds / Stopwatch.GetElapsedTime(started).TotalSeconds);
            costs[run] = (ProcessorTime(server) - processor).TotalMicroseconds / binds;
        }
        var figure = new BindFigure(binds, BindersAtOnce, Middle.Of(rates), rates, Middle.Of(costs));
        Say($"{figure.PerSecond:N0} binds a second ({rates.Min():N0} to {rates.Max():N0}): connect, bind, bind_resp, close");
        Say($"{BindersAtOnce} at once, the median of {runs} runs");
        Say($"each takes {figure.CpuMicroseconds:0.0} us of the message centre's processor");
        return figure;
    }

    private static ChildProcess Start(out Task<IPEndPoint> ready)
    {
        var server = ChildProcess.StartProgram(
            Environment.ProcessPath!, ["scale-server", "--enquire-link", EnquireLink.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        ready = ReadyAsync();
        return server;

        async Task<IPEndPoint> ReadyAsync()
        {
            await Until.Async(() => server.Lines.Any(line => line.StartsWith("ready ", StringComparison.Ordinal)));
            return IPEndPoint.Parse(server.Lines.First(line => line.StartsWith("ready ", StringComparison.Ordinal))[6..]);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static TimeSpan ProcessorTime(ChildProcess process)
    {
        using var found = Process.GetProcessById(process.Id);
        return found.TotalProcessorTime;
    }

    private static double ResidentOctets(ChildProcess process)
    {
        using var found = Process.GetProcessById(process.Id);
        return found.WorkingSet64;
    }
}
