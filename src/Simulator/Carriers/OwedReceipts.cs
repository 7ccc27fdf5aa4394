using System.Globalization;
using System.Text;
using Simulator.Ledgers;
using Smpp.Protocol;

namespace Simulator.Carriers;

/// <summary>What a carrier that starts again still owes, by its own ledger.</summary>
internal static class OwedReceipts
{
    /// <summary>The receipts of accepted messages that were never answered for good.</summary>
    public static IReadOnlyList<(string SystemId, PendingReceipt Receipt)> Read(string path)
    {
        var owed = new Dictionary<long, (string SystemId, PendingReceipt Receipt)>();
        foreach (var line in LedgerReader.Read(path))
        {
            switch (line.Kind)
            {
                case "submit" when line.Status == "ESME_ROK" && line.State is not null
                    && MessageState.TryParseWord(Encoding.ASCII.GetBytes(line.State), out var state):
                    owed[line.Number] = (line.SystemId!, new PendingReceipt
                    {
                        Number = line.Number,
                        Source = ParseAddress(line.Source),
                        Destination = ParseAddress(line.Destination),
                        State = state,
                    });
                    break;
                case "receipt-acked" when line.Status is not null && !IsTemporary(line.Status):
                    owed.Remove(line.Number);
                    break;
            }
        }
        return [.. owed.Values];
    }

    private static bool IsTemporary(string status) =>
        status == "lost" || (CommandStatuses.TryParse(status, out var parsed) && parsed.IsTemporary);

    private static Address ParseAddress(string? text)
    {
        var parts = text?.Split('.', 3) ?? [];
        return parts.Length == 3
            && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte ton)
            && byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte npi)
            && Address.TryCreate(
                (TypeOfNumber)ton, (NumberingPlan)npi, Encoding.Latin1.GetBytes(parts[2] == "-" ? "" : parts[2]), out var address)
            ? address
            : default;
    }
}
