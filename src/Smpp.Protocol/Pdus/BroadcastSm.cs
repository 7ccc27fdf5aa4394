namespace Smpp.Protocol;

/// <summary>
/// broadcast_sm (v5.0 §4.4.1.1): a message to areas, which broadcast_area_identifier, broadcast_content_type, broadcast_rep_num and
/// broadcast_frequency_interval TLVs describe.
/// </summary>
public sealed record BroadcastSm() : TlvPdu(CommandId.BroadcastSm)
{
    private string _serviceType = "";
    private Address _source;
    private string _messageId = "";
    private byte _priorityFlag;
    private string _scheduleDeliveryTime = "";
    private string _validityPeriod = "";
    private byte _replaceIfPresent;
    private DataCoding _dataCoding;
    private byte _defaultMessageId;

    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get => _serviceType; init => _serviceType = CString.Checked(value, FieldLimits.ServiceType); }

    /// <summary>source_addr with its TON and NPI.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>message_id of a broadcast to replace, at most 64 characters; empty for a new one.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>priority_flag</summary>
    public byte PriorityFlag { get => _priorityFlag; init => _priorityFlag = value; }

    /// <summary>schedule_delivery_time: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ScheduleDeliveryTime { get => _scheduleDeliveryTime; init => _scheduleDeliveryTime = SmppTime.Checked(value); }

    /// <summary>validity_period: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ValidityPeriod { get => _validityPeriod; init => _validityPeriod = SmppTime.Checked(value); }

    /// <summary>replace_if_present_flag</summary>
    public byte ReplaceIfPresent { get => _replaceIfPresent; init => _replaceIfPresent = value; }

    /// <summary>data_coding of the message_payload.</summary>
    public DataCoding DataCoding { get => _dataCoding; init => _dataCoding = value; }

    /// <summary>sm_default_msg_id</summary>
    public byte DefaultMessageId { get => _defaultMessageId; init => _defaultMessageId = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out BroadcastSm? pdu, out DecodeError error) =>
        TryFill(new BroadcastSm(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.ServiceType, FieldLimits.ServiceType, ref _serviceType)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Octet(PduField.PriorityFlag, ref _priorityFlag)
        && fields.Time(PduField.ScheduleDeliveryTime, ref _scheduleDeliveryTime)
        && fields.Time(PduField.ValidityPeriod, ref _validityPeriod)
        && fields.Octet(PduField.ReplaceIfPresentFlag, ref _replaceIfPresent)
        && fields.Octet(PduField.DataCoding, ref _dataCoding)
        && fields.Octet(PduField.SmDefaultMsgId, ref _defaultMessageId);
}
