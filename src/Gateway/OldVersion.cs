using Smpp.Protocol;
using Smpp.Session;

namespace Gateway;

/// <summary>
/// Fits messages to peers bound below v3.4, which take no TLVs (v3.4 §3.4): a text that came in message_payload moves
/// into short_message.
/// </summary>
internal static class OldVersion
{
    /// <summary>sm_length is at most 254 (v3.4 §5.2.21).</summary>
    private const int MostText = 254;

    /// <summary>Whether the whole text can be sent to this peer.</summary>
    public static bool CanCarry(scoped in MessageView view, SmppSession session) =>
        session.PeerVersion.SupportsTlvs || view.UserData.Length <= MostText;

    /// <summary>The message as this peer takes it; its text is one that <see cref="CanCarry"/>.</summary>
    public static MessageView Fit(MessageView view, SmppSession session)
    {
        if (session.PeerVersion.SupportsTlvs)
            return view;
        view.ShortMessage = view.UserData;
        view.TlvBytes = default;
        return view;
    }
}
