using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>The message centre answered a request with an error: it has not done what was asked.</summary>
/// <param name="request">The command that was refused.</param>
/// <param name="status">Why.</param>
/// <param name="tlvs">The TLVs of the response.</param>
public sealed class SmppStatusException(CommandId request, CommandStatus status, TlvList tlvs = default)
    : Exception($"{request.Name} was refused: {Describe(status, tlvs)}")
{
    /// <summary>The command that was refused.</summary>
    public CommandId Request { get; } = request;

    /// <summary>The command_status of the response.</summary>
    public CommandStatus Status { get; } = status;

    /// <summary>
    /// The TLVs of the response, such as <see cref="StandardTlv.AdditionalStatusInfoText"/> or
    /// <see cref="StandardTlv.NetworkErrorCode"/>; most message centres add none.
    /// </summary>
    public TlvList Tlvs { get; } = tlvs;

    /// <summary>Whether and when sending the same again can help.</summary>
    public RetryClass Retry => Status.Retry;

    /// <summary>A refusal in words, those of the message centre included.</summary>
    internal static string Describe(CommandStatus status, TlvList tlvs)
    {
        string words = $"{status.Name} ({status.Meaning})";
        return tlvs.TryGet(StandardTlv.AdditionalStatusInfoText, out string text) && text.Length > 0
            ? $"{words}: {PeerText.Shown(text)}"
            : words;
    }
}
