namespace Smpp.Protocol;

/// <summary>query_sm_resp (v3.4 §4.8.2, v5.0 §4.5.2.2).</summary>
public sealed record QuerySmResp() : TlvPdu(CommandId.QuerySmResp)
{
    private string _messageId = "";
    private string _finalDate = "";
    private MessageState _messageState;
    private byte _errorCode;

    /// <summary>message_id of the message asked about, at most 64 characters.</summary>
    public string MessageId { get => _messageId; init => _messageId = CString.Checked(value, FieldLimits.MessageId); }

    /// <summary>
    /// final_date: empty while the message is not in a final state, else 16 characters, or the 12 that v3.4 message centres may
    /// report (§7.1.1); see <see cref="SmppTime"/>.
    /// </summary>
    public string FinalDate { get => _finalDate; init => _finalDate = SmppTime.CheckedReport(value); }

    /// <summary>message_state</summary>
    public MessageState MessageState { get => _messageState; init => _messageState = value; }

    /// <summary>error_code: the network's, where delivery failed; its meaning is the network's own (v3.4 §5.2.31).</summary>
    public byte ErrorCode { get => _errorCode; init => _errorCode = value; }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out QuerySmResp? pdu, out DecodeError error) =>
        TryFill(new QuerySmResp(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.MessageId, FieldLimits.MessageId, ref _messageId)
        && fields.Time(PduField.FinalDate, ref _finalDate)
        && fields.Octet(PduField.MessageState, ref _messageState)
        && fields.Octet(PduField.ErrorCode, ref _errorCode);
}
