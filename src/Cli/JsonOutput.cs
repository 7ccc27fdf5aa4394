using System.Text.Json.Serialization;
using Simulator.Carriers;

namespace Cli;

/// <summary>What verbs print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CarrierCounts))]
[JsonSerializable(typeof(SendReport))]
internal sealed partial class JsonOutput : JsonSerializerContext;
