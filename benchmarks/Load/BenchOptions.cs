using Load.Runs;

namespace Load;

/// <summary>What to measure, and how.</summary>
internal sealed record BenchOptions(string Smpp)
{
    /// <summary>Runs of each figure.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Length of a run.</summary>
    public double Seconds { get; init; } = 3;

    /// <summary>Names of figures, or beginnings of them that end in <c>*</c>; empty for all.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>A few figures, one short run each.</summary>
    public bool Quick { get; init; }

    public bool Syscalls { get; init; } = true;

    /// <summary>Minutes of the figure <c>flat</c>; 0 for none.</summary>
    public int Minutes { get; init; }

    /// <summary>The executable of benchmarks/Sessions, for the echo and the npm pair; null for neither.</summary>
    public string? Sessions { get; init; }

    /// <summary>The folder of the npm package; null for no npm pair.</summary>
    public string? Node { get; init; }

    /// <summary>Where the plots go; null for none.</summary>
    public string? Plots { get; init; }

    /// <summary>The last line is the report.</summary>
    public bool Json { get; init; }

    /// <summary>Length of a run of what has no message to wait for.</summary>
    public double ShortSeconds => Math.Min(1, Seconds);

    public bool Wants(string figure) => Figures.Count == 0
        ? !Quick || Scenarios.IsQuick(figure)
        : Figures.Any(wanted => wanted.EndsWith('*') ? figure.StartsWith(wanted[..^1], StringComparison.Ordinal) : figure == wanted);
}
