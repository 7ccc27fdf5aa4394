namespace Smpp.Protocol;

/// <summary>What the values of fields say, in words.</summary>
internal static class FieldMeaning
{
    public static string Of(PduField field, byte value) => field switch
    {
        PduField.SourceAddrTon or PduField.DestAddrTon or PduField.AddrTon or PduField.EsmeAddrTon => Named((TypeOfNumber)value),
        PduField.SourceAddrNpi or PduField.DestAddrNpi or PduField.AddrNpi or PduField.EsmeAddrNpi => Named((NumberingPlan)value),
        PduField.InterfaceVersion => ((InterfaceVersion)value).Name,
        PduField.DataCoding => ((DataCoding)value).Meaning,
        PduField.EsmClass => ((EsmClass)value).Meaning,
        PduField.RegisteredDelivery => ((RegisteredDelivery)value).Meaning,
        PduField.MessageState => ((MessageState)value).Word,
        PduField.DestFlag => value == 1 ? "SME address" : "distribution list",
        _ => "",
    };

    private static string Named<T>(T value) where T : struct, Enum => Enum.IsDefined(value) ? value.ToString() : "reserved";
}
