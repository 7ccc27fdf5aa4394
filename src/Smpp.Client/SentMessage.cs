using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>One part of a text that was sent.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Message">What went out.</param>
/// <param name="Result">What became of it.</param>
public sealed record SentPart(int Number, SubmitSm Message, SubmitResult Result)
{
    /// <summary>The message centre's id; empty unless it was accepted.</summary>
    public string MessageId => Result.MessageId;
}

/// <summary>
/// A message that was sent: a text in as many parts as it took, all over one session and in their order, or one submit_sm.
/// </summary>
/// <param name="Plan">
/// How the text travels: its encoding, and what transliteration changed. Null for a submit_sm that the application made itself.
/// </param>
/// <param name="Parts">The parts in their order, at least one.</param>
public sealed record SentMessage(TextPlan? Plan, IReadOnlyList<SentPart> Parts)
{
    /// <summary>The text; of a submit_sm that the application made itself, its user data as text.</summary>
    public string Text => Plan?.Text ?? string.Concat(Parts.Select(part => part.Message.Text));

    /// <summary>True when the message centre has every part.</summary>
    public bool IsAccepted => Parts.All(part => part.Result.IsAccepted);

    /// <summary>The message centre's ids, one for each accepted part.</summary>
    public IEnumerable<string> MessageIds => Parts.Where(part => part.Result.IsAccepted).Select(part => part.MessageId);

    /// <summary>Returns this message when every part was accepted.</summary>
    /// <exception cref="SmppStatusException">A part was refused.</exception>
    /// <exception cref="Session.SmppRequestLostException">The outcome of a part is unknown.</exception>
    /// <exception cref="SmppNotBoundException">A part was not sent.</exception>
    public SentMessage EnsureAccepted()
    {
        foreach (var part in Parts)
            part.Result.EnsureAccepted();
        return this;
    }

    /// <summary>The parts and what became of each, in words.</summary>
    public override string ToString() =>
        string.Join(", ", Parts.Select(part => $"part {part.Number} of {Parts.Count} {part.Result}"));
}
