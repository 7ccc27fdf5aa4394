using Smpp.Protocol;
using Storage;

namespace Gateway.Flows;

/// <summary>What a submitter is told when the store cannot take its message, and what a peer's answer means.</summary>
internal static class StatusPolicy
{
    extension(AppendResult result)
    {
        /// <summary>The answer to what could not be stored (the store has failed, or has no room for now).</summary>
        public CommandStatus Refusal => result == AppendResult.Failed ? CommandStatus.SystemError : CommandStatus.MessageQueueFull;
    }

    extension(in PduHeader response)
    {
        /// <summary>What the peer says of the request. A generic_nack refuses, whatever status it bears (v3.4 §4.3.1).</summary>
        public CommandStatus Verdict => response is { Id: CommandId.GenericNack, Status: CommandStatus.Ok }
            ? CommandStatus.UnknownError
            : response.Status;
    }
}
