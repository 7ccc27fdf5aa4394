using System.Text.Json.Serialization;
using Measuring;

namespace Store;

/// <summary>One figure: medians over its runs, and the rates of all of them in their order; what it does not know is null.</summary>
internal sealed record Figure
{
    /// <summary>life, accept, recovery, index or audit.</summary>
    public required string Group { get; init; }

    /// <summary>What was measured; a reference says so.</summary>
    public required string Name { get; init; }

    /// <summary>Messages of a batch.</summary>
    public int? Batch { get; init; }

    /// <summary>Messages, records or entries a second.</summary>
    public required double Rate { get; init; }

    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Processor time for one of them, of all threads.</summary>
    public double? CpuMicroseconds { get; init; }

    public double? P50Milliseconds { get; init; }

    public double? P99Milliseconds { get; init; }

    /// <summary>Read from the disk or from what the system keeps of it, 10^9 octets a second.</summary>
    public double? GigaoctetsPerSecond { get; init; }

    /// <summary>From the start of the process until it could serve.</summary>
    public double? ReadySeconds { get; init; }

    /// <summary>The most resident memory of the process.</summary>
    public double? ResidentMebi { get; init; }

    /// <summary>Resident memory for one entry after a collection, without what the process had before.</summary>
    public double? OctetsEach { get; init; }

    public double? AddNanoseconds { get; init; }

    public double? TakeNanoseconds { get; init; }
}

/// <summary>What one run saw: so many things in so many seconds, and whatever else it knows.</summary>
internal sealed record RunResult
{
    public required long Count { get; init; }

    public required double Seconds { get; init; }

    public double CpuSeconds { get; init; }

    public double? P50Milliseconds { get; init; }

    public double? P99Milliseconds { get; init; }

    public long? Octets { get; init; }

    public double? ReadySeconds { get; init; }

    public double? ResidentMebi { get; init; }

    public double? OctetsEach { get; init; }

    public double? AddNanoseconds { get; init; }

    public double? TakeNanoseconds { get; init; }

    public static Figure Median(string group, string name, int? batch, IReadOnlyList<RunResult> runs)
    {
        double? Of(Func<RunResult, double?> value)
        {
            double[] known = [.. runs.Select(value).OfType<double>()];
            return known.Length == 0 ? null : Middle.Of(known);
        }
        return new Figure
        {
            Group = group,
            Name = name,
            Batch = batch,
            Rate = Of(run => run.Count / run.Seconds) ?? 0,
            Rates = [.. runs.Select(run => Math.Round(run.Count / run.Seconds))],
            CpuMicroseconds = Of(run => run.CpuSeconds * 1e6 / run.Count),
            P50Milliseconds = Of(run => run.P50Milliseconds),
            P99Milliseconds = Of(run => run.P99Milliseconds),
            GigaoctetsPerSecond = Of(run => run.Octets / run.Seconds / 1e9),
            ReadySeconds = Of(run => run.ReadySeconds),
            ResidentMebi = Of(run => run.ResidentMebi),
            OctetsEach = Of(run => run.OctetsEach),
            AddNanoseconds = Of(run => run.AddNanoseconds),
            TakeNanoseconds = Of(run => run.TakeNanoseconds),
        };
    }
}

/// <summary>All figures of one run of the suite, and what they were measured on.</summary>
internal sealed record StoreReport(
    string Commit, string Processor, int Cores, string Runtime, int Runs, string LoadBefore, string LoadAfter,
    IReadOnlyList<Figure> Figures);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoreReport))]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class FigureJson : JsonSerializerContext;
