using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>How long the messages of an account may take.</summary>
/// <param name="Usual">The time of a message that does not say.</param>
/// <param name="Longest">What a message may ask for at most; it gets no more (v3.4 §7.1.1.2).</param>
internal readonly record struct ValidityLimits(TimeSpan Usual, TimeSpan Longest)
{
    public static readonly ValidityLimits Default = new(TimeSpan.FromHours(48), TimeSpan.FromDays(7));
}

/// <summary>When a message is due, and when it is given up.</summary>
/// <param name="Status">ESME_ROK, or which of its times is none, or comes too late.</param>
/// <param name="Due">When it may be sent; the time of its submit for at once.</param>
/// <param name="Expires">When it is given up.</param>
internal readonly record struct Timing(CommandStatus Status, DateTimeOffset Due, DateTimeOffset Expires)
{
    /// <summary>
    /// Reads schedule_delivery_time and validity_period, which qos_time_to_live supersedes (v5.0 §4.2.1.1). A validity runs from the
    /// submit, also that of a message with a schedule.
    /// </summary>
    public static Timing Of(scoped in MessageView view, DateTimeOffset submitted, ValidityLimits limits)
    {
        var due = submitted;
        var latest = submitted + limits.Longest;
        if (!view.ScheduleDeliveryTime.IsEmpty && !SmppTime.TryParse(view.ScheduleDeliveryTime, submitted, out due))
            return new Timing(CommandStatus.InvalidSchedule, submitted, submitted);
        bool isUsual = !TryRead(view, submitted, out var expires);
        if (isUsual && !view.ValidityPeriod.IsEmpty)
            return new Timing(CommandStatus.InvalidExpiry, due, submitted);
        if (isUsual)
            // A schedule without a validity has the usual time from when it is due.
            expires = (due > submitted ? due : submitted) + limits.Usual;
        else if (expires <= submitted)
            return new Timing(CommandStatus.InvalidExpiry, due, expires);
        if (due > latest || (!isUsual && due >= expires))
            return new Timing(CommandStatus.InvalidSchedule, due, expires);
        if (!isUsual && expires > latest)
            expires = latest;
        return new Timing(CommandStatus.Ok, due, expires);
    }

    private static bool TryRead(scoped in MessageView view, DateTimeOffset submitted, out DateTimeOffset expires)
    {
        if (!view.TlvBytes.IsEmpty && view.Tlvs.TryGetUInt32(TlvTag.QosTimeToLive, out uint seconds))
        {
            expires = submitted.AddSeconds(seconds);
            return true;
        }
        expires = submitted;
        return !view.ValidityPeriod.IsEmpty && SmppTime.TryParse(view.ValidityPeriod, submitted, out expires);
    }
}
