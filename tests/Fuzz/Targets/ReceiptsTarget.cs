using System.Buffers;
using System.Text;

namespace Fuzz.Targets;

/// <summary>
/// One octet that says how many octets at the end are TLVs, then the text of a receipt. What was read, written as Appendix B has it, reads
/// the same.
/// </summary>
internal sealed class ReceiptsTarget : IFuzzTarget
{
    private static readonly SearchValues<byte> PlainId = SearchValues.Create("0123456789abcdefABCDEFghijklmnop-_.:="u8);

    private static readonly DateTimeOffset Then = new(2026, 11, 23, 20, 37, 0, TimeSpan.Zero);

    private static readonly ReceiptIdForm[] Forms = Enum.GetValues<ReceiptIdForm>();

    public string Name => "receipts";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "id:", "sub:001 ", "dlvrd:001 ", "submit date:", "done date:", "stat:", "err:", "text:", "Text:", "DELIVRD",
            "UNDELIV", "EXPIRED", "2611232037", "26112320371200", "id:123 stat:DELIVRD", "id:ID:7", "00", "ffffffff", "0x", "-",
            "4294967296", "18446744073709551616", " ", ":",
        }.Select(Encoding.ASCII.GetBytes),
        Encoding.BigEndianUnicode.GetBytes("id:7 stat:DELIVRD"),
        Encoding.Unicode.GetBytes("id:7"),
        [0x00, 0x1E, 0, 3, 0x34, 0x32, 0],
        [0x04, 0x27, 0, 1, 2],
        [0x04, 0x23, 0, 3, 3, 0, 0],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        int tlvs = Math.Min(input[0], input.Length - 1);
        ReadOnlySpan<byte> text = input[1..^tlvs];
        Text(text);
        Hold.That(text.Length > byte.MaxValue || !TlvReader.IsWellFormed(input[^tlvs..], out _) || Delivered(text, input[^tlvs..]));
    }

    private static void Text(ReadOnlySpan<byte> text)
    {
        bool read = Receipt.TryParse(text, out Receipt receipt);
        Hold.That(read == !receipt.Id.IsEmpty);
        _ = ReceiptDates.TryParse(receipt.SubmitDate, out _);
        _ = ReceiptDates.TryParse(receipt.DoneDate, out _);
        if (!read)
            return;
        Ids(receipt.Id);
        if (receipt.Id.Length > ReceiptIds.MaxLength || receipt.Id.ContainsAnyExcept(PlainId))
            return;
        Span<byte> written = stackalloc byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(
            written, receipt.Id, receipt.Sub ?? 0, receipt.Dlvrd ?? 0, Then, Then, receipt.State, "000"u8, receipt.Text);
        Hold.That(Receipt.TryParse(written[..length], out Receipt again));
        Hold.Same(receipt.Id, again.Id);
        Hold.That(again.State == receipt.State);
        Hold.Same("2611232037"u8, again.SubmitDate);
    }

    private static void Ids(ReadOnlySpan<byte> id)
    {
        if (id.Length > ReceiptIds.MaxLength)
            return;
        Span<byte> canonical = stackalloc byte[id.Length];
        foreach (ReceiptIdForm form in Forms)
        {
            int length = ReceiptIds.Normalize(id, form, canonical);
            Hold.That(length >= 0 && length <= id.Length);
        }
        Span<byte> number = stackalloc byte[ReceiptIds.MaxLength];
        if (!ReceiptIds.TryHexToDecimal(id, number, out int digits))
            return;
        Span<byte> fromHex = stackalloc byte[ReceiptIds.MaxLength];
        Span<byte> fromDecimal = stackalloc byte[ReceiptIds.MaxLength];
        int one = ReceiptIds.Normalize(id, ReceiptIdForm.Hex, fromHex);
        int other = ReceiptIds.Normalize(number[..digits], ReceiptIdForm.Decimal, fromDecimal);
        Hold.Same(fromHex[..one], fromDecimal[..other]);
    }

    private static bool Delivered(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tlvs)
    {
        var view = new MessageView(CommandId.DeliverSm) { EsmClass = (EsmClass)4, ShortMessage = text, TlvBytes = tlvs };
        bool read = Receipt.TryRead(view, out Receipt receipt);
        if (view.Tlvs.TryGetByte(TlvTag.MessageState, out byte state))
            Hold.That(receipt.HasState && receipt.State == (MessageState)state);
        if (view.Tlvs.TryGetCString(TlvTag.ReceiptedMessageId, out ReadOnlySpan<byte> id) && !id.IsEmpty)
            Hold.Same(id, receipt.Id);
        bool owned = DeliveryReceipt.TryRead(view, out DeliveryReceipt? record);
        Hold.That(owned == read && owned == record is not null);
        return read == !receipt.Id.IsEmpty;
    }
}
