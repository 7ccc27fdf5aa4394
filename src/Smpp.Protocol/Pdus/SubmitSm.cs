namespace Smpp.Protocol;

/// <summary>submit_sm (v3.4 §4.4.1, v5.0 §4.2.1.1): a message for delivery.</summary>
public sealed record SubmitSm() : SingleMessagePdu(CommandId.SubmitSm)
{
    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out SubmitSm? pdu, out DecodeError error) =>
        TryFill(new SubmitSm(), body, out pdu, out error);

    /// <summary>Copies a view.</summary>
    public static SubmitSm From(scoped in MessageView view) => Fill(new SubmitSm(), view);

    /// <summary>This message with a text, once for each part that the text needs; send them in their order, on one session.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">Joins the parts: unique per source and destination for as long as parts may be under way.</param>
    /// <param name="options">Alphabets, transliteration and how parts are joined; the defaults where null.</param>
    /// <exception cref="ArgumentException">The text needs more than 255 parts: nothing is cut off silently.</exception>
    public IReadOnlyList<SubmitSm> ToParts(string text, ushort reference, TextOptions? options = null) =>
        ToParts(TextPlan.Of(text, options), reference);

    /// <summary>This message with a planned text, once for each part; send them in their order, on one session.</summary>
    /// <param name="plan">The text and how it travels.</param>
    /// <param name="reference">Joins the parts.</param>
    /// <exception cref="ArgumentException">The text needs more than 255 parts: nothing is cut off silently.</exception>
    public IReadOnlyList<SubmitSm> ToParts(TextPlan plan, ushort reference) => Parts(this, plan, reference);
}
