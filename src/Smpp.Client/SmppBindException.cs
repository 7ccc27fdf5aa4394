using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>No session could be bound: the bind was refused, or the connection failed first. <see cref="Reason"/> says which.</summary>
public sealed class SmppBindException : Exception
{
    /// <summary>A bind that the message centre has refused.</summary>
    /// <param name="status">The bind response's command_status.</param>
    /// <param name="message">What happened.</param>
    public SmppBindException(CommandStatus status, string message)
        : base(message) => Status = status;

    /// <summary>A bind that was never answered.</summary>
    /// <param name="reason">What kept it from being; not <see cref="BindFailure.Refused"/>.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public SmppBindException(BindFailure reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>What kept the session from being bound.</summary>
    public BindFailure Reason { get; }

    /// <summary>The command_status of the bind response; null when there was none.</summary>
    public CommandStatus? Status { get; }

    /// <summary>
    /// Whether trying again can help: as <see cref="Status"/> says. Without one <see cref="RetryClass.Temporary"/>, after a TLS handshake
    /// <see cref="RetryClass.Undecided"/>.
    /// </summary>
    public RetryClass Retry => Status is { } status ? status.Retry
        : Reason == BindFailure.TlsFailed ? RetryClass.Undecided
        : RetryClass.Temporary;

    /// <summary>Why a session was not bound that was connected, and that has ended so.</summary>
    internal static BindFailure ReasonOf(SessionEnd end) =>
        end.Reason == SessionEndReason.BindTimeout ? BindFailure.TimedOut : BindFailure.ConnectionEnded;
}
