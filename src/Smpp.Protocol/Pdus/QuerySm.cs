namespace Smpp.Protocol;

/// <summary>query_sm (v3.4 §4.8.1, v5.0 §4.5.2.1): asks for the state of a message, by its id and its source.</summary>
public sealed record QuerySm() : TlvPdu(CommandId.QuerySm)
{
    private string _messageId = "";
    private Address _source;

    /// <summary>message_id that the message centre gave in its response, at most 64 characters.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>source_addr with its TON and NPI, NULL where the message was submitted with NULL.</summary>
    public Address Source { get => _source; init => _source = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out QuerySm? pdu, out DecodeError error) =>
        TryFill(new QuerySm(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Address(PduField.SourceAddrTon, PduField.SourceAddrNpi, PduField.SourceAddr, ref _source);
}
