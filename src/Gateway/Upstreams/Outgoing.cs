using Gateway.Configuration;
using Gateway.Flows;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Upstreams;

/// <summary>What of a submit changes on its way to an upstream.</summary>
internal static class Outgoing
{
    /// <summary>In microseconds. By less than that a time on its way stays what it is.</summary>
    private const long Second = 1_000_000;

    /// <summary>A message of a relaying route: as it came, but for receipts of one outcome only.</summary>
    public static MessageView Relayed(in MessageView view, SmppSession session, UpstreamConfig upstream)
    {
        var outgoing = upstream.UnknownTlvs.Passed(ForBothOutcomes(view));
        return OldVersion.Fit(upstream.MoreMessages ? MoreMessages.Announced(outgoing) : outgoing, session);
    }

    /// <summary>Sends a stored message; null when the bind's version cannot carry it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="session">The bind.</param>
    /// <param name="token">Comes back with the outcome.</param>
    /// <param name="store">Whose clock tells how much of a validity is left.</param>
    /// <param name="upstream">What its carrier wants of submits.</param>
    public static SendResult? TrySend(
        GatewayMessage message, SmppSession session, long token, NodeStore store, UpstreamConfig upstream)
    {
        bool announces = upstream.MoreMessages && message.IsPart;
        if (OldVersion.TakesAsIs(message.Octets, session) && !message.IsRewritten && !announces && upstream.UnknownTlvs.AreAll)
        {
            var raw = new RawBody(CommandId.SubmitSm, message.Body);
            return session.TrySend(ref raw, message, token);
        }
        MessageView.TryRead(CommandId.SubmitSm, message.Body, out var view, out _);
        if (!OldVersion.CanCarry(view, session))
            return null;
        Span<byte> validity = stackalloc byte[SmppTime.Length];
        view = upstream.UnknownTlvs.Passed(view);
        if (announces)
            view = MoreMessages.Announced(view);
        var body = message.IsRewritten ? Stored(message, view, session, store.Now, validity) : OldVersion.Fit(view, session);
        return session.TrySend(ref body, message, token);
    }

    /// <summary>
    /// A stored message: its schedule is over and what it was to replace is replaced, and of its validity the upstream gets what is left.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="view">Its body.</param>
    /// <param name="session">The bind.</param>
    /// <param name="now">Microseconds since 1970 UTC.</param>
    /// <param name="validity">Takes the validity_period that is written.</param>
    private static MessageView Stored(
        GatewayMessage message, in MessageView view, SmppSession session, long now, Span<byte> validity)
    {
        var outgoing = ForBothOutcomes(view);
        outgoing.ScheduleDeliveryTime = default;
        outgoing.ReplaceIfPresent = 0;
        if (message.IsDatagram)
            outgoing.RegisteredDelivery = default;
        // A relative time would begin anew with the upstream (v3.4 §7.1.1.2), and any may be later than the account may ask for.
        if (!view.ValidityPeriod.IsEmpty && SmppTime.TryParse(view.ValidityPeriod, NodeStore.ToTime(now), out var asked)
            && NodeStore.Microseconds(asked) - message.ExpiresAt >= Second)
        {
            // Never zero, which would have no meaning or none that carriers agree about.
            var then = NodeStore.ToTime(Math.Max(message.ExpiresAt, now + Second));
            int length = view.ValidityPeriod[^1] == (byte)'R'
                ? SmppTime.WriteRelative(validity, NodeStore.ToTime(now), then)
                : SmppTime.WriteAbsolute(validity, then);
            outgoing.ValidityPeriod = validity[..length];
        }
        if (view.Tlvs.TryGetUInt32(TlvTag.QosTimeToLive, out uint seconds) && now + (seconds * Second) - message.ExpiresAt >= Second)
        {
            long left = Math.Max(1, (message.ExpiresAt - now) / Second);
            outgoing.TlvBytes = new TlvList(view.TlvBytes.ToArray())
                .Without(TlvTag.QosTimeToLive).AddUInt32(TlvTag.QosTimeToLive, (uint)Math.Min(left, uint.MaxValue)).Encoded.Span;
        }
        return OldVersion.Fit(outgoing, session);
    }

    /// <summary>The upstream is asked for the receipts of both outcomes wherever it is asked for reports.</summary>
    private static MessageView ForBothOutcomes(in MessageView view)
    {
        var outgoing = view;
        outgoing.RegisteredDelivery = view.RegisteredDelivery.AskedOfUpstream;
        return outgoing;
    }
}
