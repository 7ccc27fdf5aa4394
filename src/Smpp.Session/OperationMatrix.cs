using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>What is done with a received request.</summary>
public enum VerdictAction : byte
{
    /// <summary>Process it.</summary>
    Accept,
    /// <summary>Answer with its own response and the status.</summary>
    Reply,
    /// <summary>Answer with generic_nack and the status.</summary>
    Nack,
    /// <summary>Count it and go on.</summary>
    Ignore,
}

/// <summary>A verdict on a received request.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Status">The command_status of the answer, when there is one.</param>
public readonly record struct Verdict(VerdictAction Action, CommandStatus Status = CommandStatus.Ok);

/// <summary>
/// Which request may arrive in which state, for both roles (v3.4 §2.3 Table 2-1, v5.0 §2.4): the one table behind the
/// session's state machine.
/// </summary>
public static class OperationMatrix
{
    private static readonly Verdict Accept = new(VerdictAction.Accept);
    private static readonly Verdict WrongState = new(VerdictAction.Reply, CommandStatus.InvalidBindStatus);
    // A message that crosses this side's unbind must not be dropped for it: its sender tries again at the next bind (v5.0 §4.7.6).
    private static readonly Verdict Later = new(VerdictAction.Reply, CommandStatus.ReceiverTemporaryError);
    private static readonly Verdict AlreadyBound = new(VerdictAction.Reply, CommandStatus.AlreadyBound);
    private static readonly Verdict Unknown = new(VerdictAction.Nack, CommandStatus.InvalidCommandId);
    private static readonly Verdict Ignored = new(VerdictAction.Ignore);

    /// <summary>Judges a request (a command_id without bit 31) that arrived in <paramref name="state"/>.</summary>
    public static Verdict Judge(SessionRole role, SessionState state, CommandId command) =>
        role == SessionRole.MessageCentre ? JudgeMessageCentre(state, command) : JudgeEsme(state, command);

    private static Verdict JudgeMessageCentre(SessionState state, CommandId command) => command switch
    {
        CommandId.SubmitSm or CommandId.SubmitMulti or CommandId.QuerySm or CommandId.CancelSm or CommandId.ReplaceSm
            or CommandId.BroadcastSm or CommandId.QueryBroadcastSm or CommandId.CancelBroadcastSm
            => state.CanSubmit ? Accept : WrongState,
        CommandId.DataSm => state.IsBound ? Accept : WrongState,
        CommandId.DeliverSm => WrongState,
        CommandId.EnquireLink or CommandId.Unbind => Accept,
        // Who was called by outbind is called to receive (v3.4 §2.2.1).
        CommandId.BindTransmitter when state == SessionState.Outbound => WrongState,
        CommandId.BindTransmitter or CommandId.BindReceiver or CommandId.BindTransceiver
            => state.AwaitsBind ? Accept : AlreadyBound,
        CommandId.AlertNotification or CommandId.Outbind => Ignored,
        _ => Unknown,
    };

    private static Verdict JudgeEsme(SessionState state, CommandId command) => command switch
    {
        CommandId.DeliverSm or CommandId.DataSm when state == SessionState.Unbound => Later,
        CommandId.DeliverSm => state.CanDeliver ? Accept : WrongState,
        CommandId.DataSm => state.IsBound ? Accept : WrongState,
        CommandId.AlertNotification => state.CanDeliver ? Accept : Ignored,
        CommandId.EnquireLink or CommandId.Unbind => Accept,
        CommandId.Outbind => Ignored,
        _ => Unknown,
    };
}
