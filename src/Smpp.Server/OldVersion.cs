using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server;

/// <summary>
/// Fits PDUs to peers bound below v3.4, which know no TLVs (v3.4 §3.4), and below v5.0, where short_message holds 254 octets (§5.2.21).
/// </summary>
internal static class OldVersion
{
    /// <summary>
    /// The message as this peer takes it: a text in message_payload moves into short_message, or one that is too long for that the other
    /// way.
    /// </summary>
    /// <exception cref="SmppNotSentException">The text is too long for that, or the message is a part by its sar_* TLVs.</exception>
    public static DeliverSm Fit(DeliverSm message, SmppSession session)
    {
        if (session.PeerVersion.SupportsTlvs)
            return session.PeerVersion >= InterfaceVersion.V50 ? message : (DeliverSm)message.WithLongTextInPayload();
        var fitted = message.WithPayloadInShortMessage()
            ?? throw new SmppNotSentException($"a peer of v{session.PeerVersion.Name} takes no message_payload, and the text has "
                + $"{message.UserData.Length} octets; short_message takes {FieldLimits.ShortMessageV34}: send it in parts");
        if (fitted.Tlvs.TryGet(StandardTlv.SarMsgRefNum, out _))
        {
            throw new SmppNotSentException($"a peer of v{session.PeerVersion.Name} takes no sar_msg_ref_num, without which the parts of a"
                + " text are texts: say the part's place in a user data header");
        }
        return (DeliverSm)(fitted with { Tlvs = default });
    }

    /// <summary>The data as this peer takes them.</summary>
    /// <exception cref="SmppNotSentException">There is a text, for which data_sm has no other place than a TLV.</exception>
    public static DataSm Fit(DataSm data, SmppSession session)
    {
        if (!IsAtFault(data, session))
            return data;
        return data.Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> _)
            ? throw new SmppNotSentException($"a peer of v{session.PeerVersion.Name} takes no message_payload: send a deliver_sm")
            : data with { Tlvs = default };
    }

    /// <summary>A PDU whose TLVs only add to what it says, as this peer takes it.</summary>
    public static T Bare<T>(T pdu, SmppSession session) where T : Pdu => pdu switch
    {
        TlvPdu full when IsAtFault(full, session) => (T)(Pdu)(full with { Tlvs = default }),
        EmptyPdu { Tlvs.IsEmpty: false } full when !session.PeerVersion.SupportsTlvs => (T)(Pdu)(full with { Tlvs = default }),
        _ => pdu,
    };

    private static bool IsAtFault(TlvPdu pdu, SmppSession session) => !session.PeerVersion.SupportsTlvs && !pdu.Tlvs.IsEmpty;
}
