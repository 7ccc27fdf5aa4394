using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>The message centre answered a request with an error: it has not done what was asked.</summary>
/// <param name="request">The command that was refused.</param>
/// <param name="status">Why.</param>
public sealed class SmppStatusException(CommandId request, CommandStatus status)
    : Exception($"{request.Name} was refused: {status.Name} ({status.Meaning})")
{
    /// <summary>The command that was refused.</summary>
    public CommandId Request { get; } = request;

    /// <summary>The command_status of the response.</summary>
    public CommandStatus Status { get; } = status;

    /// <summary>Whether and when sending the same again can help.</summary>
    public RetryClass Retry => Status.Retry;
}
