using Smpp.Protocol;
using Smpp.Session;

namespace Gateway;

/// <summary>
/// Fits messages to peers of older versions. Below v3.4 they take no TLVs (v3.4 §3.4): a text that came in message_payload moves into
/// short_message, and the place of a part that came in sar_* into a user data header. Below v5.0 sm_length is at most 254 (v3.4 §5.2.21):
/// one octet more moves into message_payload.
/// </summary>
internal static class OldVersion
{
    /// <summary>
    /// Octets of a user data header that holds a place with a reference of 8 bits. Senders fill parts by sar_* as far as such a header
    /// leaves room: one with the 16 bits of sar_msg_ref_num would make a full part longer than the 140 octets of a short message.
    /// </summary>
    private const int PlaceSize = 6;

    /// <summary>Whether the whole text can be sent to this peer.</summary>
    public static bool CanCarry(scoped in MessageView view, SmppSession session) =>
        session.PeerVersion.SupportsTlvs
        || view.UserData.Length + (HasPlaceInTlvs(view, out _) ? PlaceSize : 0) <= FieldLimits.ShortMessageV34;

    /// <summary>Whether a message with so long a text goes to this peer as it is.</summary>
    public static bool TakesAsIs(int octets, SmppSession session) =>
        session.PeerVersion >= InterfaceVersion.V50 || (session.PeerVersion.SupportsTlvs && octets != FieldLimits.ShortMessageV34 + 1);

    /// <summary>The message as this peer takes it; its text is one that <see cref="CanCarry"/>.</summary>
    public static MessageView Fit(MessageView view, SmppSession session)
    {
        if (session.PeerVersion >= InterfaceVersion.V50)
            return view;
        if (session.PeerVersion.SupportsTlvs)
            return view.ShortMessage.Length > FieldLimits.ShortMessageV34 ? WithPayload(view) : view;
        if (HasPlaceInTlvs(view, out var place))
        {
            var header = new UserDataHeaderBuilder().Add(place with { Wide = false }).Header;
            view.ShortMessage = (byte[])[.. header, .. view.UserData];
            view.EsmClass |= EsmClass.UserDataHeader;
        }
        else
        {
            view.ShortMessage = view.UserData;
        }
        view.TlvBytes = default;
        return view;
    }

    private static MessageView WithPayload(MessageView view)
    {
        byte[] tlvs = new byte[view.TlvBytes.Length + TlvWriter.Size(view.ShortMessage.Length)];
        view.TlvBytes.CopyTo(tlvs);
        int length = view.TlvBytes.Length;
        // Beside a payload the short message does not count (v5.0 §4.2.1.1).
        if (!view.Tlvs.TryGet(TlvTag.MessagePayload, out _))
            length += TlvWriter.Write(tlvs.AsSpan(length), TlvTag.MessagePayload, view.ShortMessage);
        view.TlvBytes = tlvs.AsSpan(0, length);
        view.ShortMessage = default;
        return view;
    }

    private static bool HasPlaceInTlvs(scoped in MessageView view, out Concatenation place)
    {
        place = default;
        return !view.TlvBytes.IsEmpty && !view.EsmClass.HasUdh && Concatenation.TryRead(view, out place);
    }
}
