using System.Diagnostics;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>What asks: connects, keeps the windows full for a time, and says what it saw.</summary>
internal sealed class Customer : IDisposable
{
    private readonly Heartbeat _heartbeat = new(TimeProvider.System);

    public async Task<RunResult> RunAsync(RunOrder order)
    {
        var loads = new ILoad[order.Connections];
        for (int i = 0; i < loads.Length; i++)
        {
            loads[i] = order.Pair switch
            {
                Pair.Echo => new EchoLoad(order.Port, order.Window),
                Pair.TrySend => new TrySendLoad(order.Port, order.Window, _heartbeat),
                _ => new SubmitAsyncLoad(order.Port, order.Window, _heartbeat),
            };
            await loads[i].ConnectAsync();
        }
        var before = Usage.Now();
        long started = Stopwatch.GetTimestamp();
        using (var stop = new CancellationTokenSource(TimeSpan.FromSeconds(order.Seconds)))
            await Task.WhenAll(loads.Select(load => load.RunAsync(stop.Token)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = Usage.Now();
        var (p50, p99) = Samples.Of(loads.Select(load => load.Samples));
        var result = new RunResult(
            loads.Sum(load => load.Answered), elapsed.TotalSeconds, p50, p99,
            new Usage(after.CpuSeconds - before.CpuSeconds, after.Allocated - before.Allocated));
        foreach (var load in loads)
            await load.DisposeAsync();
        return result;
    }

    public void Dispose() => _heartbeat.Dispose();
}
