using Smpp.Protocol;

namespace Gateway.Upstreams;

/// <summary>
/// more_messages_to_send (v3.4 §5.3.2.34) for carriers that want to be told: it keeps the radio channel open between the parts of a
/// message.
/// </summary>
internal static class MoreMessages
{
    /// <summary>The message with the TLV when it is a part that others follow; otherwise as it is.</summary>
    public static MessageView Announced(MessageView view)
    {
        if (Concatenation.TryRead(view, out var part) && part.IsPossible && part.Number < part.Total)
            view.TlvBytes = new TlvList(view.TlvBytes.ToArray()).Set(StandardTlv.MoreMessagesToSend, (byte)1).Encoded.Span;
        return view;
    }
}
