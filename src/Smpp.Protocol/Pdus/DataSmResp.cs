namespace Smpp.Protocol;

/// <summary>data_sm_resp (v3.4 §4.7.2, v5.0 §4.2.2.2).</summary>
public sealed record DataSmResp() : MessageIdPdu(CommandId.DataSmResp)
{
    /// <summary>Reads a body; none at all is an empty id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DataSmResp? pdu, out DecodeError error) =>
        TryFill(new DataSmResp(), body.IsEmpty ? NullMessageId : body, out pdu, out error);
}
