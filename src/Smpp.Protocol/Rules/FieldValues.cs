namespace Smpp.Protocol;

/// <summary>Which values of one-octet fields the specification reserves.</summary>
internal static class FieldValues
{
    private const byte HighestTon = (byte)TypeOfNumber.Abbreviated;
    private const byte HighestPriority = 3;
    private const byte HighestFlag = 1;
    private const byte ReservedDelivery = 0xE0;
    private const byte ReceiptMask = 0x03;

    public static bool IsReserved(PduField field, byte value, InterfaceVersion version) => field switch
    {
        PduField.SourceAddrTon or PduField.DestAddrTon or PduField.AddrTon or PduField.EsmeAddrTon => value > HighestTon,
        PduField.SourceAddrNpi or PduField.DestAddrNpi or PduField.AddrNpi or PduField.EsmeAddrNpi => !IsPlan(value),
        PduField.PriorityFlag => value > HighestPriority,
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
