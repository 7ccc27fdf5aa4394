using System.Text.Json.Serialization;

namespace Load;

/// <summary>What bound idle sessions cost the message centre's process.</summary>
internal sealed record IdleFigure(int Sessions, double ResidentMebi, double EmptyMebi, double PercentOfCore, double EnquireLinksPerSecond);

/// <summary>How fast customers bind, so many at once, after the first has cost the password's hash: the median of the runs.</summary>
internal sealed record BindFigure(int Binds, int AtOnce, double PerSecond, IReadOnlyList<double> PerSecondRuns, double CpuMicroseconds);

/// <summary>The figures of many sessions, and what they were measured on.</summary>
internal sealed record ScaleReport(
    string Commit, string Processor, int Cores, string Runtime, string LoadBefore, IdleFigure Idle, BindFigure Bind);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScaleReport))]
internal sealed partial class ScaleJson : JsonSerializerContext;
