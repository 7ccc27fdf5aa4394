namespace Smpp.Protocol.Tests;

/// <summary>The paths that every message takes must leave nothing to the garbage collector.</summary>
public class AllocationTests
{
    private const int Rounds = 1_000;

    private static readonly byte[] Submit = Wire.PduOf(new SubmitSm
    {
        Source = Address.Parse("+447700900001"),
        Destination = Address.Parse("+447700900123"),
        RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
        ShortMessage = new byte[100],
        Tlvs = new TlvList().AddUInt16(TlvTag.UserMessageReference, 7),
    });

    private static readonly byte[] Deliver = Wire.Submit(
        "id:0123456789 sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:Hello world"u8,
        new TlvList().AddCString(TlvTag.ReceiptedMessageId, "0123456789").AddByte(TlvTag.MessageState, 2).Encoded.Span,
        esmClass: EsmClass.Receipt);

    private static readonly byte[] Target = new byte[512];

    [Fact]
    public void Framing_and_viewing_a_submit_allocates_nothing() => AllocatesNothing(() =>
    {
        FrameResult result = PduFramer.TryRead(Submit, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body);
        return result == FrameResult.Frame
            && MessageView.TryRead(header.Id, body, out MessageView view, out _)
            && view.UserData.Length == 100;
    });

    [Fact]
    public void Writing_a_changed_view_allocates_nothing() => AllocatesNothing(() =>
    {
        MessageView.TryRead(CommandId.SubmitSm, Submit.AsSpan(PduHeader.Size), out MessageView view, out _);
        MessageView relayed = view with { ServiceType = "WAP"u8, RegisteredDelivery = 0 };
        relayed.WriteBody(Target.AsSpan(0, relayed.BodyLength));
        return Target[0] == 'W';
    });

    [Fact]
    public void Refusing_a_broken_submit_allocates_nothing() => AllocatesNothing(() =>
        !MessageView.TryRead(CommandId.SubmitSm, Submit.AsSpan(PduHeader.Size, 60), out _, out DecodeError error)
            && error.ToStatus() == CommandStatus.InvalidMessageLength);

    [Fact]
    public void Reading_and_writing_a_response_allocates_nothing() => AllocatesNothing(() =>
    {
        var resp = new MessageIdBody(CommandId.SubmitSmResp, "0123456789"u8);
        resp.WriteBody(Target.AsSpan(0, resp.BodyLength));
        return MessageIdBody.TryRead(CommandId.SubmitSmResp, Target.AsSpan(0, resp.BodyLength), out MessageIdBody read, out _)
            && read.MessageId.Length == 10;
    });

    [Fact]
    public void Reading_a_receipt_allocates_nothing() => AllocatesNothing(() =>
        MessageView.TryRead(CommandId.DeliverSm, Deliver, out MessageView view, out _)
            && Receipt.TryRead(view, out Receipt receipt)
            && receipt.State == MessageState.Delivered);

    [Fact]
    public void Writing_a_receipt_with_its_tlvs_allocates_nothing() => AllocatesNothing(() =>
    {
        Span<byte> tlvs = stackalloc byte[100];
        int length = TlvWriter.WriteCString(tlvs, TlvTag.ReceiptedMessageId, "0123456789"u8);
        length += TlvWriter.WriteByte(tlvs[length..], TlvTag.MessageState, 2);
        Span<byte> text = stackalloc byte[Receipt.MaxTextLength];
        int written = Receipt.WriteText(text, "0123456789"u8, 1, 1, default, default, MessageState.Delivered, "000"u8, "Hello"u8);
        var receipt = new MessageView(CommandId.DeliverSm)
        {
            EsmClass = EsmClass.Receipt,
            ShortMessage = text[..written],
            TlvBytes = tlvs[..length],
        };
        receipt.WriteBody(Target.AsSpan(0, receipt.BodyLength));
        return written > 0;
    });

    [Fact]
    public void Bringing_ids_to_their_form_allocates_nothing() => AllocatesNothing(() =>
        ReceiptIds.Normalize("9308878062554710043"u8, ReceiptIdForm.Decimal, Target) == 16
            && ReceiptIds.Normalize("812FC7470000001B"u8, ReceiptIdForm.Hex, Target) == 16
            && ReceiptIds.TryHexToDecimal("812FC7470000001B"u8, Target, out _));

    [Fact]
    public void Counting_segments_and_finding_concatenation_allocates_nothing()
    {
        byte[] body = Wire.Submit(default, Wire.Tlv(TlvTag.MessagePayload, new byte[1000]), esmClass: EsmClass.UserDataHeader);
        AllocatesNothing(() =>
            MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _)
                && Segments.Count(view) == 7
                && !Concatenation.TryRead(view, out _));
    }

    [Fact]
    public void Times_allocate_nothing() => AllocatesNothing(() =>
        SmppTime.TryParse("000003000000000R"u8, DateTimeOffset.UnixEpoch, out DateTimeOffset time)
            && SmppTime.WriteAbsolute(Target, time.AddYears(50)) == 16);

    private static void AllocatesNothing(Func<bool> action)
    {
        for (int i = 0; i < Rounds; i++)
            Assert.True(action());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
