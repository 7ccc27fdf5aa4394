namespace Smpp.Protocol;

/// <summary>deliver_sm_resp (v3.4 §4.6.2, v5.0 §4.3.1.2): its message_id is empty.</summary>
public sealed record DeliverSmResp() : MessageIdPdu(CommandId.DeliverSmResp)
{
    /// <summary>Reads a body through <see cref="MessageIdBody"/> and copies it; no body at all is an empty message_id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DeliverSmResp? pdu, out DecodeError error) =>
        TryFill(new DeliverSmResp(), body, out pdu, out error);
}
