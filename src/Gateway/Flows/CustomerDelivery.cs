using Gateway.Accounts;
using Gateway.Upstreams;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>A deliver_sm on its way to an account: durable first, then the carrier is answered and the account's outbox takes it.</summary>
internal sealed class CustomerDelivery : Delivery, IDurable, IReplySink
{
    /// <summary>The outbox it goes to.</summary>
    public Outbox? Outbox { get; set; }

    /// <summary>The right to answer the carrier, when it came from one.</summary>
    public CarrierRequest Origin { get; set; }

    /// <summary>Numbers what its outbox has sent: what is lost goes back in this order.</summary>
    public long Order { get; set; }

    /// <summary>Acknowledged, refused for good or given up; it may still stand in a queue.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Whether a receiver wants it: a receipt goes to any (v3.4 §5.2.7).</summary>
    public bool IsInRangeOf(SmppSession session) => IsReceipt || session.AddressRange?.Contains(Destination) != false;

    /// <summary>Whether the version that a receiver speaks can carry it.</summary>
    public bool FitsVersionOf(SmppSession session) => session.PeerVersion.SupportsTlvs
        || (MessageView.TryRead(CommandId.DeliverSm, Body, out var view, out _) && OldVersion.CanCarry(view, session));

    public void OnDurable()
    {
        Origin.Accept(Id);
        Origin = default;
        Outbox!.Enqueue(this);
    }

    public void OnStoreFailed() => Origin.Reject(CommandStatus.SystemError);

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => Outbox!.OnReply(this, header.Verdict);

    public void OnLost(long token, LossReason reason) => Outbox!.OnLost(this, reason);
}
