using System.Diagnostics;
using HdrHistogram;

namespace Sessions.Throughput;

/// <summary>Latencies of every sixteenth request: reading the clock for each would be a good part of what is measured.</summary>
internal sealed class Samples
{
    private const long Every = 16;
    private const long LongestNanoseconds = 60_000_000_000;

    private readonly LongHistogram _nanoseconds = new(1, LongestNanoseconds, 3);

    /// <summary>The moment for a request that is measured, else 0.</summary>
    public static long Start(long number) => number % Every == 0 ? Stopwatch.GetTimestamp() : 0;

    public void End(long start)
    {
        if (start != 0)
            _nanoseconds.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(start).TotalNanoseconds, 1, LongestNanoseconds));
    }

    public static (double P50Microseconds, double P99Microseconds) Of(IEnumerable<Samples> all)
    {
        var sum = new LongHistogram(1, LongestNanoseconds, 3);
        foreach (var samples in all)
            sum.Add(samples._nanoseconds);
        return (sum.GetValueAtPercentile(50) / 1000.0, sum.GetValueAtPercentile(99) / 1000.0);
    }
}
