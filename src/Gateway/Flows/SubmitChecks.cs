using Gateway.Accounts;
using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What a submit must be, whatever its route: the fields that SMPP restricts, and the senders its account may use.</summary>
internal static class SubmitChecks
{
    private const byte HighestPriority = 3;

    /// <summary>The refusal, or ESME_ROK and when the message is given up, in microseconds since 1970 UTC.</summary>
    public static CommandStatus Check(AccountState account, scoped in MessageView view, DateTimeOffset now, out long expiresAt)
    {
        expiresAt = 0;
        if (view.Destination.IsEmpty)
            return CommandStatus.InvalidDestinationAddress;
        if (!account.Senders.Admits(view.Source))
            return CommandStatus.InvalidSourceAddress;
        if (view.PriorityFlag > HighestPriority)
            return CommandStatus.InvalidPriority;
        if (!view.ScheduleDeliveryTime.IsEmpty && !SmppTime.TryParse(view.ScheduleDeliveryTime, now, out _))
            return CommandStatus.InvalidSchedule;
        var expires = now + SubmitFlow.DefaultValidity;
        if (!view.ValidityPeriod.IsEmpty)
        {
            if (!SmppTime.TryParse(view.ValidityPeriod, now, out expires) || expires <= now)
                return CommandStatus.InvalidExpiry;
        }
        expiresAt = NodeStore.Microseconds(expires);
        return CommandStatus.Ok;
    }
}
