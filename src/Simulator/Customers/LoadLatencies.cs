using HdrHistogram;

namespace Simulator.Customers;

/// <summary>
/// How long answers took. Each thread counts in a histogram of its own, not each session: hundreds of them, a quarter of a megabyte each,
/// are more than the processor's caches hold.
/// </summary>
internal sealed class LoadLatencies : IDisposable
{
    private const long LongestMicroseconds = 3_600_000_000;
    private const int Digits = 3;

    private readonly ThreadLocal<LongHistogram> _ofThreads = new(New, trackAllValues: true);

    public void Record(long microseconds) => _ofThreads.Value!.RecordValue(Math.Clamp(microseconds, 1, LongestMicroseconds));

    /// <summary>All of them together, once nobody records any more.</summary>
    public LongHistogram Sum()
    {
        var sum = New();
        foreach (var latencies in _ofThreads.Values)
            sum.Add(latencies);
        return sum;
    }

    public void Dispose() => _ofThreads.Dispose();

    private static LongHistogram New() => new(1, LongestMicroseconds, Digits);
}
