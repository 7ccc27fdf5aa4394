namespace Smpp.Protocol;

/// <summary>deliver_sm (v3.4 §4.6.1, v5.0 §4.3.1.1): a message or a receipt from the message centre.</summary>
public sealed record DeliverSm() : SingleMessagePdu(CommandId.DeliverSm)
{
    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DeliverSm? pdu, out DecodeError error) =>
        TryFill(new DeliverSm(), body, out pdu, out error);

    /// <summary>Copies a view.</summary>
    public static DeliverSm From(scoped in MessageView view) => Fill(new DeliverSm(), view);

    /// <inheritdoc cref="SubmitSm.ToParts(string, ushort, TextOptions?)"/>
    public IReadOnlyList<DeliverSm> ToParts(string text, ushort reference, TextOptions? options = null) =>
        ToParts(TextPlan.Of(text, options), reference);

    /// <inheritdoc cref="SubmitSm.ToParts(TextPlan, ushort)"/>
    public IReadOnlyList<DeliverSm> ToParts(TextPlan plan, ushort reference) => Parts(this, plan, reference);
}
