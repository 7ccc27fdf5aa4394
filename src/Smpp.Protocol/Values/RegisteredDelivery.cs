namespace Smpp.Protocol;

/// <summary>
/// registered_delivery (v3.4 §5.2.17, v5.0 §4.7.21): receipts in bits 1–0, acknowledgements of the recipient in bits 3–2,
/// intermediate notification in bit 4. The constants combine with <c>|</c>.
/// </summary>
public enum RegisteredDelivery : byte
{
    /// <summary>No receipt.</summary>
    None = 0x00,
    /// <summary>A receipt on success or failure.</summary>
    SuccessOrFailure = 0x01,
    /// <summary>A receipt on failure.</summary>
    FailureOnly = 0x02,
    /// <summary>A receipt on success (v5.0; reserved in v3.4).</summary>
    SuccessOnly = 0x03,
    /// <summary>An acknowledgement of delivery by the recipient's device.</summary>
    DeliveryAcknowledgement = 0x04,
    /// <summary>An acknowledgement by the recipient.</summary>
    UserAcknowledgement = 0x08,
    /// <summary>Intermediate notifications.</summary>
    Intermediate = 0x10,
}

/// <summary>What a registered_delivery asks for.</summary>
public static class RegisteredDeliveries
{
    private const byte ReceiptMask = 0x03;

    extension(RegisteredDelivery value)
    {
        /// <summary>Asks for a receipt of some outcome.</summary>
        public bool WantsAnyReceipt => ((byte)value & ReceiptMask) != 0;

        /// <summary>Asks for intermediate notifications.</summary>
        public bool WantsIntermediate => ((byte)value & (byte)RegisteredDelivery.Intermediate) != 0;

        /// <summary>What it asks for, in words.</summary>
        public string Meaning => string.Join(", ", Parts(value));

        /// <summary>Whether it asks for a receipt of this outcome.</summary>
        /// <param name="delivered">True for success, false for any final failure.</param>
        public bool WantsReceipt(bool delivered) => (RegisteredDelivery)((byte)value & ReceiptMask) switch
        {
            RegisteredDelivery.SuccessOrFailure => true,
            RegisteredDelivery.FailureOnly => !delivered,
            RegisteredDelivery.SuccessOnly => delivered,
            _ => false,
        };
    }

    private static IEnumerable<string> Parts(RegisteredDelivery value)
    {
        yield return (RegisteredDelivery)((byte)value & ReceiptMask) switch
        {
            RegisteredDelivery.SuccessOrFailure => "receipt on success or failure",
            RegisteredDelivery.FailureOnly => "receipt on failure",
            RegisteredDelivery.SuccessOnly => "receipt on success",
            _ => "no receipt",
        };
        if ((value & RegisteredDelivery.DeliveryAcknowledgement) != 0)
            yield return "delivery acknowledgement";
        if ((value & RegisteredDelivery.UserAcknowledgement) != 0)
            yield return "user acknowledgement";
        if (value.WantsIntermediate)
            yield return "intermediate notifications";
    }
}
