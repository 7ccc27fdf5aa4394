using Gateway.Accounts;
using Gateway.Upstreams;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Flows;

/// <summary>
/// Intermediate notifications for the customers who have asked for them (v3.4 §5.2.17). They go once, to a receiver that has room now,
/// and are not kept: the next one, or the receipt, says more.
/// </summary>
internal sealed class Notifications(NodeStore store, Func<string, AccountState> account)
{
    /// <summary>
    /// Passes on what an upstream says about a message that goes on. The message is locked, and so its receipt, which nothing of this may
    /// follow, is not there yet.
    /// </summary>
    public void Pass(GatewayMessage message, MessageState state, scoped in Receipt receipt)
    {
        if (!((RegisteredDelivery)message.RegisteredDelivery).WantsIntermediate
            || account(message.Account.Text).ChooseReceiver() is not { } session)
        {
            return;
        }
        // v3.3 knows no notifications.
        if (!session.PeerVersion.SupportsTlvs)
            return;
        Span<byte> body = stackalloc byte[CustomerReceipt.MostOctets];
        int length = CustomerReceipt.Write(
            message, EsmClass.IntermediateNotification, state, receipt.Error, receipt.Text, NodeStore.ToTime(store.Now), body);
        var notification = new RawBody(CommandId.DeliverSm, body[..length]);
        session.TrySend(ref notification, Unheard.Instance, 0);
    }

    /// <summary>Nothing depends on the answer.</summary>
    private sealed class Unheard : IReplySink
    {
        public static readonly Unheard Instance = new();

        public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
        {
        }

        public void OnLost(long token, LossReason reason)
        {
        }
    }
}
