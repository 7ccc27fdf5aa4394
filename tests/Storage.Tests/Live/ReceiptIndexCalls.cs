using Smpp.Protocol;
using Storage.Live;

namespace Storage.Tests.Live;

/// <summary>Questions to an index all of whose messages are in memory.</summary>
internal static class ReceiptIndexCalls
{
    public static LiveMessage? Find(this ReceiptIndex index, ReadOnlySpan<byte> id, in Address source, in Address destination)
    {
        var found = index.Find(id, source, destination, out bool isAway);
        Assert.False(isAway);
        return found;
    }

    public static LiveMessage? FindOrPark(
        this ReceiptIndex index, ReadOnlySpan<byte> id, in Address source, in Address destination, ParkedReceipt receipt)
    {
        var found = index.FindOrPark(id, source, destination, receipt, out bool isAway);
        Assert.False(isAway);
        return found;
    }
}
