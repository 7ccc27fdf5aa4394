namespace Smpp.Protocol;

/// <summary>deliver_sm (v3.4 §4.6.1, v5.0 §4.3.1): a message or a receipt for an ESME.</summary>
public sealed record DeliverSm() : MessagePdu(CommandId.DeliverSm)
{
    /// <summary>Reads a body through <see cref="MessageView"/> and copies it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DeliverSm? pdu, out DecodeError error)
    {
        pdu = MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out error) ? From(view) : null;
        return pdu is not null;
    }

    /// <summary>Copies a view.</summary>
    public static DeliverSm From(scoped in MessageView view) => Fill(new DeliverSm(), view);
}
