namespace Smpp.Protocol;

/// <summary>data_sm (v3.4 §4.7.1, v5.0 §4.2.2.1): a message whose body is a message_payload TLV, in either direction.</summary>
public sealed record DataSm() : TlvPdu(CommandId.DataSm)
{
    private string _serviceType = "";
    private LongAddress _source;
    private LongAddress _destination;
    private EsmClass _esmClass;
    private RegisteredDelivery _registeredDelivery;
    private DataCoding _dataCoding;

    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get => _serviceType; init => _serviceType = CString.Checked(value, FieldLimits.ServiceType); }

    /// <summary>source_addr with its TON and NPI, at most 64 octets.</summary>
    public LongAddress Source { get => _source; init => _source = value; }

    /// <summary>destination_addr with its TON and NPI, at most 64 octets.</summary>
    public LongAddress Destination { get => _destination; init => _destination = value; }

    /// <summary>esm_class</summary>
    public EsmClass EsmClass { get => _esmClass; init => _esmClass = value; }

    /// <summary>registered_delivery</summary>
    public RegisteredDelivery RegisteredDelivery { get => _registeredDelivery; init => _registeredDelivery = value; }

    /// <summary>data_coding of the message_payload.</summary>
    public DataCoding DataCoding { get => _dataCoding; init => _dataCoding = value; }

    /// <summary>The message_payload TLV: up to 65,535 octets.</summary>
    public ReadOnlyMemory<byte> MessagePayload
    {
        get => Tlvs.TryGet(StandardTlv.MessagePayload, out ReadOnlyMemory<byte> payload) ? payload : default;
        init => Own(TlvTag.MessagePayload, Tlvs.Set(StandardTlv.MessagePayload, value));
    }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out DataSm? pdu, out DecodeError error) =>
        TryFill(new DataSm(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.ServiceType, FieldLimits.ServiceType, ref _serviceType)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && fields.Address(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, ref _destination)
        && fields.Octet(PduField.EsmClass, ref _esmClass)
        && fields.Octet(PduField.RegisteredDelivery, ref _registeredDelivery)
        && fields.Octet(PduField.DataCoding, ref _dataCoding);
}
