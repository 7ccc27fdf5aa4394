using System.Text.Json.Serialization;
using Simulator.Carriers;
using Storage.Cdr;

namespace Cli;

/// <summary>What verbs print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CarrierCounts))]
[JsonSerializable(typeof(SendReport))]
[JsonSerializable(typeof(CdrRecord))]
[JsonSerializable(typeof(IReadOnlyList<CdrTotal>))]
internal sealed partial class JsonOutput : JsonSerializerContext;
