namespace Smpp.Protocol;

/// <summary>The responses, and one request, that consist of a message_id and TLVs.</summary>
public abstract record MessageIdPdu : TlvPdu
{
    private string _messageId = "";

    private protected static ReadOnlySpan<byte> NullMessageId => [0];

    private protected MessageIdPdu(CommandId id)
        : base(id)
    {
    }

    /// <summary>message_id, at most 64 characters; opaque.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    private protected sealed override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId);
}
