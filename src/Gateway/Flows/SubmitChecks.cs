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
        if (!TryExpiry(view, now, out var expires) || expires <= now)
            return CommandStatus.InvalidExpiry;
        if (view.Id == CommandId.DataSm && !view.Tlvs.TryGet(TlvTag.MessagePayload, out _))
            return CommandStatus.MissingTlv;
        expiresAt = NodeStore.Microseconds(expires);
        return CommandStatus.Ok;
    }

    /// <summary>When a message is given up: qos_time_to_live supersedes validity_period (v5.0 §4.2.1.1).</summary>
    /// <returns>False when validity_period is no time.</returns>
    public static bool TryExpiry(scoped in MessageView view, DateTimeOffset submitted, out DateTimeOffset expires)
    {
        if (!view.TlvBytes.IsEmpty && view.Tlvs.TryGetUInt32(TlvTag.QosTimeToLive, out uint seconds))
        {
            expires = submitted.AddSeconds(seconds);
            return true;
        }
        expires = submitted + SubmitFlow.DefaultValidity;
        return view.ValidityPeriod.IsEmpty || SmppTime.TryParse(view.ValidityPeriod, submitted, out expires);
    }
}
