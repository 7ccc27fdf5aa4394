namespace Smpp.Protocol;

/// <summary>query_broadcast_sm_resp (v5.0 §4.6.1.3): the state and the areas are in TLVs.</summary>
public sealed record QueryBroadcastSmResp() : MessageIdPdu(CommandId.QueryBroadcastSmResp)
{
    /// <summary>Reads a body; none at all is an empty id.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out QueryBroadcastSmResp? pdu, out DecodeError error) =>
        TryFill(new QueryBroadcastSmResp(), body.IsEmpty ? NullMessageId : body, out pdu, out error);
}
