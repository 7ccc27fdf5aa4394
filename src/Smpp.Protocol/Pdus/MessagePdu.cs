namespace Smpp.Protocol;

/// <summary>What submit_sm, submit_multi and deliver_sm have in common as records.</summary>
public abstract record MessagePdu : TlvPdu
{
    private string _serviceType = "";
    private Address _source;
    private EsmClass _esmClass;
    private byte _protocolId;
    private byte _priorityFlag;
    private string _scheduleDeliveryTime = "";
    private string _validityPeriod = "";
    private RegisteredDelivery _registeredDelivery;
    private byte _replaceIfPresent;
    private DataCoding _dataCoding;
    private byte _defaultMessageId;
    private ReadOnlyMemory<byte> _shortMessage;

    private protected MessagePdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get => _serviceType; init => _serviceType = CString.Checked(value, FieldLimits.ServiceType); }

    /// <summary>source_addr with its TON and NPI; NULL means the message centre's default.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>esm_class</summary>
    public EsmClass EsmClass { get => _esmClass; init => _esmClass = value; }

    /// <summary>protocol_id</summary>
    public byte ProtocolId { get => _protocolId; init => _protocolId = value; }

    /// <summary>priority_flag</summary>
    public byte PriorityFlag { get => _priorityFlag; init => _priorityFlag = value; }

    /// <summary>schedule_delivery_time: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ScheduleDeliveryTime { get => _scheduleDeliveryTime; init => _scheduleDeliveryTime = SmppTime.Checked(value); }

    /// <summary>validity_period: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ValidityPeriod { get => _validityPeriod; init => _validityPeriod = SmppTime.Checked(value); }

    /// <summary>registered_delivery</summary>
    public RegisteredDelivery RegisteredDelivery { get => _registeredDelivery; init => _registeredDelivery = value; }

    /// <summary>replace_if_present_flag</summary>
    public byte ReplaceIfPresent { get => _replaceIfPresent; init => _replaceIfPresent = value; }

    /// <summary>data_coding</summary>
    public DataCoding DataCoding { get => _dataCoding; init => _dataCoding = value; }

    /// <summary>sm_default_msg_id</summary>
    public byte DefaultMessageId { get => _defaultMessageId; init => _defaultMessageId = value; }

    /// <summary>short_message, at most 255 octets; longer ones go into a message_payload TLV.</summary>
    public ReadOnlyMemory<byte> ShortMessage
    {
        get => _shortMessage;
        init
        {
            _shortMessage = Protocol.UserData.Checked(value);
            // A text that stood in message_payload is replaced.
            Disown(TlvTag.MessagePayload);
        }
    }

    /// <summary>The user data: message_payload where present, which supersedes short_message (v5.0 §4.2.1.1), else short_message.</summary>
    public ReadOnlySpan<byte> UserData =>
        Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload) ? payload : ShortMessage.Span;

    /// <summary>
    /// The user data as text, a user data header left out. Setting it picks the cheapest data_coding that loses nothing, takes UDHI out
    /// of <see cref="EsmClass"/>, since there is no header in front of it, and puts what is longer than 254 octets into a message_payload
    /// TLV; <see cref="Segmenter"/> cuts texts into parts instead.
    /// </summary>
    public string Text
    {
        get => MessageText.Decode(DataCoding, UserData, EsmClass.HasUdh);
        init
        {
            TextEncoding encoding = MessageText.Choose(value);
            byte[] octets = MessageText.Encode(value, encoding);
            bool fits = octets.Length <= FieldLimits.ShortMessageV34;
            _dataCoding = MessageText.DataCodingOf(encoding);
            _esmClass &= ~EsmClass.UserDataHeader;
            _shortMessage = fits ? octets : default;
            Own(TlvTag.MessagePayload, fits ? Tlvs.Without(TlvTag.MessagePayload) : Tlvs.Set(StandardTlv.MessagePayload, octets));
        }
    }

    /// <summary>
    /// The message with what stood in message_payload in short_message instead, as peers below v3.4 take it, who know no TLVs (v3.4 §3.4);
    /// its other TLVs stay.
    /// </summary>
    /// <returns>
    /// The message itself where it has no message_payload; null where <see cref="UserData"/> is longer than 254 octets, the most that
    /// short_message holds in v3.4 (§5.2.21).
    /// </returns>
    public MessagePdu? WithPayloadInShortMessage()
    {
        if (UserData.Length > FieldLimits.ShortMessageV34)
            return null;
        return Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload)
            ? this with { ShortMessage = payload.ToArray(), Tlvs = Tlvs.Without(TlvTag.MessagePayload) }
            : this;
    }

    /// <summary>
    /// The message as peers below v5.0 take it: short_message of 255 octets, one more than it holds in v3.4 (§5.2.21), stands in
    /// message_payload instead, unless there is one already, beside which it does not count (v5.0 §4.2.1.1).
    /// </summary>
    /// <returns>The message itself where short_message is not longer than 254 octets.</returns>
    public MessagePdu WithLongTextInPayload()
    {
        if (ShortMessage.Length <= FieldLimits.ShortMessageV34)
            return this;
        var tlvs = Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> _)
            ? Tlvs
            : Tlvs.Set(StandardTlv.MessagePayload, ShortMessage.ToArray());
        return this with { ShortMessage = default, Tlvs = tlvs };
    }

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.ServiceType, FieldLimits.ServiceType, ref _serviceType)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && ExchangeDestination(ref fields)
        && fields.Octet(PduField.EsmClass, ref _esmClass)
        && fields.Octet(PduField.ProtocolId, ref _protocolId)
        && fields.Octet(PduField.PriorityFlag, ref _priorityFlag)
        && fields.Time(PduField.ScheduleDeliveryTime, ref _scheduleDeliveryTime)
        && fields.Time(PduField.ValidityPeriod, ref _validityPeriod)
        && fields.Octet(PduField.RegisteredDelivery, ref _registeredDelivery)
        && fields.Octet(PduField.ReplaceIfPresentFlag, ref _replaceIfPresent)
        && fields.Octet(PduField.DataCoding, ref _dataCoding)
        && fields.Octet(PduField.SmDefaultMsgId, ref _defaultMessageId)
        && fields.Counted(PduField.SmLength, PduField.ShortMessage, ref _shortMessage);

    private protected abstract bool ExchangeDestination(scoped ref PduFields fields);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public virtual bool Equals(MessagePdu? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
