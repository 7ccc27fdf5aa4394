using System.Text;
using Smpp.Protocol;

namespace Smpp.Server;

/// <summary>Writes the receipts that ESMEs get: the text of Appendix B, and TLVs (v3.4 Appendix B, v5.0 §4.3.5).</summary>
internal static class EsmeReceipt
{
    /// <summary>The receipt of a message from <paramref name="sender"/> to <paramref name="recipient"/>.</summary>
    public static DeliverSm Of(Address sender, Address recipient, DeliveryReceipt receipt, DateTimeOffset now) => new()
    {
        Source = recipient,
        Destination = sender,
        EsmClass = EsmClassOf(receipt),
        ShortMessage = Text(receipt, now),
        Tlvs = Tlvs(receipt),
    };

    /// <summary>The same in a data_sm, which alone has room for addresses of more than 20 octets.</summary>
    public static DataSm OfData(LongAddress sender, LongAddress recipient, DeliveryReceipt receipt, DateTimeOffset now) => new()
    {
        Source = recipient,
        Destination = sender,
        EsmClass = EsmClassOf(receipt),
        MessagePayload = Text(receipt, now),
        Tlvs = Tlvs(receipt),
    };

    private static EsmClass EsmClassOf(DeliveryReceipt receipt) =>
        receipt.IsIntermediate ? EsmClass.IntermediateNotification : EsmClass.Receipt;

    private static TlvList Tlvs(DeliveryReceipt receipt)
    {
        var tlvs = new TlvList().Set(StandardTlv.ReceiptedMessageId, receipt.Id).Set(StandardTlv.MessageState, receipt.State);
        return receipt.NetworkError is { } error ? tlvs.Set(StandardTlv.NetworkErrorCode, error) : tlvs;
    }

    private static byte[] Text(DeliveryReceipt receipt, DateTimeOffset now)
    {
        Span<byte> text = stackalloc byte[Receipt.MaxTextLength];
        var done = ToTime(receipt.DoneAt) ?? now;
        string error = receipt.Error.Length > 0 ? receipt.Error : $"{receipt.NetworkError?.Code ?? 0:000}";
        int length = Receipt.WriteText(
            text, Encoding.Latin1.GetBytes(receipt.Id), receipt.Sub ?? 1,
            receipt.Dlvrd ?? (receipt.State == MessageState.Delivered ? 1 : 0), ToTime(receipt.SubmittedAt) ?? done, done, receipt.State,
            Encoding.Latin1.GetBytes(error), Encoding.Latin1.GetBytes(receipt.Text));
        return text[..length].ToArray();
    }

    /// <summary>The digits as they are: the zone is the caller's.</summary>
    private static DateTimeOffset? ToTime(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Unspecified), TimeSpan.Zero) : null;
}
