namespace Smpp.Protocol;

/// <summary>broadcast_sm_resp (v5.0 §4.4.1.2).</summary>
public sealed record BroadcastSmResp() : MessageIdPdu(CommandId.BroadcastSmResp)
{
    /// <summary>Reads a body; none at all is an empty id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out BroadcastSmResp? pdu, out DecodeError error) =>
        TryFill(new BroadcastSmResp(), body.IsEmpty ? NullMessageId : body, out pdu, out error);
}
