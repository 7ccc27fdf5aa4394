namespace Smpp.Protocol;

/// <summary>submit_sm (v3.4 §4.4.1, v5.0 §4.2.1): a message for delivery.</summary>
public sealed record SubmitSm() : MessagePdu(CommandId.SubmitSm)
{
    /// <summary>Reads a body through <see cref="MessageView"/> and copies it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitSm? pdu, out DecodeError error)
    {
        pdu = MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out error) ? From(view) : null;
        return pdu is not null;
    }

    /// <summary>Copies a view.</summary>
    public static SubmitSm From(scoped in MessageView view) => Fill(new SubmitSm(), view);
}
