using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>Finds congestion_state in answers (v5.0 §4.8.4.18). Allocates nothing.</summary>
internal static class CongestionState
{
    private const byte Most = 100;

    /// <summary>
    /// The congestion_state of an answer, or null when it has none, when it is out of its range, or when the peer is not bound with
    /// v5.0, before which the tag meant nothing.
    /// </summary>
    public static byte? Of(InterfaceVersion peer, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || peer < InterfaceVersion.V50)
            return null;
        bool found = Tlvs(header.Id, body).TryGetByte(TlvTag.CongestionState, out byte state);
        // An answer with an error has no body but may have TLVs (v5.0 §3.2.1.3), then in its place.
        if (!found && header.Status != CommandStatus.Ok)
            found = new TlvReader(body).TryGetByte(TlvTag.CongestionState, out state);
        return found && state <= Most ? state : null;
    }

    private static TlvReader Tlvs(CommandId id, ReadOnlySpan<byte> body) => id switch
    {
        CommandId.SubmitSmResp or CommandId.DataSmResp or CommandId.DeliverSmResp or CommandId.BroadcastSmResp =>
            MessageIdBody.TryRead(id, body, out var read, out _) ? read.Tlvs : default,
        CommandId.EnquireLinkResp or CommandId.GenericNack or CommandId.CancelSmResp or CommandId.ReplaceSmResp => new TlvReader(body),
        _ => default,
    };
}
