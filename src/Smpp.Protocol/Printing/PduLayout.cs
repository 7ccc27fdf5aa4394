namespace Smpp.Protocol;

/// <summary>The mandatory fields of a command in their order, for what walks over a PDU without knowing its type.</summary>
internal static class PduLayout
{
    private static readonly FieldRule[] BindFields =
    [
        Text(PduField.SystemId, FieldLimits.SystemId), Text(PduField.Password, FieldLimits.Password),
        Text(PduField.SystemType, FieldLimits.SystemType), Octet(PduField.InterfaceVersion), Octet(PduField.AddrTon),
        Octet(PduField.AddrNpi), Text(PduField.AddressRange, FieldLimits.AddressRange),
    ];

    private static readonly FieldRule[] MessageFields =
    [
        Text(PduField.ServiceType, FieldLimits.ServiceType), Octet(PduField.SourceAddrTon), Octet(PduField.SourceAddrNpi),
        Text(PduField.SourceAddr, FieldLimits.Address), Octet(PduField.DestAddrTon), Octet(PduField.DestAddrNpi),
        Text(PduField.DestinationAddr, FieldLimits.Address), Octet(PduField.EsmClass), Octet(PduField.ProtocolId),
        Octet(PduField.PriorityFlag), new(PduField.ScheduleDeliveryTime, FieldKind.Time, FieldLimits.Time),
        new(PduField.ValidityPeriod, FieldKind.Time, FieldLimits.Time), Octet(PduField.RegisteredDelivery),
        Octet(PduField.ReplaceIfPresentFlag), Octet(PduField.DataCoding), Octet(PduField.SmDefaultMsgId), Octet(PduField.SmLength),
        new(PduField.ShortMessage, FieldKind.Octets, FieldLimits.ShortMessage),
    ];

    private static readonly FieldRule[] OutbindFields =
        [Text(PduField.SystemId, FieldLimits.SystemId), Text(PduField.Password, FieldLimits.Password)];

    private static readonly FieldRule[] BindRespFields = [Text(PduField.SystemId, FieldLimits.SystemId)];

    private static readonly FieldRule[] MessageIdFields = [Text(PduField.MessageId, FieldLimits.MessageId)];

    /// <summary>The fields; null for a command that is not laid out here.</summary>
    public static FieldRule[]? Of(CommandId id) => id switch
    {
        CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => BindFields,
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp => BindRespFields,
        CommandId.SubmitSm or CommandId.DeliverSm => MessageFields,
        CommandId.SubmitSmResp or CommandId.DeliverSmResp or CommandId.DataSmResp => MessageIdFields,
        CommandId.Outbind => OutbindFields,
        CommandId.Unbind or CommandId.UnbindResp or CommandId.EnquireLink or CommandId.EnquireLinkResp or CommandId.GenericNack => [],
        _ => null,
    };

    private static FieldRule Text(PduField field, int maximum) => new(field, FieldKind.CString, maximum);

    private static FieldRule Octet(PduField field) => new(field, FieldKind.Octet, 1);
}

internal enum FieldKind : byte
{
    Octet,
    CString,
    Time,
    /// <summary>As many octets as the field before says.</summary>
    Octets,
}

internal readonly record struct FieldRule(PduField Field, FieldKind Kind, int Maximum);
