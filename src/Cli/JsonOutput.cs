using System.Text.Json;
using System.Text.Json.Serialization;
using Cli.Verbs;
using Simulator.Carriers;
using Storage.Audit;
using Storage.Cdr;
using Storage.Inspection;

namespace Cli;

/// <summary>What verbs print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(FaultWords)])]
[JsonSerializable(typeof(AuditOutput))]
[JsonSerializable(typeof(CarrierCounts))]
[JsonSerializable(typeof(SendReport))]
[JsonSerializable(typeof(CdrRecord))]
[JsonSerializable(typeof(CdrSum))]
[JsonSerializable(typeof(CdrTotal))]
[JsonSerializable(typeof(JournalReport))]
[JsonSerializable(typeof(RepairReport))]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(TopOutput))]
internal sealed partial class JsonOutput : JsonSerializerContext;

/// <summary>Faults of an audit as words, such as <c>receipt_lost</c>.</summary>
internal sealed class FaultWords() : JsonStringEnumConverter<AuditFault>(JsonNamingPolicy.SnakeCaseLower);
