namespace Smpp.Protocol;

/// <summary>
/// cancel_sm (v3.4 §4.9.1, v5.0 §4.5.1.1): cancels one message by its id, or with a NULL id all pending ones of a source, destination
/// and service_type.
/// </summary>
public sealed record CancelSm() : TlvPdu(CommandId.CancelSm)
{
    private string _serviceType = "";
    private string _messageId = "";
    private Address _source;
    private Address _destination;

    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get => _serviceType; init => _serviceType = CString.Checked(value, FieldLimits.ServiceType); }

    /// <summary>message_id, at most 64 characters; empty to cancel a group.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>source_addr with its TON and NPI as submitted.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>destination_addr with its TON and NPI; NULL where a message_id is given.</summary>
    public Address Destination { get => _destination; init => _destination = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out CancelSm? pdu, out DecodeError error) =>
        TryFill(new CancelSm(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.ServiceType, FieldLimits.ServiceType, ref _serviceType)
        && fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source)
        && fields.Address(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, ref _destination);
}
