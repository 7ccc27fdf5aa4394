namespace Smpp.Protocol;

/// <summary>submit_sm_resp (v3.4 §4.4.2, v5.0 §4.2.1.2): the id that the message centre gave the message.</summary>
public sealed record SubmitSmResp() : MessageIdPdu(CommandId.SubmitSmResp)
{
    /// <summary>Reads a body through <see cref="MessageIdBody"/> and copies it; no body at all is an empty message_id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitSmResp? pdu, out DecodeError error) =>
        TryFill(new SubmitSmResp(), body, out pdu, out error);
}
