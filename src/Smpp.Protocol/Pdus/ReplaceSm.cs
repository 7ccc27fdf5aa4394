namespace Smpp.Protocol;

/// <summary>
/// replace_sm (v3.4 §4.10.1, v5.0 §4.5.3.1): replaces a message that is still pending. v5.0 allows a message_payload TLV instead of
/// the text.
/// </summary>
public sealed record ReplaceSm() : TlvPdu(CommandId.ReplaceSm)
{
    private string _messageId = "";
    private Address _source;
    private string _scheduleDeliveryTime = "";
    private string _validityPeriod = "";
    private RegisteredDelivery _registeredDelivery;
    private byte _defaultMessageId;
    private ReadOnlyMemory<byte> _shortMessage;

    /// <summary>message_id that the message centre gave in its response, at most 64 characters.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>source_addr with its TON and NPI as submitted.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>schedule_delivery_time: empty to keep the original, else 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ScheduleDeliveryTime { get => _scheduleDeliveryTime; init => _scheduleDeliveryTime = SmppTime.Checked(value); }

    /// <summary>validity_period: empty to keep the original, else 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ValidityPeriod { get => _validityPeriod; init => _validityPeriod = SmppTime.Checked(value); }

    /// <summary>registered_delivery</summary>
    public RegisteredDelivery RegisteredDelivery { get => _registeredDelivery; init => _registeredDelivery = value; }

    /// <summary>sm_default_msg_id</summary>
    public byte DefaultMessageId { get => _defaultMessageId; init => _defaultMessageId = value; }

    /// <summary>short_message, at most 255 octets, in the data_coding of the message replaced.</summary>
    public ReadOnlyMemory<byte> ShortMessage { get => _shortMessage; init => _shortMessage = UserData.Checked(value); }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out ReplaceSm? pdu, out DecodeError error) =>
        TryFill(new ReplaceSm(), body, out pdu, out error);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public bool Equals(ReplaceSm? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && fields.Time(PduField.ScheduleDeliveryTime, ref _scheduleDeliveryTime)
        && fields.Time(PduField.ValidityPeriod, ref _validityPeriod)
        && fields.Octet(PduField.RegisteredDelivery, ref _registeredDelivery)
        && fields.Octet(PduField.SmDefaultMsgId, ref _defaultMessageId)
        && fields.Counted(PduField.SmLength, PduField.ShortMessage, ref _shortMessage);
}
