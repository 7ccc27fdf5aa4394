using BenchmarkDotNet.Attributes;
using Smpp.Protocol;

namespace Micro;

/// <summary>The codec on the PDU that the peers' figures are for: a submit_sm with 12-digit addresses and 100 octets of text.</summary>
public class CodecBenchmarks
{
    private readonly byte[] _submit = new byte[256];
    private readonly byte[] _target = new byte[512];
    private readonly byte[] _text = new byte[100];
    private readonly Address _source = Address.Parse("+447700900001");
    private readonly Address _destination = Address.Parse("+447700900123");
    private byte[] _receipt = [];
    private byte[] _receiptText = [];
    private int _submitLength;

    [GlobalSetup]
    public void Prepare()
    {
        _text.AsSpan().Fill((byte)'x');
        _submitLength = Encode(_submit);
        byte[] text = new byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(text, "0123456789"u8, 1, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
            MessageState.Delivered, "000"u8, "Hello world, this is"u8);
        _receiptText = text[..length];
        byte[] tlvs = new byte[20];
        int tlvLength = TlvWriter.WriteCString(tlvs, TlvTag.ReceiptedMessageId, "0123456789"u8);
        tlvLength += TlvWriter.WriteByte(tlvs.AsSpan(tlvLength), TlvTag.MessageState, (byte)MessageState.Delivered);
        var deliver = new MessageView(CommandId.DeliverSm)
        {
            Source = _destination,
            Destination = _source,
            EsmClass = EsmClass.Receipt,
            ShortMessage = text.AsSpan(0, length),
            TlvBytes = tlvs.AsSpan(0, tlvLength),
        };
        _receipt = new byte[deliver.BodyLength];
        deliver.WriteBody(_receipt);
    }

    /// <summary>What touching the octets of the submit_sm costs at the least.</summary>
    [Benchmark(Baseline = true)]
    public int CopySubmit()
    {
        _submit.AsSpan(0, _submitLength).CopyTo(_target);
        return _target[0];
    }

    [Benchmark]
    public int FrameAndViewSubmit()
    {
        PduFramer.TryRead(_submit, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body);
        MessageView.TryRead(header.Id, body, out MessageView view, out _);
        return view.ShortMessage.Length + (int)view.DataCoding;
    }

    [Benchmark]
    public int EncodeSubmit() => Encode(_target);

    [Benchmark]
    public SubmitSm? DecodeSubmitRecord()
    {
        PduFramer.TryRead(_submit, PduFramer.DefaultMaxLength, out _, out ReadOnlySpan<byte> body);
        SubmitSm.TryRead(body, out SubmitSm? pdu, out _);
        return pdu;
    }

    [Benchmark]
    public Pdu? DecodeAnyRecordByTheRules()
    {
        PduFramer.TryRead(_submit, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body);
        Pdu.TryRead(header, body, DecodeRules.Tolerant, out Pdu? pdu, out _);
        return pdu;
    }

    [Benchmark]
    public int RelaySubmitWithChanges()
    {
        PduFramer.TryRead(_submit, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body);
        MessageView.TryRead(header.Id, body, out MessageView view, out _);
        MessageView relayed = view with { Source = _destination, RegisteredDelivery = RegisteredDelivery.SuccessOrFailure };
        return Write(relayed, _target);
    }

    [Benchmark]
    public int ViewAndParseReceipt()
    {
        MessageView.TryRead(CommandId.DeliverSm, _receipt, out MessageView view, out _);
        Receipt.TryRead(view, out Receipt receipt);
        return receipt.Id.Length + (int)receipt.State;
    }

    /// <summary>What touching the octets of the receipt costs at the least.</summary>
    [Benchmark]
    public int CopyReceipt()
    {
        _receipt.CopyTo(_target.AsSpan());
        return _target[0];
    }

    [Benchmark]
    public int ParseReceiptText()
    {
        _ = Receipt.TryParse(_receiptText, out Receipt receipt);
        return receipt.Id.Length + (int)receipt.State;
    }

    [Benchmark]
    public int WriteReceiptText() => Receipt.WriteText(_target, "0123456789"u8, 1, 1, DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch, MessageState.Delivered, "000"u8, "Hello world, this is"u8);

    [Benchmark]
    public int NormalizeDecimalId() => ReceiptIds.Normalize("9308878062554710043"u8, ReceiptIdForm.Decimal, _target);

    private int Encode(Span<byte> target) => Write(
        new MessageView(CommandId.SubmitSm)
        {
            Source = _source,
            Destination = _destination,
            RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
            ShortMessage = _text,
        },
        target);

    private static int Write(scoped in MessageView view, Span<byte> target)
    {
        int body = view.BodyLength;
        new PduHeader((uint)(PduHeader.Size + body), view.Id, CommandStatus.Ok, 1).Write(target);
        view.WriteBody(target.Slice(PduHeader.Size, body));
        return PduHeader.Size + body;
    }
}
