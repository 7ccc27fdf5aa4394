using Smpp.Protocol;
using Storage;

namespace Gateway.Flows;

/// <summary>What a command_status says about trying again.</summary>
internal static class StatusPolicy
{
    extension(CommandStatus status)
    {
        /// <summary>True when the same message may be taken later.</summary>
        public bool IsTemporary => status is CommandStatus.Throttled or CommandStatus.MessageQueueFull or CommandStatus.SystemError
            or CommandStatus.ReceiverTemporaryError or CommandStatus.InvalidBindStatus;
    }

    extension(AppendResult result)
    {
        /// <summary>The answer to what could not be stored (CONTRACT: store failed, or no room for now).</summary>
        public CommandStatus Refusal => result == AppendResult.Failed ? CommandStatus.SystemError : CommandStatus.MessageQueueFull;
    }
}
