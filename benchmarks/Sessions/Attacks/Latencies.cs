using System.Diagnostics;

namespace Sessions.Attacks;

/// <summary>The latencies of a phase, each by the moment from which it counts.</summary>
internal sealed class Latencies
{
    private static readonly long Slice = Stopwatch.Frequency / HonestResult.SlicesPerSecond;

    private readonly List<(long From, double Microseconds)> _all = new(HonestSessions.MessagesPerSecond * 10);

    public int Count => _all.Count;

    public void Clear() => _all.Clear();

    public void Record(long from, long to) => _all.Add((from, Stopwatch.GetElapsedTime(from, to).TotalMicroseconds));

    /// <summary>What so many of a hundred are not above; 0 of none.</summary>
    public double Percentile(double percent) => Percentile([.. _all.Select(latency => latency.Microseconds).Order()], percent);

    /// <summary>That of each slice of the phase, but for the last when it was cut short.</summary>
    /// <param name="percent">What so many of a hundred are not above.</param>
    /// <param name="begun">When the phase began.</param>
    /// <param name="ended">When it ended.</param>
    public double[] PercentileOfSlices(double percent, long begun, long ended)
    {
        long whole = (ended - begun) / Slice;
        return
        [
            .. _all.GroupBy(latency => (latency.From - begun) / Slice).Where(slice => slice.Key < whole).OrderBy(slice => slice.Key)
                .Select(slice => Percentile([.. slice.Select(latency => latency.Microseconds).Order()], percent)),
        ];
    }

    private static double Percentile(double[] sorted, double percent) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(sorted.Length * percent / 100) - 1];
}
