namespace Smpp.Protocol;

/// <summary>Which values of one-octet fields the specification reserves.</summary>
internal static class FieldValues
{
    private const byte HighestTon = (byte)TypeOfNumber.Abbreviated;
    private const byte HighestPriority = 3;
    private const byte HighestBroadcastPriority = 4;
    private const byte HighestFlag = 1;
    private const byte ReservedDelivery = 0xE0;
    private const byte ReceiptMask = 0x03;

    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="version">The version of the protocol.</param>
    /// <param name="id">The operation; only broadcast_sm has values of its own.</param>
    public static bool IsReserved(PduField field, byte value, InterfaceVersion version, CommandId id = default) => field switch
    {
        PduField.SourceAddrTon or PduField.DestAddrTon or PduField.AddrTon or PduField.EsmeAddrTon => value > HighestTon,
        PduField.SourceAddrNpi or PduField.DestAddrNpi or PduField.AddrNpi or PduField.EsmeAddrNpi => !IsPlan(value),
        // 4 is the background priority of cell broadcast in GSM (v5.0 §4.7.19).
        PduField.PriorityFlag => value > (id == CommandId.BroadcastSm ? HighestBroadcastPriority : HighestPriority),
        PduField.ReplaceIfPresentFlag => value > HighestFlag,
        PduField.RegisteredDelivery => (value & ReservedDelivery) != 0
            || ((value & ReceiptMask) == (byte)RegisteredDelivery.SuccessOnly && version < InterfaceVersion.V50),
        PduField.EsmClass => ((EsmClass)value).Type is not (EsmClass.Default or EsmClass.Receipt or EsmClass.DeliveryAcknowledgement
            or EsmClass.UserAcknowledgement or EsmClass.ConversationAbort or EsmClass.IntermediateNotification),
        PduField.SmDefaultMsgId => value == byte.MaxValue && version < InterfaceVersion.V50,
        PduField.NumberOfDests => value == byte.MaxValue && version < InterfaceVersion.V50,
        PduField.MessageState => version >= InterfaceVersion.V50
            ? value > (byte)MessageState.Skipped
            : (MessageState)value is not (>= MessageState.Enroute and <= MessageState.Rejected),
        _ => false,
    };

    private static bool IsPlan(byte value) => (NumberingPlan)value is NumberingPlan.Unknown or NumberingPlan.Isdn or NumberingPlan.Data
        or NumberingPlan.Telex or NumberingPlan.LandMobile or NumberingPlan.National or NumberingPlan.Private or NumberingPlan.Ermes
        or NumberingPlan.Internet or NumberingPlan.WapClientId;
}
