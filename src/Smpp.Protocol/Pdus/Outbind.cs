namespace Smpp.Protocol;

/// <summary>
/// outbind (v3.4 §4.1.7, v5.0 §4.1.1.7): a message centre asks an ESME to bind as receiver on the same connection. It has no response.
/// </summary>
public sealed record Outbind() : TlvPdu(CommandId.Outbind)
{
    private string _systemId = "";
    private string _password = "";

    /// <summary>system_id of the message centre, at most 15 characters.</summary>
    public string SystemId { get => _systemId; init => _systemId = CString.Checked(value, FieldLimits.SystemId); }

    /// <summary>password; the specification's 8 characters are not enforced.</summary>
    public string Password { get => _password; init => _password = CString.Checked(value, CString.NoLimit); }

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Outbind? pdu, out DecodeError error) =>
        TryFill(new Outbind(), body, out pdu, out error);

    private protected override bool ExchangeMandatory(scoped ref PduFields fields) =>
        fields.Text(PduField.SystemId, FieldLimits.SystemId, ref _systemId)
        && fields.Text(PduField.Password, FieldLimits.Password, ref _password);
}
