namespace Smpp.Protocol.Tests.Oracle;

/// <summary>The library as the comparison uses it: a PDU's octets to a record and back.</summary>
internal static class Library
{
    public static bool Reads(CommandId id) =>
        id.IsBind || id is CommandId.SubmitSm or CommandId.DeliverSm or CommandId.SubmitSmResp or CommandId.DeliverSmResp;

    /// <param name="octets">One PDU, its header included.</param>
    /// <param name="written">The octets of the record that was read; null when there is an error.</param>
    public static DecodeError Read(byte[] octets, out byte[]? written)
    {
        PduHeader header = PduHeader.Read(octets);
        ReadOnlySpan<byte> body = octets.AsSpan(PduHeader.Size);
        IPduBody? pdu = null;
        DecodeError error = default;
        switch (header.Id)
        {
            case CommandId.SubmitSm:
                _ = SubmitSm.TryRead(body, out SubmitSm? submit, out error);
                pdu = submit;
                break;
            case CommandId.DeliverSm:
                _ = DeliverSm.TryRead(body, out DeliverSm? deliver, out error);
                pdu = deliver;
                break;
            case CommandId.SubmitSmResp:
                _ = SubmitSmResp.TryRead(body, out SubmitSmResp? resp, out error);
                pdu = resp;
                break;
            case CommandId.DeliverSmResp:
                _ = DeliverSmResp.TryRead(body, out DeliverSmResp? delivered, out error);
                pdu = delivered;
                break;
            case CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver:
                _ = Bind.TryRead(header.Id, body, out Bind? bind, out error);
                pdu = bind;
                break;
            default:
                throw new ArgumentException(header.Id.Name);
        }
        written = pdu is null ? null : Write(header, pdu);
        return error;
    }

    private static byte[] Write(PduHeader header, IPduBody pdu)
    {
        byte[] octets = new byte[PduHeader.Size + pdu.BodyLength];
        (header with { Id = pdu.Id, Length = (uint)octets.Length }).Write(octets);
        pdu.WriteBody(octets.AsSpan(PduHeader.Size));
        return octets;
    }
}
