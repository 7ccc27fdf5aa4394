namespace Smpp.Protocol;

/// <summary>submit_sm (v3.4 §4.4.1, v5.0 §4.2.1.1): a message for delivery.</summary>
public sealed record SubmitSm() : SingleMessagePdu(CommandId.SubmitSm)
{
    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitSm? pdu, out DecodeError error) =>
        TryFill(new SubmitSm(), body, out pdu, out error);

    /// <summary>Copies a view.</summary>
    public static SubmitSm From(scoped in MessageView view) => Fill(new SubmitSm(), view);
}
