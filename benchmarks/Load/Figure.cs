using System.Text.Json.Serialization;
using Simulator.Customers;

namespace Load;

/// <summary>One figure: the median of its runs by rate, and that run's latencies.</summary>
internal sealed record Figure
{
    public required string Name { get; init; }

    public required int Binds { get; init; }

    public required int Window { get; init; }

    /// <summary>Messages of each run.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages a second, the median of the runs.</summary>
    public required double Rate { get; init; }

    /// <summary>Messages a second of all runs, in their order.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Time from submit_sm to its response, in milliseconds.</summary>
    public required double P50 { get; init; }

    public required double P99 { get; init; }

    /// <summary>Processor time of the message centre for one message, in microseconds, the median of the runs.</summary>
    public required double CpuMicroseconds { get; init; }

    /// <summary>Time from the last receipt to the last CDR row, in seconds, the median; null where there are no CDRs.</summary>
    public double? CdrSeconds { get; init; }

    public static Figure Of(string name, int binds, int window, IReadOnlyList<BenchRun> runs)
    {
        var median = runs.OrderBy(run => run.Result.Rate).ElementAt(runs.Count / 2).Result;
        return new Figure
        {
            Name = name,
            Binds = binds,
            Window = window,
            Messages = median.Submitted,
            Rate = median.Rate,
            Rates = [.. runs.Select(run => run.Result.Rate)],
            P50 = median.Latency.P50,
            P99 = median.Latency.P99,
            CpuMicroseconds = Median(runs.Select(run => run.Cpu.TotalMicroseconds / run.Result.Submitted)),
            CdrSeconds = runs[0].CdrLag is null ? null : Median(runs.Select(run => run.CdrLag!.Value.TotalSeconds)),
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Math.Round(sorted[sorted.Length / 2], 3);
    }
}

/// <summary>One run of a figure.</summary>
/// <param name="Result">What the customer saw.</param>
/// <param name="Cpu">Processor time that the message centre took.</param>
/// <param name="CdrLag">Time from the last receipt to the last CDR row.</param>
internal readonly record struct BenchRun(LoadResult Result, TimeSpan Cpu, TimeSpan? CdrLag);

/// <summary>All figures of one run of the benchmark, and what they were measured on.</summary>
internal sealed record BenchReport(string Version, string Processor, int Cores, IReadOnlyList<Figure> Figures);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
