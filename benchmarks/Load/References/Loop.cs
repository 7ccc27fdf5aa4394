using System.Diagnostics;
using Load.Figures;

namespace Load.References;

/// <summary>Repeats a piece of work in this process for a time, and says what one operation of it takes.</summary>
internal static class Loop
{
    /// <param name="name">The figure's name.</param>
    /// <param name="text">What it is.</param>
    /// <param name="runs">Runs that count, after one that does not.</param>
    /// <param name="seconds">Length of each.</param>
    /// <param name="batch">Does some work; returns how many operations that was.</param>
    public static Figure Measure(string name, string text, int runs, double seconds, Func<int> batch)
    {
        Run(seconds, batch);
        var measured = Enumerable.Range(0, runs).Select(_ => Run(seconds, batch)).ToArray();
        return new Figure(name, text, new Dictionary<string, Measure>
        {
            [Quantity.Rate] = Load.Figures.Measure.Of(measured.Select(run => run.Operations / run.Seconds)),
            [Quantity.Nanoseconds] = Load.Figures.Measure.Of(measured.Select(run => run.Seconds * 1e9 / run.Operations)),
            [Quantity.Cpu] = Load.Figures.Measure.Of(measured.Select(run => run.CpuSeconds * 1e6 / run.Operations)),
        });
    }

    private static (long Operations, double Seconds, double CpuSeconds) Run(double seconds, Func<int> batch)
    {
        var processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp(), operations = 0;
        TimeSpan elapsed;
        do
        {
            operations += batch();
            elapsed = Stopwatch.GetElapsedTime(started);
        }
        while (elapsed.TotalSeconds < seconds);
        return (operations, elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
