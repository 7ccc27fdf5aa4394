using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>Fits requests to message centres below v3.4, which take no TLVs (v3.4 §3.4).</summary>
internal static class OldVersion
{
    /// <summary>Without these the message would be another one, or none.</summary>
    private static readonly TlvTag[] Contents =
    [
        TlvTag.MessagePayload, TlvTag.SarMsgRefNum, TlvTag.SarTotalSegments, TlvTag.SarSegmentSeqnum, TlvTag.BroadcastAreaIdentifier,
    ];

    /// <summary>The request as this session's peer takes it: a text in message_payload moves into short_message where it fits.</summary>
    /// <exception cref="SmppNotSentException">What it is about stands in a TLV.</exception>
    public static T Fit<T>(T request, SmppSession session) where T : class, IPduBody
    {
        if (session.PeerVersion.SupportsTlvs || request is not TlvPdu { Tlvs.IsEmpty: false } pdu)
            return request;
        // A payload that is too long for that is among the contents below.
        if (pdu is MessagePdu message)
            pdu = message.WithPayloadInShortMessage() ?? message;
        foreach (var tlv in pdu.Tlvs)
        {
            if (Contents.Contains(tlv.Tag))
            {
                throw new SmppNotSentException(
                    $"{pdu.Id.Name} has its content in {tlv.Tag.Name}, and {session.RemoteEndPoint} is bound with SMPP v3.3, without TLVs:"
                    + " long texts go in parts with ConcatenationMode.Header8, data in short_message.");
            }
        }
        return (T)(IPduBody)(pdu with { Tlvs = default });
    }
}
