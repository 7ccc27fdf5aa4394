using System.Net;

namespace Simulator.Carriers;

/// <summary>One simulated carrier.</summary>
public sealed record CarrierOptions
{
    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>How it behaves.</summary>
    public required CarrierProfile Profile { get; init; }

    /// <summary>Decides every chance: the n-th submit of a carrier meets the same fate under the same seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Its ledger, or null for none. One that exists is continued: receipts it still owes are sent.</summary>
    public string? Ledger { get; init; }

    /// <summary>Unanswered deliver_sm a session.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Receipts that may be owed to one system_id at once; further submits that ask for one get ESME_RMSGQFUL.</summary>
    public int PendingReceipts { get; init; } = 1_000_000;

    /// <summary>Its system_id in bind responses.</summary>
    public string SystemId { get; init; } = "carrier";
}

/// <summary>What a carrier has done so far.</summary>
/// <param name="Submits">submit_sm received.</param>
/// <param name="Accepted">Of these, those accepted.</param>
/// <param name="Refused">Those answered with an error status, throttled ones included.</param>
/// <param name="Throttled">Those answered ESME_RTHROTTLED.</param>
/// <param name="Muted">Those never answered.</param>
/// <param name="Receipts">Receipts sent, repeated ones included.</param>
/// <param name="ReceiptsAcked">Receipts answered ESME_ROK.</param>
/// <param name="ReceiptsPending">Receipts still owed.</param>
/// <param name="Originated">Mobile-originated messages sent.</param>
/// <param name="Cut">Sessions cut on purpose.</param>
public readonly record struct CarrierCounts(
    long Submits, long Accepted, long Refused, long Throttled, long Muted, long Receipts, long ReceiptsAcked, long ReceiptsPending,
    long Originated, long Cut);
