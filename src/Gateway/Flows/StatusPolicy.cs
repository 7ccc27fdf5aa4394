using Smpp.Protocol;
using Storage;

namespace Gateway.Flows;

/// <summary>What a submitter is told when the store cannot take its message.</summary>
internal static class StatusPolicy
{
    extension(AppendResult result)
    {
        /// <summary>The answer to what could not be stored (the store has failed, or has no room for now).</summary>
        public CommandStatus Refusal => result == AppendResult.Failed ? CommandStatus.SystemError : CommandStatus.MessageQueueFull;
    }
}
