using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>No session could be bound: the bind was refused, or the connection failed first.</summary>
/// <param name="status">The bind response's command_status, or <see cref="CommandStatus.BindFailed"/> when there was no response.</param>
/// <param name="message">What happened.</param>
public sealed class SmppBindException(CommandStatus status, string message) : Exception(message)
{
    /// <summary>The command_status of the bind response.</summary>
    public CommandStatus Status { get; } = status;

    /// <summary>Whether trying again can help.</summary>
    public RetryClass Retry => Status.Retry;
}
