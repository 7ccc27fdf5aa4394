using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Measuring;

namespace Load.Figures;

/// <summary>All figures of one run of the benchmark, and what they were measured on.</summary>
internal sealed record Report(
    string Commit, string Processor, int Cores, string Runtime, string Kernel, int Runs, double Seconds,
    string LoadBefore, string LoadAfter, IReadOnlyList<Figure> Figures, IReadOnlyList<Rung> Ladder)
{
    public static Report Of(int runs, double seconds, string loadBefore, IReadOnlyList<Figure> figures) => new(
        Machine.Commit(), Machine.Processor, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription,
        Environment.OSVersion.Version.ToString(), runs, seconds, loadBefore, Machine.Load, figures, Load.Figures.Ladder.Of(figures));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(Figure))]
internal sealed partial class ReportJson : JsonSerializerContext;
