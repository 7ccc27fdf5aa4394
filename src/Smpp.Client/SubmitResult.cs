using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>What is known of a message after it was submitted.</summary>
public enum SubmitOutcome : byte
{
    /// <summary>It never left this process: sending it again cannot double it.</summary>
    NotSent,
    /// <summary>The message centre has it.</summary>
    Accepted,
    /// <summary>The message centre refused it.</summary>
    Rejected,
    /// <summary>It was sent and no answer came: the message centre may have it or not. Sending it again may double it.</summary>
    Unknown,
}

/// <summary>The outcome of one submit_sm.</summary>
/// <param name="Outcome">What is known.</param>
/// <param name="Status">The command_status of the answer; ESME_ROK when there was none.</param>
/// <param name="MessageId">The message centre's id when <see cref="SubmitOutcome.Accepted"/>, at most 64 characters; else empty.</param>
/// <param name="Loss">Why there was no answer when <see cref="SubmitOutcome.Unknown"/>; else null.</param>
public readonly record struct SubmitResult(SubmitOutcome Outcome, CommandStatus Status, string MessageId, LossReason? Loss = null)
{
    internal static SubmitResult NotSent { get; } = new(SubmitOutcome.NotSent, CommandStatus.Ok, "");

    /// <summary>
    /// The TLVs of the answer, such as <see cref="StandardTlv.AdditionalStatusInfoText"/> or <see cref="StandardTlv.NetworkErrorCode"/>;
    /// most message centres add none.
    /// </summary>
    public TlvList Tlvs { get; init; }

    /// <summary>True when the message centre has it.</summary>
    public bool IsAccepted => Outcome == SubmitOutcome.Accepted;

    /// <summary>Whether and when sending the same again can help; <see cref="RetryClass.Success"/> unless it was refused.</summary>
    public RetryClass Retry => Status.Retry;

    /// <summary>Returns when the message was accepted.</summary>
    /// <exception cref="SmppStatusException">It was refused.</exception>
    /// <exception cref="SmppRequestLostException">The outcome is unknown.</exception>
    /// <exception cref="SmppNotBoundException">It was not sent.</exception>
    public void EnsureAccepted()
    {
        switch (Outcome)
        {
            case SubmitOutcome.Rejected:
                throw new SmppStatusException(CommandId.SubmitSm, Status, Tlvs);
            case SubmitOutcome.Unknown:
                throw new SmppRequestLostException(Loss ?? LossReason.SessionEnded);
            case SubmitOutcome.NotSent:
                throw new SmppNotBoundException("The message was not sent: no session was bound.");
        }
    }

    /// <summary>The outcome in words.</summary>
    public override string ToString() => Outcome switch
    {
        SubmitOutcome.Accepted => $"accepted as {MessageId}",
        SubmitOutcome.Rejected => $"refused: {SmppStatusException.Describe(Status, Tlvs)}",
        SubmitOutcome.Unknown => $"unknown: {Loss}",
        _ => "not sent",
    };

    internal static SubmitResult Of(in Response response) => response.Header.Status == CommandStatus.Ok
        ? new SubmitResult(SubmitOutcome.Accepted, CommandStatus.Ok, response.MessageId) { Tlvs = response.Tlvs }
        : new SubmitResult(SubmitOutcome.Rejected, response.Header.Status, "") { Tlvs = response.Tlvs };

    internal static SubmitResult Lost(LossReason reason) => new(SubmitOutcome.Unknown, CommandStatus.Ok, "", reason);
}
