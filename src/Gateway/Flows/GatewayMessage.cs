using Gateway.Upstreams;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// A submit on its way through the gateway: the live message, and the place where the journal's and the upstream's answers
/// about it arrive.
/// </summary>
internal sealed class GatewayMessage(SubmitFlow submits) : LiveMessage, IDurable, IReplySink
{
    /// <summary>The right to answer the submitter; meaningful until it was used.</summary>
    public Inbound Submitter { get; set; }

    /// <summary>True while the submitter waits for its answer.</summary>
    public bool HasSubmitter { get; set; }

    /// <summary>The submit_multi that it is a part of, until that is answered.</summary>
    public MultiAnswer? Multi { get; set; }

    /// <summary>The group that may take it, or null while it must be decided again.</summary>
    public UpstreamGroup? Group { get; set; }

    /// <summary>The upstream of the last attempt, whose receipt it may wait for; null before the first.</summary>
    public UpstreamState? Target { get; set; }

    /// <summary>What its route wants done when an upstream leaves it unanswered.</summary>
    public UncertainPolicy WhenUncertain { get; set; }

    /// <summary>The same for all parts of one message, so that they go one way.</summary>
    public uint Hash { get; private set; }

    /// <summary>It is a part of a longer message.</summary>
    public bool IsPart { get; private set; }

    /// <summary>What the parts of one message share, so that they go over one bind in order; null for one that stands alone.</summary>
    public uint? Parts => IsPart ? Hash : null;

    /// <summary>When it may be sent, microseconds since 1970 UTC.</summary>
    public long DueAt { get; private set; }

    /// <summary>Its body is not what goes to the upstream: times, or receipts asked for, are others by then.</summary>
    public bool IsRewritten { get; private set; }

    /// <summary>One attempt is all that it gets (v3.4 §2.10.2).</summary>
    public bool IsDatagram => ((EsmClass)EsmClass).Mode == Smpp.Protocol.EsmClass.Datagram;

    /// <summary>Takes from the body, as a submit_sm, what is wanted on the way.</summary>
    public void Read(scoped in MessageView view, in Timing timing)
    {
        Concatenation.TryRead(view, out var place);
        Read(view, timing, place);
    }

    /// <summary>The same where it is known which part it is; a place that is not possible is none.</summary>
    public void Read(scoped in MessageView view, in Timing timing, Concatenation place)
    {
        DueAt = view.ScheduleDeliveryTime.IsEmpty ? 0 : NodeStore.Microseconds(timing.Due);
        ExpiresAt = NodeStore.Microseconds(timing.Expires);
        var wish = (RegisteredDelivery)RegisteredDelivery;
        IsRewritten = wish.AskedOfUpstream != wish
            || (IsDatagram && view.RegisteredDelivery != 0)
            || !view.ScheduleDeliveryTime.IsEmpty || !view.ValidityPeriod.IsEmpty || view.ReplaceIfPresent != 0
            || (!view.TlvBytes.IsEmpty && view.Tlvs.TryGetUInt32(TlvTag.QosTimeToLive, out _));
        IsPart = place.IsPossible;
        Hash = IsPart
            ? MessageHash.OfPart(Account.Text, view.Source, view.Destination, place.Reference)
            : MessageHash.Mix((uint)MessageIds.SequenceOf(Id));
    }

    /// <summary>Tells the submitter, where it still waits, that the message is taken.</summary>
    public void Answer()
    {
        if (Multi is { } multi)
        {
            Multi = null;
            multi.Settle();
        }
        if (!HasSubmitter)
            return;
        HasSubmitter = false;
        Span<byte> id = stackalloc byte[MessageIds.TextLength];
        Submitter.Accept(id[..CustomerId.Format(this, id)]);
        // Nothing of the session is to be kept alive by a message that may wait for days.
        Submitter = default;
    }

    /// <summary>Tells the submitter, where it still waits, that the message is not taken.</summary>
    public void Refuse(CommandStatus status)
    {
        if (Multi is { } multi)
        {
            Multi = null;
            multi.Fail(status);
        }
        if (!HasSubmitter)
            return;
        HasSubmitter = false;
        Submitter.Reject(status);
        Submitter = default;
    }

    public void OnDurable()
    {
        if (State == LiveState.Accepting)
            submits.OnAccepted(this);
        else
            Target!.OnSentDurable();
    }

    public void OnStoreFailed()
    {
        if (State == LiveState.Accepting)
            Refuse(CommandStatus.SystemError);
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => submits.Outcomes.OnReply(this, header, body);

    public bool WantsLateReply => !Flags.HasFlag(EventFlags.Relay);

    public void OnLateReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        // After a further attempt elsewhere this says nothing about that one.
        if (Target is { } upstream && upstream.Ordinal == token)
            submits.Outcomes.OnLateReply(this, upstream, header, body);
    }

    public void OnLost(long token, LossReason reason) => submits.Outcomes.OnLost(this, reason);
}
