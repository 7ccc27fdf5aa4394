namespace Smpp.Protocol;

/// <summary>
/// esm_class (v3.4 §5.2.12, v5.0 §4.7.12): messaging mode in bits 1–0 (towards the message centre only), message type in
/// bits 5–2, features in bits 7–6. The constants combine with <c>|</c>.
/// </summary>
public enum EsmClass : byte
{
    /// <summary>Default mode, default type, no features.</summary>
    Default = 0x00,
    /// <summary>Mode: datagram, one attempt.</summary>
    Datagram = 0x01,
    /// <summary>Mode: forward, that is transaction.</summary>
    Transaction = 0x02,
    /// <summary>Mode: store and forward.</summary>
    StoreAndForward = 0x03,
    /// <summary>Type: delivery receipt of the message centre.</summary>
    Receipt = 0x04,
    /// <summary>Type: delivery acknowledgement of the recipient.</summary>
    DeliveryAcknowledgement = 0x08,
    /// <summary>Type: manual or user acknowledgement of the recipient.</summary>
    UserAcknowledgement = 0x10,
    /// <summary>Type: conversation abort (Korean CDMA).</summary>
    ConversationAbort = 0x18,
    /// <summary>Type: intermediate delivery notification.</summary>
    IntermediateNotification = 0x20,
    /// <summary>Feature: the user data begins with a header (UDHI).</summary>
    UserDataHeader = 0x40,
    /// <summary>Feature: reply path.</summary>
    ReplyPath = 0x80,
}

/// <summary>What an esm_class says.</summary>
public static class EsmClasses
{
    private const byte ModeMask = 0x03;
    private const byte TypeMask = 0x3C;

    extension(EsmClass value)
    {
        /// <summary>The messaging mode: bits 1–0. Without meaning in a deliver_sm.</summary>
        public EsmClass Mode => (EsmClass)((byte)value & ModeMask);

        /// <summary>The message type: bits 5–2.</summary>
        public EsmClass Type => (EsmClass)((byte)value & TypeMask);

        /// <summary>A delivery receipt, with a user data header or without.</summary>
        public bool IsReceipt => ((byte)value & TypeMask) == (byte)EsmClass.Receipt;

        /// <summary>An intermediate notification, with a user data header or without.</summary>
        public bool IsIntermediate => ((byte)value & TypeMask) == (byte)EsmClass.IntermediateNotification;

        /// <summary>Mode, type and features in words; empty for the default of all three.</summary>
        public string Meaning => string.Join(", ", Parts(value));

        /// <summary>The user data begins with a header.</summary>
        public bool HasUdh => ((byte)value & (byte)EsmClass.UserDataHeader) != 0;
    }

    private static IEnumerable<string> Parts(EsmClass value)
    {
        if (value.Mode != EsmClass.Default)
        {
            yield return value.Mode switch
            {
                EsmClass.Datagram => "datagram",
                EsmClass.Transaction => "transaction",
                _ => "store and forward",
            };
        }
        if (value.Type != EsmClass.Default)
        {
            yield return value.Type switch
            {
                EsmClass.Receipt => "delivery receipt",
                EsmClass.DeliveryAcknowledgement => "delivery acknowledgement",
                EsmClass.UserAcknowledgement => "user acknowledgement",
                EsmClass.ConversationAbort => "conversation abort",
                EsmClass.IntermediateNotification => "intermediate notification",
                _ => "reserved type",
            };
        }
        if (value.HasUdh)
            yield return "user data header";
        if ((value & EsmClass.ReplyPath) != 0)
            yield return "reply path";
    }
}
