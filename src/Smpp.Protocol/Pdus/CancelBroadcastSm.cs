namespace Smpp.Protocol;

/// <summary>
/// cancel_broadcast_sm (v5.0 §4.6.2.1): cancels one broadcast by its id, or with a NULL id those of a source, service_type and
/// broadcast_content_type.
/// </summary>
public sealed record CancelBroadcastSm() : TlvPdu(CommandId.CancelBroadcastSm)
{
    private string _serviceType = "";
    private string _messageId = "";
    private Address _source;

    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get => _serviceType; init => _serviceType = CString.Checked(value, FieldLimits.ServiceType); }

    /// <summary>message_id, at most 64 characters; empty to cancel a group.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>source_addr with its TON and NPI as submitted.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out CancelBroadcastSm? pdu, out DecodeError error) =>
        TryFill(new CancelBroadcastSm(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.ServiceType, FieldLimits.ServiceType, ref _serviceType)
        && fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source);
}
