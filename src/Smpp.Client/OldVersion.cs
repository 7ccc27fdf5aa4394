using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Fits requests to message centres below v3.4, which take no TLVs (v3.4 §3.4), and below v5.0, where short_message holds 254 octets
/// (§5.2.21).
/// </summary>
internal static class OldVersion
{
    /// <summary>Without these the message would be another one, or none.</summary>
    private static readonly TlvTag[] Contents =
    [
        TlvTag.MessagePayload, TlvTag.SarMsgRefNum, TlvTag.SarTotalSegments, TlvTag.SarSegmentSeqnum, TlvTag.BroadcastAreaIdentifier,
    ];

    /// <summary>
    /// The request as this session's peer takes it: a text in message_payload moves into short_message where it fits, one that does not
    /// fit in there into message_payload.
    /// </summary>
    /// <exception cref="SmppNotSentException">What it is about stands in a TLV, or its text is too long for this peer.</exception>
    public static T Fit<T>(T request, SmppSession session) where T : class, IPduBody
    {
        if (session.PeerVersion >= InterfaceVersion.V50 || request is not TlvPdu pdu)
            return request;
        if (pdu is ReplaceSm { ShortMessage.Length: > FieldLimits.ShortMessageV34 })
            throw TooLong(pdu, session);
        if (session.PeerVersion.SupportsTlvs)
            return pdu is MessagePdu withTlvs ? (T)(IPduBody)withTlvs.WithLongTextInPayload() : request;
        if (pdu is MessagePdu message)
        {
            // A payload that is too long for short_message is among the contents below.
            pdu = message = message.WithPayloadInShortMessage() ?? message;
            if (message.ShortMessage.Length > FieldLimits.ShortMessageV34)
                throw TooLong(pdu, session);
        }
        if (pdu.Tlvs.IsEmpty)
            return (T)(IPduBody)pdu;
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

    private static SmppNotSentException TooLong(TlvPdu pdu, SmppSession session) => new(
        $"short_message of {pdu.Id.Name} is longer than the {FieldLimits.ShortMessageV34} octets that {session.RemoteEndPoint} takes, bound"
        + $" with SMPP v{session.PeerVersion.Name}: send a shorter text.");
}
