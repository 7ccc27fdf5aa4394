using System.Runtime.CompilerServices;
using Smpp.Protocol;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// Writes the deliver_sm that tells a customer what became of its message: Appendix B text under our own id, addresses
/// swapped (v3.4 §2.11), and the receipt TLVs.
/// </summary>
internal static class CustomerReceipt
{
    private const int MostTlvOctets = 96;
    private const int MostUserData = 255;

    /// <summary>The room that one takes at most.</summary>
    public const int MostOctets = Receipt.MaxTextLength + MostUserData;

    [SkipLocalsInit]
    public static int Write(
        LiveMessage message, EsmClass esmClass, MessageState state, scoped ReadOnlySpan<byte> error, scoped ReadOnlySpan<byte> text,
        DateTimeOffset done, Span<byte> body)
    {
        Span<byte> id = stackalloc byte[MessageIds.TextLength];
        id = id[..CustomerId.Format(message, id)];
        Span<byte> receipt = stackalloc byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(
            receipt, id, sub: 1, dlvrd: state == MessageState.Delivered ? 1 : 0, NodeStore.ToTime(message.SubmittedAt), done, state,
            error.IsEmpty ? "000"u8 : error, text);
        Span<byte> tlvs = stackalloc byte[MostTlvOctets];
        int written = 0;
        if (!message.Flags.HasFlag(EventFlags.ShortId))
        {
            written = TlvWriter.WriteCString(tlvs, TlvTag.ReceiptedMessageId, id);
            written += TlvWriter.WriteByte(tlvs[written..], TlvTag.MessageState, (byte)state);
        }
        var deliver = new MessageView(CommandId.DeliverSm)
        {
            Source = message.Destination,
            Destination = message.Source,
            EsmClass = esmClass,
            ShortMessage = receipt[..length],
            TlvBytes = tlvs[..written],
        };
        deliver.WriteBody(body[..deliver.BodyLength]);
        return deliver.BodyLength;
    }
}
