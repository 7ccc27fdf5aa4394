namespace Smpp.Protocol;

/// <summary>submit_sm_resp (v3.4 §4.4.2, v5.0 §4.2.1.2): the message centre's id of an accepted message.</summary>
public sealed record SubmitSmResp() : MessageIdPdu(CommandId.SubmitSmResp)
{
    /// <summary>Reads a body; none at all is an empty id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitSmResp? pdu, out DecodeError error) =>
        TryFill(new SubmitSmResp(), body.IsEmpty ? NullMessageId : body, out pdu, out error);
}
