namespace Fuzz.Targets;

/// <summary>
/// A header and a body: to a record, back to octets, and to the same record again; by the layout alone, to the letter, and with
/// everything tolerated.
/// </summary>
internal sealed class PduTarget : IFuzzTarget
{
    public string Name => "pdu";

    public IReadOnlyList<byte[]> Words => PduWords.All;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < PduHeader.Size)
            return;
        PduHeader header = PduHeader.Read(input);
        ReadOnlySpan<byte> body = input[PduHeader.Size..];

        bool read = Pdu.TryRead(header, body, out Pdu? pdu, out DecodeError error);
        Judge(read, pdu, error, body.Length);
        if (pdu is not null)
        {
            byte[] written = Written(pdu);
            if (pdu is not EmptyPdu && body.Length > 0)
                Hold.Same(body, written);
            Hold.That(Pdu.TryRead(header, written, out Pdu? again, out _) && pdu.Equals(again));
            Hold.That(pdu.ToString().Length > 0);
        }
        Views(header, body, error);

        bool strictly = Pdu.TryRead(header, body, DecodeRules.Strict, out Pdu? strict, out DecodeReport report);
        Judge(strictly, strict, report.Error, body.Length);
        Hold.That(!strictly || (report.Used == Leniency.None && pdu is not null && pdu.Equals(strict)));

        bool tolerated = Pdu.TryRead(header, body, DecodeRules.Tolerant, out Pdu? tolerant, out report);
        Judge(tolerated, tolerant, report.Error, body.Length);
        Hold.That(tolerated || !strictly);
        if (tolerated && report.Used == Leniency.None)
            Hold.That(strictly && tolerant!.Equals(strict));
        if (tolerant is not null)
            Hold.That(Pdu.TryRead(header, Written(tolerant), DecodeRules.Tolerant, out Pdu? again, out _) && tolerant.Equals(again));
    }

    private static void Judge(bool read, Pdu? pdu, DecodeError error, int length)
    {
        Hold.That(read == pdu is not null);
        Hold.That(read == (error == default));
        Hold.That(error.Offset >= 0 && error.Offset <= length);
        Hold.That(read || (error.Field != PduField.None && error.Fault != DecodeFault.None));
        _ = error.ToStatus();
    }

    private static byte[] Written(Pdu pdu)
    {
        byte[] written = new byte[pdu.BodyLength];
        pdu.WriteBody(written);
        return written;
    }

    /// <summary>The views of the hot path find the same fault or none.</summary>
    private static void Views(PduHeader header, ReadOnlySpan<byte> body, DecodeError expected)
    {
        if (header.Id is CommandId.SubmitSm or CommandId.DeliverSm)
        {
            Hold.That(MessageView.TryRead(header.Id, body, out MessageView view, out DecodeError error) == (error == default));
            Hold.That(error == expected);
            Hold.Inside(view.ShortMessage, body);
            Hold.Inside(view.TlvBytes, body);
            Hold.Inside(view.UserData, body);
            bool strict = DecodeRules.Strict.TryCheck(view, out DecodeReport report);
            Hold.That(strict == (report.Error == default));
        }
        if (header.Id is CommandId.SubmitSmResp or CommandId.DeliverSmResp or CommandId.DataSmResp)
        {
            _ = MessageIdBody.TryRead(header.Id, body, out MessageIdBody view, out DecodeError error);
            Hold.That(header.Status != CommandStatus.Ok || error == expected);
            Hold.Inside(view.MessageId, body);
        }
    }
}
