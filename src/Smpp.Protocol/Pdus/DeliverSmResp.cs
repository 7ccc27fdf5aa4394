namespace Smpp.Protocol;

/// <summary>deliver_sm_resp (v3.4 §4.6.2, v5.0 §4.3.1.2); its message_id is NULL, some peers fill it.</summary>
public sealed record DeliverSmResp() : MessageIdPdu(CommandId.DeliverSmResp)
{
    /// <summary>Reads a body; none at all is an empty id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DeliverSmResp? pdu, out DecodeError error) =>
        TryFill(new DeliverSmResp(), body.IsEmpty ? NullMessageId : body, out pdu, out error);
}
