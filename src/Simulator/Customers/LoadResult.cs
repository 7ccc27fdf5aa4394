using System.Text.Json.Serialization;

namespace Simulator.Customers;

/// <summary>Percentiles of the time from submit_sm to its response, in milliseconds.</summary>
/// <param name="P50">Median.</param>
/// <param name="P90">90 %.</param>
/// <param name="P99">99 %.</param>
/// <param name="P999">99.9 %.</param>
/// <param name="Max">The longest.</param>
public sealed record LoadLatency(double P50, double P90, double P99, double P999, double Max);

/// <summary>What came of a load.</summary>
public sealed record LoadResult
{
    /// <summary>Submits sent.</summary>
    public long Submitted { get; init; }

    /// <summary>Submits answered ESME_ROK.</summary>
    public long Accepted { get; init; }

    /// <summary>Submits answered with an error.</summary>
    public long Rejected { get; init; }

    /// <summary>Submits without an answer: the message centre may have them or not.</summary>
    public long Unknown { get; init; }

    /// <summary>Messages whose receipt came.</summary>
    public long Receipts { get; init; }

    /// <summary>Receipts beyond the first of a message.</summary>
    public long DuplicateReceipts { get; init; }

    /// <summary>Receipts for ids that no response gave.</summary>
    public long UnknownReceipts { get; init; }

    /// <summary>Mobile-originated messages that came.</summary>
    public long Originated { get; init; }

    /// <summary>Time from the first submit to the last event waited for: a response, or a receipt where those are waited for.</summary>
    public double Seconds { get; init; }

    /// <summary>Accepted messages a second over <see cref="Seconds"/>.</summary>
    public double Rate { get; init; }

    /// <summary>Answered submits a second, from the first submit to the last response.</summary>
    public double SubmitRate { get; init; }

    /// <summary>Time from submit_sm to response; from when it should have been sent, in an open loop.</summary>
    [JsonPropertyName("latency_ms")]
    public LoadLatency Latency { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>Processor time of this process from the first submit to the last event waited for.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>Error statuses and how often each came.</summary>
    public IReadOnlyDictionary<string, long> Statuses { get; init; } = new Dictionary<string, long>();

    /// <summary>Why the run ended before it was done, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Everything that was submitted was accepted, and every receipt that was waited for came.</summary>
    [JsonIgnore]
    public bool IsComplete { get; init; }
}

/// <summary>Writes a <see cref="LoadResult"/> in one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoadResult))]
public sealed partial class LoadJson : JsonSerializerContext;
