using Gateway.Accounts;
using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What a submit must be, whatever its route: the fields that SMPP restricts, and what its account may do.</summary>
internal static class SubmitChecks
{
    private const byte HighestPriority = 3;
    private const byte HighestReplace = 1;

    /// <summary>The refusal, or ESME_ROK and the message's times.</summary>
    public static CommandStatus Check(AccountState account, scoped in MessageView view, DateTimeOffset now, out Timing timing)
    {
        timing = default;
        if (!account.Senders.Admits(view.Source))
            return CommandStatus.InvalidSourceAddress;
        if (view.PriorityFlag > HighestPriority)
            return CommandStatus.InvalidPriority;
        if (view.ReplaceIfPresent > HighestReplace)
            return CommandStatus.InvalidReplaceFlag;
        if (view.RegisteredDelivery.WantsReports && !account.Config!.Receipts)
            return CommandStatus.InvalidRegisteredDelivery;
        if (view.Id == CommandId.DataSm && !view.Tlvs.TryGet(TlvTag.MessagePayload, out _))
            return CommandStatus.MissingTlv;
        timing = Timing.Of(view, now, account.Validity);
        return timing.Status;
    }
}
