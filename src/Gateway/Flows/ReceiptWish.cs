using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>What a customer's registered_delivery means for the message's way.</summary>
internal static class ReceiptWish
{
    private const byte OutcomeMask = 0x03;

    extension(RegisteredDelivery wish)
    {
        /// <summary>The upstream has to tell what becomes of the message.</summary>
        public bool WantsReports => wish.WantsAnyReceipt || wish.WantsIntermediate;

        /// <summary>
        /// What the upstream is asked: receipts for one outcome only, or intermediate notifications alone, would leave the message's end
        /// unknown. The customer gets what it has asked for itself.
        /// </summary>
        public RegisteredDelivery AskedOfUpstream => wish.WantsReports
            ? (RegisteredDelivery)((byte)wish & ~OutcomeMask) | RegisteredDelivery.SuccessOrFailure
            : wish;
    }

    extension(in MessageView view)
    {
        /// <summary>What the message asks for as far as it can have it: a datagram has no receipts (v3.4 §2.10.2).</summary>
        public RegisteredDelivery EffectiveWish => view.EsmClass.Mode == EsmClass.Datagram ? default : view.RegisteredDelivery;
    }
}
