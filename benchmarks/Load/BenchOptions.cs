using Load.Runs;

namespace Load;

/// <summary>What to measure, and how.</summary>
/// <param name="Smpp">The executable.</param>
/// <param name="Runs">Runs of each figure.</param>
/// <param name="Seconds">Length of a run.</param>
/// <param name="Figures">Names of figures or beginnings of them that end in <c>*</c>; empty for all.</param>
/// <param name="Quick">Few figures, to see that all works.</param>
/// <param name="Syscalls">Count system calls too.</param>
/// <param name="Json">The last line is the report.</param>
internal sealed record BenchOptions(
    string Smpp, int Runs, double Seconds, IReadOnlyList<string> Figures, bool Quick, bool Syscalls, bool Json)
{
    public bool Wants(string figure) => Figures.Count == 0
        ? !Quick || Scenarios.IsQuick(figure)
        : Figures.Any(wanted => wanted.EndsWith('*') ? figure.StartsWith(wanted[..^1], StringComparison.Ordinal) : figure == wanted);
}
